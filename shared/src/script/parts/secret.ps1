$invariant = [Globalization.CultureInfo]::InvariantCulture
$until = [datetime]::SpecifyKind([datetime]::ParseExact($secretUntil, 'yyyy-MM-dd', $invariant), [DateTimeKind]::Utc)
if ($until -le [datetime]::UtcNow) { throw ($say.date_past -f $secretUntil) }
$wanted = @{ DisplayName = $secretName; EndDateTime = $until }
$secret = Add-MgApplicationPassword -ApplicationId $application.Id -PasswordCredential $wanted
Write-Warning $say.secret_once

[ordered]@{
    consentry      = 'secret'
    directory_id   = $directory
    application_id = $application.AppId
    keyId          = $secret.KeyId
    secretText     = $secret.SecretText
    endDateTime    = $secret.EndDateTime.ToUniversalTime().ToString('o')
} | ConvertTo-Json
