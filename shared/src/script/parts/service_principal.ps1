# A new application is not known everywhere in the directory at once.
function Invoke-Patiently([scriptblock] $action) {
    $attempt = 0
    while ($true) {
        $attempt++
        try { return & $action } catch { if ($attempt -ge 10) { throw } }
        Start-Sleep -Seconds 3
    }
}

$principal = Get-MgServicePrincipal -Filter "appId eq '$($application.AppId)'" | Select-Object -First 1
if ($principal) {
    Write-Host $say.nothing_to_do
} else {
    $principal = Invoke-Patiently { New-MgServicePrincipal -AppId $application.AppId }
    Write-Host $say.principal_created
}

[ordered]@{
    consentry                   = 'service_principal'
    directory_id                = $directory
    application_id              = $application.AppId
    application_object_id       = $application.Id
    service_principal_object_id = $principal.Id
} | ConvertTo-Json
