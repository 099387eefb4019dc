#!/bin/sh
# Generate docs/reference from the code.
set -eu
cd "$(dirname "$0")/.."
scratch="$(mktemp -d)"
trap 'rm -rf "$scratch"' EXIT
HIENTAI_VAR="$scratch" .venv/bin/python tools/make_reference.py "$@"
