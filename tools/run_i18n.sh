#!/bin/sh
# Gather the messages into locale/en, compile them, print what lacks English.
set -eu
cd "$(dirname "$0")/.."
.venv/bin/python tools/messages.py
