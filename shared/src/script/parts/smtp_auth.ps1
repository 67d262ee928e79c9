$organisation = Get-TransportConfig
Write-Host ($say.smtp_organisation -f $organisation.SmtpClientAuthenticationDisabled)
foreach ($mailbox in $mailboxes) {
    $settings = Get-CASMailbox -Identity $mailbox
    $change = @{}
    $off = $settings.SmtpClientAuthenticationDisabled
    if ($null -eq $off) { $off = $organisation.SmtpClientAuthenticationDisabled }
    if ($needsSmtp -and $off) { $change.SmtpClientAuthenticationDisabled = $false }
    if ($needsImap -and (-not $settings.ImapEnabled)) { $change.ImapEnabled = $true }
    if ($needsPop -and (-not $settings.PopEnabled)) { $change.PopEnabled = $true }
    if ($needsEws -and ($settings.EwsEnabled -eq $false)) { $change.EwsEnabled = $true }
    if ($change.Count -gt 0) {
        Set-CASMailbox -Identity $mailbox @change
        Write-Host ($say.mailbox_changed -f $mailbox, ($change.Keys -join ', '))
    } else {
        Write-Host ($say.mailbox_as_it_should -f $mailbox)
    }
}
