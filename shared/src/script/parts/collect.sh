# Reads, and changes nothing. No secret is in what it prints: a directory never tells one again.
graph="https://$graph_host"
application=$(ask ad app show --id "$client_id" -o json --query "{appId:appId, id:id, displayName:displayName, signInAudience:signInAudience, isFallbackPublicClient:isFallbackPublicClient, web:{redirectUris:web.redirectUris}, publicClient:{redirectUris:publicClient.redirectUris}, requiredResourceAccess:requiredResourceAccess, keyCredentials:keyCredentials[].{displayName:displayName, keyId:keyId, endDateTime:endDateTime, thumbprint:customKeyIdentifier}, passwordCredentials:passwordCredentials[].{displayName:displayName, keyId:keyId, endDateTime:endDateTime}}")
principal=$(ask ad sp list --filter "appId eq '$client_id'" --query '[].id' -o tsv)
service_principal=null
roles='[]'
grants='[]'
if [ -n "$principal" ]; then
  service_principal=$(ask ad sp show --id "$principal" --query '{id:id, appId:appId, accountEnabled:accountEnabled}' -o json)
  roles=$(ask rest --method get --url "$graph/v1.0/servicePrincipals/$principal/appRoleAssignments" --resource "$graph" \
    --query 'value[].{appRoleId:appRoleId, resourceDisplayName:resourceDisplayName}' -o json)
  grants=$(ask rest --method get --url "$graph/v1.0/servicePrincipals/$principal/oauth2PermissionGrants" --resource "$graph" \
    --query 'value[].{consentType:consentType, scope:scope}' -o json)
fi
printf '{"consentry":"collected","directory_id":"%s","application":%s,"service_principal":%s,"app_roles":%s,"grants":%s}\n' \
  "$directory" "$application" "$service_principal" "$roles" "$grants"
