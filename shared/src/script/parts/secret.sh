[ "$(date -u +%Y%m%d)" -lt "$(printf '%s' "$secret_until" | tr -d -)" ] || fail "$say_date_past" "$secret_until"
say "$say_secret_once"
# Without --append, every secret and certificate of the application would be gone.
ask ad app credential reset --id "$client_id" --append --display-name "$secret_name" --end-date "$secret_until" \
  --only-show-errors -o json
printf '\n'
