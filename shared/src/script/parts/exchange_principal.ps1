# Exchange takes whatever id it is given and only fails later: it must be the enterprise application's object id.
$known = Get-ServicePrincipal | Where-Object { $_.AppId -eq $clientId } | Select-Object -First 1
if ($known -and ("$($known.ObjectId)" -ne $enterpriseObjectId)) { throw ($say.wrong_object -f $known.ObjectId, $enterpriseObjectId) }
if ($known) {
    Write-Host $say.nothing_to_do
} else {
    $known = New-ServicePrincipal -AppId $clientId -ObjectId $enterpriseObjectId -DisplayName $applicationName
    Write-Host $say.exchange_principal_created
}
