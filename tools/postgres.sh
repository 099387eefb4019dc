#!/bin/sh
# A throw-away PostgreSQL cluster for tests and benchmarks. Usage: postgres.sh start|stop|url
# `start` prints the address to put into HIENTAI_DATABASE_URL. The server listens on a Unix socket only.
# initdb refuses root, so root lends the cluster to an unprivileged user.
set -eu
cd "$(dirname "$0")/.."
note="${HIENTAI_PG_NOTE:-var/throwaway-postgres}"

find_bin() {
    newest="$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -t/ -k5 -n | tail -1)"
    for dir in "$newest" /usr/local/bin /usr/local/pgsql/bin; do
        if [ -n "$dir" ] && [ -x "$dir/initdb" ] && [ -x "$dir/pg_ctl" ]; then echo "$dir"; return 0; fi
    done
    if command -v initdb >/dev/null 2>&1; then dirname "$(command -v initdb)"; return 0; fi
    echo "PostgreSQL chưa cài: apt-get install postgresql" >&2
    return 1
}

owner() { if getent passwd postgres >/dev/null 2>&1; then echo postgres; else echo nobody; fi; }

as_owner() {
    if [ "$(id -u)" = 0 ]; then (cd / && runuser -u "$(owner)" -- env HOME=/tmp "$@"); else "$@"; fi
}

url() { echo "postgresql://hientai@/hientai?host=$1"; }

running() { [ -f "$note" ] && [ -S "$(cat "$note")/.s.PGSQL.5432" ]; }

start() {
    if running; then url "$(cat "$note")"; return 0; fi
    bin="$(find_bin)"
    dir="$(mktemp -d /tmp/hientai-pg.XXXXXX)"
    chmod 755 "$dir"
    [ "$(id -u)" = 0 ] && chown "$(owner)" "$dir"
    as_owner "$bin/initdb" -D "$dir/data" -U hientai -A trust -E UTF8 --locale=C.UTF-8 --no-sync >"$dir/initdb.log" 2>&1 ||
        { cat "$dir/initdb.log" >&2; rm -rf "$dir"; return 1; }
    # Durability is of no use to a cluster that is deleted: a lost machine loses only a test run.
    as_owner "$bin/pg_ctl" -D "$dir/data" -w -t 60 -l "$dir/data/server.log" -o "-k $dir -c listen_addresses= -c fsync=off \
-c synchronous_commit=off -c full_page_writes=off -c shared_buffers=${HIENTAI_PG_BUFFERS:-128MB} -c max_connections=60" \
        start >/dev/null 2>"$dir/data/start.log" || { cat "$dir/data/start.log" "$dir/data/server.log" >&2; rm -rf "$dir"; return 1; }
    as_owner "$bin/createdb" -h "$dir" -U hientai hientai || { as_owner "$bin/pg_ctl" -D "$dir/data" -m immediate stop; return 1; }
    mkdir -p "$(dirname "$note")"
    echo "$dir" >"$note"
    url "$dir"
}

stop() {
    [ -f "$note" ] || return 0
    dir="$(cat "$note")"
    case "$dir" in /tmp/hientai-pg.*) ;; *) echo "not ours: $dir" >&2; return 1 ;; esac
    as_owner "$(find_bin)/pg_ctl" -D "$dir/data" -m immediate -w stop >/dev/null 2>&1 || true
    rm -rf "$dir" "$note"
}

case "${1:-}" in
start) start ;;
stop) stop ;;
url) running && url "$(cat "$note")" ;;
*) echo "postgres.sh start|stop|url" >&2; exit 2 ;;
esac
