# Exchange wants the enterprise application's object id, and only the directory knows it.
Import-Module Microsoft.Graph.Authentication, Microsoft.Graph.Applications
$principal = Get-MgServicePrincipal -Filter "appId eq '$clientId'" | Select-Object -First 1
if (-not $principal) { throw $say.no_principal }
$enterpriseObjectId = $principal.Id
Disconnect-MgGraph | Out-Null
