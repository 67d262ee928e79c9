foreach ($permission in $scopedPermissions) {
    $api = Resolve-Api $permission
    $id = Resolve-Permission $permission
    $granted = @(Get-MgServicePrincipalAppRoleAssignment -ServicePrincipalId $principal.Id -All |
        Where-Object { ("$($_.AppRoleId)" -eq $id) -and ("$($_.ResourceId)" -eq $api.Id) })
    if ($granted.Count -eq 0) { Write-Host ($say.not_granted -f $permission.Name, $permission.ApiName) }
    foreach ($grant in $granted) {
        Remove-MgServicePrincipalAppRoleAssignment -ServicePrincipalId $principal.Id -AppRoleAssignmentId $grant.Id -Confirm
        Write-Host ($say.grant_removed -f $permission.Name, $permission.ApiName)
    }
}
Write-Warning $say.consent_again
