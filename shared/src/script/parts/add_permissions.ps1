# Everything that is asked for already, and what is missing: this property is written as a whole.
function Join-Permissions($application) {
    $required = @(foreach ($entry in @($application.RequiredResourceAccess | Where-Object { $_ })) {
        $kept = @(foreach ($access in $entry.ResourceAccess) { @{ Id = "$($access.Id)"; Type = $access.Type } })
        @{ ResourceAppId = $entry.ResourceAppId; ResourceAccess = $kept }
    })
    $missing = 0
    foreach ($permission in $permissions) {
        $id = Resolve-Permission $permission
        $entry = $required | Where-Object { $_.ResourceAppId -eq $permission.Api } | Select-Object -First 1
        if (-not $entry) {
            $entry = @{ ResourceAppId = $permission.Api; ResourceAccess = @() }
            $required += $entry
        }
        $there = @($entry.ResourceAccess | Where-Object { ($_.Id -eq $id) -and ($_.Type -eq $permission.Kind) })
        if ($there.Count -eq 0) {
            $entry.ResourceAccess += @{ Id = $id; Type = $permission.Kind }
            $missing++
            Write-Host ($say.permission_added -f $permission.Name, $permission.ApiName)
        }
    }
    if ($missing -eq 0) { return $null }
    return @{ All = $required }
}
