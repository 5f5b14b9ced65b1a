#!/usr/bin/env bash
# Makes debian:bookworm-slim where no image registry can be reached; does nothing when it is there.
#
# Needs mmdebstrap and a Debian mirror. Set DEBIAN_MIRROR to use another one than deb.debian.org.
set -euo pipefail

image=debian:bookworm-slim
if docker image inspect "$image" >/dev/null 2>&1; then
    exit 0
fi
command -v mmdebstrap >/dev/null || {
    echo "docker/base.sh: mmdebstrap is missing; install it with: apt-get install mmdebstrap" >&2
    exit 1
}
mirror=${DEBIAN_MIRROR:-http://deb.debian.org/debian}
security=${DEBIAN_SECURITY_MIRROR:-http://deb.debian.org/debian-security}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# minbase, without the documents that nobody reads in a container.
mmdebstrap --quiet --variant=minbase --components=main \
    --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-exclude=/usr/share/man/*' \
    --dpkgopt='path-exclude=/usr/share/locale/*' \
    bookworm "$work/base.tar" \
    "deb $mirror bookworm main" \
    "deb $mirror bookworm-updates main" \
    "deb $security bookworm-security main"
docker import --change 'CMD ["bash"]' "$work/base.tar" "$image" >/dev/null
echo "docker/base.sh: made $image from $mirror" >&2
