if [ -n "$client_id" ]; then
  say "$say_found" "$application_name" "$client_id"
else
  client_id=$(ask ad app create --display-name "$application_name" --sign-in-audience "$audience" --query appId -o tsv)
  say "$say_created" "$application_name" "$client_id"
fi

# PROPERTY OPTION ADDRESSES: adds those that are missing, byte for byte; the option writes the list as a whole.
add_addresses() {
  property=$1
  option=$2
  wanted=$3
  existing=$(ask ad app show --id "$client_id" --query "$property.redirectUris" -o tsv)
  set --
  while IFS= read -r address; do
    [ -z "$address" ] || set -- "$@" "$address"
  done <<LIST
$existing
LIST
  before=$#
  while IFS= read -r address; do
    [ -z "$address" ] || printf '%s\n' "$existing" | grep -Fxq -e "$address" || set -- "$@" "$address"
  done <<LIST
$wanted
LIST
  [ "$#" -eq "$before" ] || ask ad app update --id "$client_id" "$option" "$@" >/dev/null
}

add_addresses web --web-redirect-uris "$redirects_web"
add_addresses publicClient --public-client-redirect-uris "$redirects_public"
if [ "$public_flows" = true ]; then
  ask ad app update --id "$client_id" --is-fallback-public-client true >/dev/null
fi
