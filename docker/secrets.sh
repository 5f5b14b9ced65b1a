#!/bin/bash
# Draws the passwords and tokens of a cell that docker-compose.yml raises; keeps those that are there.
set -euo pipefail
# No pipe into head: its end would count as a failure here.
draw() { od -An -N20 -tx1 /dev/urandom | tr -d ' \n'; }
put() { # FILE TEXT: whole or not at all
    printf '%s' "$2" > "$1.new" && chmod 444 "$1.new" && mv "$1.new" "$1"
}
put /broker/activemq.xml "$(cat /activemq.xml)"
if [ -e /broker/credentials.properties ]; then
    exit 0
fi
credentials=""
link=$(draw)
for account in TG BF XR XX admin; do
    password=$(draw)
    credentials+="PASSAVANT_PASSWORD_$account=$password"$'\n'
    if [ -d "/node-$account" ]; then
        put "/node-$account/password" "$password"
        put "/node-$account/token" "$(draw)"
        put "/link-$account/token" "$link"
    fi
done
put /broker/credentials.properties "$credentials"
