$apis = @{}

function Resolve-Api($permission) {
    if (-not $apis.ContainsKey($permission.Api)) {
        $apis[$permission.Api] = Get-MgServicePrincipal -Filter "appId eq '$($permission.Api)'" | Select-Object -First 1
    }
    if (-not $apis[$permission.Api]) { throw ($say.no_api -f $permission.ApiName) }
    return $apis[$permission.Api]
}

# The directory says which id a permission has; the id known beforehand is only compared.
function Resolve-Permission($permission) {
    $api = Resolve-Api $permission
    $offered = $api.Oauth2PermissionScopes
    if ($permission.Kind -eq 'Role') { $offered = $api.AppRoles }
    $match = $offered | Where-Object { $_.Value -ceq $permission.Name } | Select-Object -First 1
    if (-not $match) { throw ($say.no_permission -f $permission.Name, $permission.ApiName) }
    if ($permission.Id -and ($permission.Id -ne $match.Id)) { Write-Warning ($say.id_differs -f $permission.Name, $match.Id, $permission.Id) }
    return "$($match.Id)"
}
