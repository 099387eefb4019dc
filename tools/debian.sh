#!/bin/sh
# Install what the tests need from Debian when we may; skip what is present. Usage: debian.sh postgresql|chromium…
set -u
have() {
    case "$1" in
    postgresql) [ -n "$(ls -d /usr/lib/postgresql/*/bin/initdb 2>/dev/null)" ] || command -v initdb >/dev/null 2>&1 ;;
    chromium) command -v chromium >/dev/null 2>&1 || command -v google-chrome >/dev/null 2>&1 ;;
    *) command -v "$1" >/dev/null 2>&1 ;;
    esac
}
packages=""
for item in "$@"; do
    have "$item" && continue
    case "$item" in
    # The fonts carry Vietnamese, so that a page is measured as people will see it.
    chromium) packages="$packages chromium fonts-dejavu-core fonts-liberation" ;;
    *) packages="$packages $item" ;;
    esac
done
[ -z "$packages" ] && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Cài từ Debian:$packages" >&2
    # Without this the package starts a server of its own, which the tests do not use.
    [ -d /etc/postgresql-common ] || { mkdir -p /etc/postgresql-common; echo "create_main_cluster = false" >/etc/postgresql-common/createcluster.conf; }
    log="$(mktemp)"
    if { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends $packages; } >"$log" 2>&1; then
        rm -f "$log"
        exit 0
    fi
    tail -5 "$log" >&2
    rm -f "$log"
fi
echo "Thiếu, hãy cài:  apt-get install$packages   (missing packages, install as root)" >&2
exit 1
