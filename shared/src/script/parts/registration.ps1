# Byte for byte: two addresses that differ in one character are two addresses.
function Join-Addresses($existing, $wanted) {
    $all = New-Object 'System.Collections.Generic.List[string]'
    foreach ($address in @($existing) + @($wanted)) {
        if ($address -and (-not $all.Contains($address))) { $all.Add($address) }
    }
    return $all.ToArray()
}

$application = Find-Application
if ($application) {
    Write-Host ($say.found -f $application.DisplayName, $application.AppId)
} else {
    $application = New-MgApplication -DisplayName $applicationName -SignInAudience $audience
    Write-Host ($say.created -f $application.DisplayName, $application.AppId)
}
if ($application.SignInAudience -ne $audience) { Write-Warning ($say.other_audience -f $application.SignInAudience, $audience) }

$change = @{}
$web = @($application.Web.RedirectUris | Where-Object { $_ })
$webAll = @(Join-Addresses $web $redirectsWeb)
if ($webAll.Count -gt $web.Count) { $change.Web = @{ RedirectUris = $webAll } }
$public = @($application.PublicClient.RedirectUris | Where-Object { $_ })
$publicAll = @(Join-Addresses $public $redirectsPublic)
if ($publicAll.Count -gt $public.Count) { $change.PublicClient = @{ RedirectUris = $publicAll } }
if ($publicFlows -and (-not $application.IsFallbackPublicClient)) { $change.IsFallbackPublicClient = $true }
$joined = Join-Permissions $application
if ($joined) { $change.RequiredResourceAccess = $joined.All }

if ($change.Count -gt 0) {
    Update-MgApplication -ApplicationId $application.Id @change
    Write-Host ($say.changed -f ($change.Keys -join ', '))
} else {
    Write-Host $say.nothing_to_do
}

[ordered]@{
    consentry             = 'registration'
    directory_id          = $directory
    application_id        = $application.AppId
    application_object_id = $application.Id
} | ConvertTo-Json
