# Reads, and changes nothing. No secret is in what it prints: a directory never tells one again.
function Get-Thumbprint($key) {
    if (-not $key.CustomKeyIdentifier) { return $null }
    return [BitConverter]::ToString($key.CustomKeyIdentifier).Replace('-', '')
}

$principal = Get-MgServicePrincipal -Filter "appId eq '$($application.AppId)'" | Select-Object -First 1
$certificates = @(foreach ($key in @($application.KeyCredentials | Where-Object { $_ })) {
    [ordered]@{ displayName = $key.DisplayName; keyId = "$($key.KeyId)"; endDateTime = $key.EndDateTime.ToString('o'); thumbprint = Get-Thumbprint $key }
})
$secrets = @(foreach ($key in @($application.PasswordCredentials | Where-Object { $_ })) {
    [ordered]@{ displayName = $key.DisplayName; keyId = "$($key.KeyId)"; endDateTime = $key.EndDateTime.ToString('o') }
})
$required = @(foreach ($entry in @($application.RequiredResourceAccess | Where-Object { $_ })) {
    $wanted = @(foreach ($access in $entry.ResourceAccess) { [ordered]@{ id = "$($access.Id)"; type = $access.Type } })
    [ordered]@{ resourceAppId = $entry.ResourceAppId; resourceAccess = $wanted }
})
$servicePrincipal = $null
$roles = @()
$grants = @()
if ($principal) {
    $servicePrincipal = [ordered]@{ id = $principal.Id; appId = $principal.AppId; accountEnabled = $principal.AccountEnabled }
    $roles = @(foreach ($grant in @(Get-MgServicePrincipalAppRoleAssignment -ServicePrincipalId $principal.Id -All)) {
        [ordered]@{ appRoleId = "$($grant.AppRoleId)"; resourceDisplayName = $grant.ResourceDisplayName }
    })
    $grants = @(foreach ($grant in @(Get-MgOauth2PermissionGrant -Filter "clientId eq '$($principal.Id)'")) {
        [ordered]@{ consentType = $grant.ConsentType; scope = $grant.Scope }
    })
}

[ordered]@{
    consentry         = 'collected'
    directory_id      = $directory
    application       = [ordered]@{
        appId                  = $application.AppId
        id                     = $application.Id
        displayName            = $application.DisplayName
        signInAudience         = $application.SignInAudience
        isFallbackPublicClient = $application.IsFallbackPublicClient
        web                    = @{ redirectUris = @($application.Web.RedirectUris | Where-Object { $_ }) }
        publicClient           = @{ redirectUris = @($application.PublicClient.RedirectUris | Where-Object { $_ }) }
        requiredResourceAccess = $required
        keyCredentials         = $certificates
        passwordCredentials    = $secrets
    }
    service_principal = $servicePrincipal
    app_roles         = $roles
    grants            = $grants
} | ConvertTo-Json -Depth 8
