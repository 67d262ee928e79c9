principal=$(ask ad sp list --filter "appId eq '$client_id'" --query '[].id' -o tsv)
if [ -n "$principal" ]; then
  say "$say_nothing_to_do"
else
  # A new application is not known everywhere in the directory at once.
  attempt=0
  until principal=$(ask ad sp create --id "$client_id" --query id -o tsv); do
    attempt=$((attempt + 1))
    [ "$attempt" -lt 10 ] || fail "$say_no_principal"
    sleep 3
  done
  say "$say_principal_created"
fi
printf '{"consentry":"service_principal","directory_id":"%s","application_id":"%s","service_principal_object_id":"%s"}\n' \
  "$directory" "$client_id" "$principal"
