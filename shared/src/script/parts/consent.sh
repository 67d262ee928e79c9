graph="https://$graph_host"
# METHOD PATH and what else az takes.
call() {
  method=$1
  path=$2
  shift 2
  ask rest --method "$method" --url "$graph/v1.0/$path" --resource "$graph" "$@"
}

# The following set `new`: whether something was missing.
grant_role() {
  there=$(call get "servicePrincipals/$principal/appRoleAssignments" -o tsv \
    --query "length(value[?appRoleId=='$id' && resourceId=='$api_principal'])")
  [ "$there" = 0 ] || return 0
  call post "servicePrincipals/$api_principal/appRoleAssignedTo" --headers Content-Type=application/json --body \
    "{\"principalId\":\"$principal\",\"resourceId\":\"$api_principal\",\"appRoleId\":\"$id\"}" >/dev/null
  new=yes
}

# What was granted to everybody stays; the name is added to it.
grant_scope() {
  filter="clientId%20eq%20'$principal'%20and%20consentType%20eq%20'AllPrincipals'%20and%20resourceId%20eq%20'$api_principal'"
  grant=$(call get "oauth2PermissionGrants?\$filter=$filter" --query 'value[0].id' -o tsv)
  names=$(call get "oauth2PermissionGrants?\$filter=$filter" --query 'value[0].scope' -o tsv)
  case " $names " in
    *" $name "*) return 0 ;;
  esac
  if [ -n "$grant" ]; then
    call patch "oauth2PermissionGrants/$grant" --headers Content-Type=application/json --body \
      "{\"scope\":\"$names $name\"}" >/dev/null
  else
    call post oauth2PermissionGrants --headers Content-Type=application/json --body \
      "{\"clientId\":\"$principal\",\"consentType\":\"AllPrincipals\",\"resourceId\":\"$api_principal\",\"scope\":\"$name\"}" \
      >/dev/null
  fi
  new=yes
}

while IFS='|' read -r api api_name name kind known; do
  [ -n "$api" ] || continue
  resolve
  api_principal=$(ask ad sp show --id "$api" --query id -o tsv)
  new=no
  case $kind in
    Role) grant_role ;;
    *) grant_scope ;;
  esac
  case $new in
    yes) say "$say_granted" "$name" "$api_name" ;;
    *) say "$say_granted_already" "$name" "$api_name" ;;
  esac
done <<LIST
$permissions
LIST
