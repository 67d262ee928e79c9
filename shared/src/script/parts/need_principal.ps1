$principal = Get-MgServicePrincipal -Filter "appId eq '$($application.AppId)'" | Select-Object -First 1
if (-not $principal) { throw $say.no_principal }
