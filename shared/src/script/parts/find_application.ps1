function Find-Application {
    $filter = $nameFilter
    if ($clientId) { $filter = "appId eq '$clientId'" }
    $found = @(Get-MgApplication -Filter $filter -All)
    if ($found.Count -gt 1) { throw ($say.several -f $applicationName) }
    if ($found.Count -eq 1) { return Get-MgApplication -ApplicationId $found[0].Id }
    if ($clientId) { throw ($say.no_such_id -f $clientId) }
    return $null
}
