# Sets `id`. The directory says which id a permission has; the id known beforehand is only compared.
resolve() {
  case $kind in
    Role) offered=appRoles ;;
    *) offered=oauth2PermissionScopes ;;
  esac
  id=$(ask ad sp show --id "$api" --query "$offered[?value=='$name'].id | [0]" -o tsv) || fail "$say_no_api" "$api_name"
  [ -n "$id" ] || fail "$say_no_permission" "$name" "$api_name"
  [ -z "$known" ] || [ "$known" = "$id" ] || say "$say_id_differs" "$name" "$id" "$known"
}
