#!/bin/sh
# Gather messages into locale/en and compile them. Vietnamese is the language of the source and needs no catalogue.
set -eu
cd "$(dirname "$0")/.."
sh tools/debian.sh xgettext || exit 1
cd src/hientai
mkdir -p locale/en/LC_MESSAGES
export DJANGO_SETTINGS_MODULE=hientai.config.settings
../../.venv/bin/python -m django makemessages --locale en --no-location --no-wrap --no-obsolete --ignore 'static/*' >&2
../../.venv/bin/python -m django compilemessages --locale en >&2
cd ../..
DJANGO_SETTINGS_MODULE=hientai.config.settings .venv/bin/python tools/messages.py
