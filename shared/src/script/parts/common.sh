set -eu

# FORMAT and what fills it.
say() { format=$1; shift; printf "$format\n" "$@" >&2; }
fail() { say "$@"; exit 1; }
# An answer of az, without the line ends of Windows.
ask() { answer=$(az "$@" </dev/null) || return 1; printf '%s' "$answer" | tr -d '\r'; }

command -v az >/dev/null 2>&1 || fail "$say_no_az"
[ "$(ask cloud show --query name -o tsv)" = "$az_cloud" ] || fail "$say_other_cloud" "$az_cloud"
directory=$(ask account show --query tenantId -o tsv) || fail "$say_not_signed_in"
[ -z "$directory_id" ] || [ "$directory" = "$directory_id" ] || fail "$say_other_directory" "$directory" "$directory_id"
