#!/bin/sh
# Prints a value, and notices each deployment, with curl alone:
#   VALISE_URL=… VALISE_APP=… VALISE_TOKEN=… sh watch.sh greeting
set -u
name=${1:-greeting}
values="$VALISE_URL/api/client/v1/apps/$VALISE_APP/values"
headers=$(mktemp) && trap 'rm -f "$headers"' EXIT
trap exit INT TERM

# The token goes by standard input: whoever may list processes sees the arguments.
ask() {
    printf 'header = "Authorization: Bearer %s"\n' "$VALISE_TOKEN" | curl -s --max-time 45 -K - "$@"
}

revision=
while :; do
    # Answered at the next deployment, or with 304 after 30 seconds.
    status=$(ask -o /dev/null -D "$headers" -w '%{http_code}' -H "If-None-Match: \"$revision\"" "$values?wait=30")
    case $status in
    200)
        revision=$(tr -d '\r' <"$headers" | sed -n 's/^[Vv]alise-[Rr]evision: *//p')
        printf 'revision %s: %s = %s\n' "$revision" "$name" "$(ask "$values/$name")"
        ;;
    304) ;;
    401 | 403 | 404)
        echo "refused with $status: look at the token and the app" >&2
        exit 1
        ;;
    *)
        echo "no answer ($status): trying again"
        sleep 2
        ;;
    esac
done
