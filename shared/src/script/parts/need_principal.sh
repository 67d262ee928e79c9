principal=$(ask ad sp show --id "$client_id" --query id -o tsv) || fail "$say_no_principal"
