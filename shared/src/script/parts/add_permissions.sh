while IFS='|' read -r api api_name name kind known; do
  [ -n "$api" ] || continue
  resolve
  there=$(ask ad app show --id "$client_id" -o tsv \
    --query "length(requiredResourceAccess[?resourceAppId=='$api'].resourceAccess[] | [?id=='$id' && type=='$kind'])")
  if [ "$there" = 0 ]; then
    ask ad app permission add --id "$client_id" --api "$api" --api-permissions "$id=$kind" --only-show-errors >/dev/null
    say "$say_permission_added" "$name" "$api_name"
  fi
done <<LIST
$permissions
LIST
