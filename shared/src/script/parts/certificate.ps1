$bytes = [Convert]::FromBase64String($certificateKey)
# Only a request for this one property of this one application tells the keys themselves, and the list is written as a whole.
$application = Get-MgApplication -ApplicationId $application.Id -Property 'id,appId,displayName,keyCredentials'
$keys = @($application.KeyCredentials | Where-Object { $_ })
foreach ($key in $keys) {
    if (-not $key.Key) { throw ($say.key_hidden -f $key.DisplayName) }
}
$same = @($keys | Where-Object { [Convert]::ToBase64String($_.Key) -ceq $certificateKey })
if ($same.Count -gt 0) {
    Write-Host $say.nothing_to_do
} else {
    $new = @{ Type = 'AsymmetricX509Cert'; Usage = 'Verify'; Key = $bytes; DisplayName = $certificateName }
    Update-MgApplication -ApplicationId $application.Id -KeyCredentials (@($keys) + @($new))
    Write-Host ($say.certificate_added -f $certificateName)
}

$certificate = New-Object System.Security.Cryptography.X509Certificates.X509Certificate2 -ArgumentList (, $bytes)
[ordered]@{
    consentry      = 'certificate'
    directory_id   = $directory
    application_id = $application.AppId
    thumbprint     = $certificate.Thumbprint
    endDateTime    = $certificate.NotAfter.ToUniversalTime().ToString('o')
} | ConvertTo-Json
