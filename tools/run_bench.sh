#!/bin/sh
# Run the benchmarks of bench/. Usage: run_bench.sh [name…]   (default: every bench/*.py)
# One that says `DATABASES = True` runs on SQLite and again on a throw-away PostgreSQL; each in a scratch var/ folder.
set -u
cd "$(dirname "$0")/.."
scratch="$(mktemp -d)"
export HIENTAI_PG_NOTE="$scratch/cluster" PYTHONPATH=. DJANGO_SETTINGS_MODULE=hientai.config.settings
trap 'sh tools/postgres.sh stop >/dev/null 2>&1; rm -rf "$scratch"' EXIT
trap 'exit 130' INT TERM
failed=""

run() { # run NAME DATABASE
    printf '\n== %s (%s) ==\n' "$1" "$2"
    mkdir -p "$scratch/$2"
    HIENTAI_VAR="$scratch/$2" .venv/bin/python "bench/$1.py"
}

if [ $# -gt 0 ]; then names="$*"; else names="$(ls bench/*.py 2>/dev/null | grep -v '/_' | xargs -n1 basename | sed 's/\.py$//')"; fi
for name in $names; do
    if grep -q '^DATABASES = True' "bench/$name.py"; then
        (unset HIENTAI_DATABASE_URL; run "$name" SQLite) || failed="$failed $name(SQLite)"
        sh tools/debian.sh postgresql
        if url="$(sh tools/postgres.sh start)"; then
            (HIENTAI_DATABASE_URL="$url"; export HIENTAI_DATABASE_URL; run "$name" PostgreSQL) ||
                failed="$failed $name(PostgreSQL)"
        else
            failed="$failed $name(PostgreSQL)"
        fi
    else
        run "$name" once || failed="$failed $name"
    fi
done
[ -z "$failed" ] || { echo "failed:$failed" >&2; exit 1; }
