#!/bin/sh
# Every guard, all of them even when one fails; exit code 0 only when all hold.
set -u
cd "$(dirname "$0")/.."
failed=""
guard() {
    name="$1"; shift
    if output="$("$@" 2>&1)"; then
        printf '  ok      %s\n' "$name"
    else
        printf '  FAILED  %s\n%s\n' "$name" "$output"
        failed="$failed $name;"
    fi
}
unset HIENTAI_DATABASE_URL
scratch="$(mktemp -d)"
trap 'rm -rf "$scratch"' EXIT
guard "ruff" .venv/bin/ruff check --quiet src tests tools
guard "mypy --strict" .venv/bin/mypy
guard "floors, storeys, planner purity (import-linter)" .venv/bin/lint-imports
guard "sizes" .venv/bin/python tools/check_sizes.py
guard "no machine paths or registry hosts" .venv/bin/python tools/check_paths.py
guard "traceability" .venv/bin/python tools/check_traceability.py
guard "migrations" env DJANGO_SETTINGS_MODULE=hientai.config.settings HIENTAI_VAR="$scratch" \
    .venv/bin/python -m django makemigrations --check --dry-run
[ -z "$failed" ] || { printf 'make check:%s\n' "$failed FAILED"; exit 1; }
echo "make check: ok"
