#!/bin/sh
# Run the suite. Usage: run_tests.sh all|fast|sqlite|postgres [pytest arguments]
#   all       guards, then everything on SQLite, then everything that touches a database on PostgreSQL
#   fast      SQLite, without browser and slow tests
#   sqlite    everything on SQLite          postgres  what touches a database, on a throw-away cluster
# The last line printed is pytest's own closing line: that of the pass that failed, else that of the full pass.
set -u
cd "$(dirname "$0")/.."
what="${1:-all}"
[ $# -gt 0 ] && shift
py=.venv/bin/python
workers="${HIENTAI_TEST_WORKERS:-2}"
logs="$(mktemp -d)"
export HIENTAI_PG_NOTE="$logs/cluster"  # our own cluster, whoever else runs one
trap 'sh tools/postgres.sh stop >/dev/null 2>&1; rm -rf "$logs"' EXIT
trap 'exit 130' INT TERM

# pytest_pass NAME ARGS…: run pytest, keep its closing line in $logs/NAME.
pytest_pass() {
    name="$1"; shift
    printf '\n== %s ==\n' "$name"
    { $py -m pytest -n "$workers" --dist loadfile -p no:cacheprovider "$@" 2>&1; echo $? >"$logs/$name.rc"; } | tee "$logs/$name.log"
    grep -E '^=+ .*(passed|failed|error|no tests ran|deselected).* =+$' "$logs/$name.log" | tail -1 >"$logs/$name"
    [ -s "$logs/$name" ] || echo "pytest did not finish on $name (exit code $(cat "$logs/$name.rc"))" >"$logs/$name"
    return "$(cat "$logs/$name.rc")"
}

on_sqlite() { (unset HIENTAI_DATABASE_URL; pytest_pass SQLite "$@"); }

on_postgres() {
    url="$(sh tools/postgres.sh start)" || { echo "PostgreSQL không chạy được (xem trên)." | tee "$logs/PostgreSQL"; return 1; }
    (HIENTAI_DATABASE_URL="$url"; export HIENTAI_DATABASE_URL; pytest_pass PostgreSQL --database-only "$@")
}

failed=""
case "$what" in
fast) on_sqlite -m "not browser and not slow" "$@" || failed=SQLite ;;
sqlite) on_sqlite "$@" || failed=SQLite ;;
postgres) sh tools/debian.sh postgresql; on_postgres "$@" || failed=PostgreSQL ;;
all)
    sh tools/debian.sh postgresql chromium
    sh tools/check.sh || failed="check"
    on_sqlite "$@" || failed="$failed SQLite"
    on_postgres "$@" || failed="$failed PostgreSQL"
    ;;
*) echo "run_tests.sh all|fast|sqlite|postgres" >&2; exit 2 ;;
esac

printf '\n== tổng kết / summary ==\n'
[ "$what" = all ] && case " $failed " in *" check "*) echo "make check: FAILED" ;; *) echo "make check: ok" ;; esac
for name in PostgreSQL SQLite; do [ -s "$logs/$name" ] && echo "$name: $(cat "$logs/$name")"; done
closing=SQLite
case " $failed " in *" SQLite "*) ;; *" PostgreSQL "*) closing=PostgreSQL ;; esac
[ "$what" = postgres ] && closing=PostgreSQL
cat "$logs/$closing" 2>/dev/null
[ -z "$failed" ]
