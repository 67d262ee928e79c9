$joined = Join-Permissions $application
if ($joined) { Update-MgApplication -ApplicationId $application.Id -RequiredResourceAccess $joined.All }
if (-not $joined) { Write-Host $say.nothing_to_do }
