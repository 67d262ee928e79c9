foreach ($mailbox in $mailboxes) {
    if ($needsReading) {
        Add-MailboxPermission -Identity $mailbox -User $known.Identity -AccessRights FullAccess -AutoMapping $false | Out-Null
        Write-Host ($say.mailbox_reading -f $mailbox)
    }
    if ($needsSending) {
        Add-RecipientPermission -Identity $mailbox -Trustee $known.Identity -AccessRights SendAs -Confirm:$false | Out-Null
        Write-Host ($say.mailbox_sending -f $mailbox)
    }
}
