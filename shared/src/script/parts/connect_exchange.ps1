$connection = @{ ShowBanner = $false; ExchangeEnvironmentName = $exchangeEnvironment }
Connect-ExchangeOnline @connection
$directory = (Get-ConnectionInformation | Select-Object -Last 1).TenantID
if ($directoryId -and ("$directory" -ne $directoryId)) { throw ($say.other_directory -f $directory, $directoryId) }
