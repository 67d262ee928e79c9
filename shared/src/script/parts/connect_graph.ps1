$connection = @{ Environment = $graphEnvironment; Scopes = $graphScopes; NoWelcome = $true }
if ($directoryId) { $connection.TenantId = $directoryId }
Connect-MgGraph @connection
$directory = (Get-MgContext).TenantId
if ($directoryId -and ($directory -ne $directoryId)) { throw ($say.other_directory -f $directory, $directoryId) }
