# Zhicheng (职称). `make` prints what there is; each target sets up what it needs.

SHELL := /bin/sh
PY := .venv/bin/python
ZHICHENG := PYTHONPATH=src $(PY) -m zhicheng.cli
JOBS ?= 2
PEOPLE ?= 50
export PYTHONPATH := src

.PHONY: help run test test-sqlite test-postgres check audit rehearse map pictures demo set-up set-up-test clean

help:
	@echo "make run        set up everything and serve the 2023 year with demo people at http://127.0.0.1:8000"
	@echo "make test       set up everything and run all tests, on SQLite and on PostgreSQL"
	@echo "make check      format, lint, types, imports, migrations, the notices, generated documents"
	@echo "make audit      check what must hold of the database, read-only (DATABASE_URL or var/)"
	@echo "make rehearse   walk PEOPLE=50 synthetic people through the year in a scratch database"
	@echo "make map        write docs/map.md, docs/glossary.md and docs/route.md anew"
	@echo "make pictures   write docs/pictures anew, from the demo in headless Chromium"
	@echo "make demo       build the demo city anew in var/demo"
	@echo "make clean      remove the demo and the environment"

set-up:
	@sh scripts/set_up.sh run

set-up-test:
	@sh scripts/set_up.sh test

run: set-up
	@sh scripts/run.sh

demo: set-up
	@ZHICHENG_DEMO=1 ZHICHENG_VAR=var/demo $(ZHICHENG) demo --anew

test: test-sqlite test-postgres

test-sqlite: set-up-test
	@echo "== SQLite"
	@$(PY) -m pytest -q -n $(JOBS) --dist loadfile $(ARGS)

test-postgres: set-up-test
	@echo "== PostgreSQL"
	@sh scripts/postgres.sh $(PY) -m pytest -q -n $(JOBS) --dist loadfile -m "not journey" $(ARGS)

check: set-up-test
	$(PY) -m ruff format --check -q src tests
	$(PY) -m ruff check -q src tests
	$(PY) -m mypy
	.venv/bin/lint-imports
	$(PY) manage.py makemigrations --check --dry-run
	$(PY) manage.py check --fail-level WARNING
	$(ZHICHENG) notice check
	$(ZHICHENG) map --check

audit: set-up
	@$(ZHICHENG) audit

rehearse: set-up
	@$(ZHICHENG) rehearse --people $(PEOPLE)

map: set-up-test
	@$(ZHICHENG) map

pictures: set-up-test
	@sh scripts/pictures.sh

clean:
	rm -rf var .venv
