# Hiền Tài. Every target is one line of help: run `make help`.
# Nothing but make and Python 3.11 is assumed; tools/setup.sh brings the rest.
.DEFAULT_GOAL := help
SHELL := /bin/sh
BIN := .venv/bin
PORT ?= 8000
HOST ?= 127.0.0.1
ARGS ?=
export PYTHONUTF8 := 1

.PHONY: help setup runtime run test test-fast check bench fmt docs i18n bundle

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' Makefile

setup: ## build .venv with the locked development environment
	@sh tools/setup.sh dev

runtime:
	@sh tools/setup.sh run

run: runtime ## start the product: environment, database, demo province, server and worker (PORT=8000 HOST=127.0.0.1)
	@exec $(BIN)/hientai serve --host $(HOST) --port $(PORT) $(ARGS)

test: setup ## check, then the whole suite on SQLite and again on PostgreSQL (installs Chromium and PostgreSQL when root)
	@sh tools/run_tests.sh all

test-fast: setup ## the suite on SQLite without browser and slow tests
	@sh tools/run_tests.sh fast

check: setup ## guards: ruff, mypy --strict, floors, sizes, paths, migrations
	@sh tools/check.sh

bench: setup ## measure and print the benchmarks of bench/ on SQLite and PostgreSQL
	@sh tools/run_bench.sh $(ARGS)

fmt: setup ## format the code and sort the imports
	@$(BIN)/ruff check --quiet --select I --fix src tests tools
	@$(BIN)/ruff format --quiet $(or $(FILES),src tests tools)

docs: setup ## generate the reference documentation of models, code lists and states
	@sh tools/run_docs.sh

i18n: setup ## gather and compile the translations, print what lacks English
	@sh tools/run_i18n.sh

bundle: setup ## pack an offline installation (wheels, code, documents) into dist/
	@sh tools/run_bundle.sh
