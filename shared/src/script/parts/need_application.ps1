$application = Find-Application
if (-not $application) { throw ($say.not_found -f $applicationName) }
