present=$(ask ad app credential list --id "$client_id" --cert --query '[].customKeyIdentifier' -o tsv)
if printf '%s\n' "$present" | grep -Fxiq -e "$certificate_thumbprint" \
  || printf '%s\n' "$present" | grep -Fxq -e "$certificate_thumbprint_base64"; then
  say "$say_nothing_to_do"
else
  file=$(mktemp)
  trap 'rm -f "$file"' EXIT
  printf '%s\n' "$certificate_pem" >"$file"
  # Without --append, every secret and certificate of the application would be gone.
  ask ad app credential reset --id "$client_id" --append --cert "@$file" --display-name "$certificate_name" \
    --only-show-errors >/dev/null
  say "$say_certificate_added" "$certificate_name"
fi
printf '{"consentry":"certificate","directory_id":"%s","application_id":"%s","thumbprint":"%s"}\n' \
  "$directory" "$client_id" "$certificate_thumbprint"
