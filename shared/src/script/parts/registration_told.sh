
printf '{"consentry":"registration","directory_id":"%s","application_id":"%s","application_object_id":%s}\n' \
  "$directory" "$client_id" "$(ask ad app show --id "$client_id" --query id -o json)"
