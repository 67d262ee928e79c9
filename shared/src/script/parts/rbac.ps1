$group = Get-Recipient -Identity $scopeGroup
$filter = "MemberOfGroup -eq '{0}'" -f $group.DistinguishedName.Replace("'", "''")
$scope = Get-ManagementScope -Identity $scopeName -ErrorAction SilentlyContinue
if ($scope) {
    Write-Host ($say.scope_found -f $scopeName, $scope.RecipientFilter)
} else {
    New-ManagementScope -Name $scopeName -RecipientRestrictionFilter $filter | Out-Null
    Write-Host ($say.scope_created -f $scopeName, $filter)
}

foreach ($role in $exchangeRoles) {
    $assignment = '{0} {1}' -f $clientId, ($role -replace '^Application ', '')
    if (Get-ManagementRoleAssignment -Identity $assignment -ErrorAction SilentlyContinue) {
        Write-Host ($say.role_found -f $role)
    } else {
        New-ManagementRoleAssignment -Name $assignment -App $enterpriseObjectId -Role $role -CustomResourceScope $scopeName | Out-Null
        Write-Host ($say.role_assigned -f $role, $scopeName)
    }
}

foreach ($mailbox in $mailboxes) {
    Write-Host ($say.must_be_reached -f $mailbox)
    Test-ServicePrincipalAuthorization -Identity $enterpriseObjectId -Resource $mailbox |
        Format-Table RoleName, GrantedPermissions, AllowedResourceScope, ScopeType, InScope
}
if ($refusedMailbox) {
    Write-Host ($say.must_be_refused -f $refusedMailbox)
    Test-ServicePrincipalAuthorization -Identity $enterpriseObjectId -Resource $refusedMailbox |
        Format-Table RoleName, GrantedPermissions, AllowedResourceScope, ScopeType, InScope
}
Write-Warning $say.grant_remains
