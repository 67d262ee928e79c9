$known = Get-ServicePrincipal | Where-Object { $_.AppId -eq $clientId } | Select-Object -First 1
if (-not $known) { throw $say.no_exchange_principal }
if ("$($known.ObjectId)" -ne $enterpriseObjectId) { throw ($say.wrong_object -f $known.ObjectId, $enterpriseObjectId) }
