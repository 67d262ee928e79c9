[ -n "$client_id" ] || fail "$say_not_found" "$application_name"
