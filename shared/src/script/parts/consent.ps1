function Grant-Role($permission, $api, $id) {
    $granted = @(Get-MgServicePrincipalAppRoleAssignment -ServicePrincipalId $principal.Id -All |
        Where-Object { ("$($_.AppRoleId)" -eq $id) -and ("$($_.ResourceId)" -eq $api.Id) })
    if ($granted.Count -gt 0) { return $false }
    $grant = @{ ServicePrincipalId = $api.Id; PrincipalId = $principal.Id; ResourceId = $api.Id; AppRoleId = $id }
    New-MgServicePrincipalAppRoleAssignedTo @grant | Out-Null
    return $true
}

# What was granted to everybody stays; the name is added to it.
function Grant-Scope($permission, $api) {
    $filter = "clientId eq '$($principal.Id)' and consentType eq 'AllPrincipals' and resourceId eq '$($api.Id)'"
    $grant = Get-MgOauth2PermissionGrant -Filter $filter | Select-Object -First 1
    if (-not $grant) {
        $body = @{ clientId = $principal.Id; consentType = 'AllPrincipals'; resourceId = $api.Id; scope = $permission.Name }
        New-MgOauth2PermissionGrant -BodyParameter $body | Out-Null
        return $true
    }
    $names = @("$($grant.Scope)" -split '\s+' | Where-Object { $_ })
    if ($names -ccontains $permission.Name) { return $false }
    $body = @{ scope = (@($names) + $permission.Name) -join ' ' }
    Update-MgOauth2PermissionGrant -OAuth2PermissionGrantId $grant.Id -BodyParameter $body | Out-Null
    return $true
}

foreach ($permission in $permissions) {
    $api = Resolve-Api $permission
    $id = Resolve-Permission $permission
    if ($permission.Kind -eq 'Role') { $new = Grant-Role $permission $api $id } else { $new = Grant-Scope $permission $api }
    if ($new) { Write-Host ($say.granted -f $permission.Name, $permission.ApiName) }
    if (-not $new) { Write-Host ($say.granted_already -f $permission.Name, $permission.ApiName) }
}
