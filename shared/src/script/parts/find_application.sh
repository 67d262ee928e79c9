if [ -n "$client_id" ]; then
  ask ad app show --id "$client_id" --query appId -o tsv >/dev/null || fail "$say_no_such_id" "$client_id"
else
  client_id=$(ask ad app list --filter "$name_filter" --query '[].appId' -o tsv)
  [ "$(printf '%s\n' "$client_id" | grep -c .)" -le 1 ] || fail "$say_several" "$application_name"
fi
