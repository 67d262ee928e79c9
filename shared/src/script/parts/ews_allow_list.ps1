# The list is written as a whole: everything that is on it is written again.
$organisation = Get-OrganizationConfig -RetrieveEwsOperationAccessPolicy
$listed = @("$($organisation.EwsAllowedAppIDs)" -split '[,;\s]+' | Where-Object { $_ })
Write-Host ($say.ews_now -f $organisation.EwsEnabled, ($listed -join ', '))
$missing = @($ewsClients | Where-Object { $listed -notcontains $_ })
if (($missing.Count -eq 0) -and $organisation.EwsEnabled) {
    Write-Host $say.nothing_to_do
    return
}
if ($listed.Count -eq 0) {
    Write-Warning $say.ews_list_empty
    if ((Read-Host $say.ews_confirm) -cne 'EWS') { throw $say.stopped }
}
$all = @($listed) + $missing
Set-OrganizationConfig -EwsEnabled $true -EwsAllowedAppIDs ($all -join ',')
Write-Host ($say.ews_written -f ($all -join ', '))
