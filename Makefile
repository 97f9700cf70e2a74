# Zhicheng (职称). `make` prints what there is; each target sets up what it needs.
#
#   JOBS=2       processes of pytest (one core each)
#   SUITE=tests  what pytest runs: a folder, a file, or file::test
#   ARGS=        more for pytest, such as ARGS='-k told_once -x'
#   PEOPLE=50    how many synthetic people walk the year in `make rehearse`
#   PARTS=       which parts `make bench` measures, such as PARTS="rules year"; without it all quick ones
#   PORT=8000    where `make run` serves

SHELL := /bin/sh
PY := .venv/bin/python
ZHICHENG := $(PY) -m zhicheng.cli
JOBS ?= 2
SUITE ?= tests
ARGS ?=
PEOPLE ?= 50
PARTS ?=
export PYTHONPATH := src
# Compiled once, not by each worker and each command that a test starts: 8 s of collecting alone.
unexport PYTHONDONTWRITEBYTECODE
PYTEST = $(PY) -m pytest -q -n $(JOBS) --dist loadfile --no-loadscope-reorder --hypothesis-profile=ci

.PHONY: help run demo test test-sqlite test-postgres check audit rehearse bench map pictures set-up set-up-test clean

help:
	@echo "make run        set up everything and serve the 2023 year with demo people at http://127.0.0.1:8000"
	@echo "make test       set up everything and run all tests, on SQLite and then on PostgreSQL"
	@echo "make check      format, lint, types, imports, migrations, the notices, generated documents"
	@echo "make audit      check what must hold of the database, read-only (DATABASE_URL, or the one under var/)"
	@echo "make rehearse   walk PEOPLE=50 synthetic people through the year in a scratch database"
	@echo "make bench      how fast the rules are, beside ZEN and bare Python (PARTS=year: 200 people's year, timed)"
	@echo "make map        write docs/map.md, docs/glossary.md and docs/route.md anew"
	@echo "make pictures   write docs/pictures anew, from the demo in headless Chromium"
	@echo "make demo       build the demo city anew in var/demo"
	@echo "make clean      remove var/ and the environment"
	@echo "One part only:  make test-sqlite SUITE=tests/policy ARGS='-k told_once'   (also JOBS=4, PORT=8001)"

set-up:
	@sh scripts/set_up.sh run

set-up-test:
	@sh scripts/set_up.sh test

run: set-up
	@sh scripts/run.sh

demo: set-up
	@ZHICHENG_DEMO=1 ZHICHENG_VAR=$${ZHICHENG_VAR:-$(CURDIR)/var/demo} $(ZHICHENG) demo --anew

# Both databases are tried even when the first has failures; the journeys in a browser run on SQLite.
test: set-up-test
	@code=0; \
	$(MAKE) --no-print-directory test-sqlite || code=1; \
	$(MAKE) --no-print-directory test-postgres || code=1; \
	exit $$code

test-sqlite: set-up-test
	@echo "== SQLite"
	@env -u DATABASE_URL $(PYTEST) $(ARGS) $(SUITE)

test-postgres: set-up-test
	@echo "== PostgreSQL"
	@sh scripts/postgres.sh $(PYTEST) -m "not journey" $(ARGS) $(SUITE)

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

bench: set-up
	@$(ZHICHENG) bench $(PARTS)

map: set-up-test
	@$(ZHICHENG) map

pictures: set-up-test
	@sh scripts/pictures.sh

clean:
	rm -rf var .venv
