# `make run` shows a running competition, `make test` tests everything; both set up what they need.

PYTHON ?= python3
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin

.DEFAULT_GOAL := help
.PHONY: help run test test-sqlite test-postgresql bench bench-availability bench-capacity bench-day bench-phone pictures lint migrations deploy-check \
	translations translations-check checks ci

help:
	@echo "make run    a demo competition at http://127.0.0.1:$(PORT)  (make run PORT=8001)"
	@echo "make test   all tests, each on SQLite or on PostgreSQL with Redis, some on both"
	@echo "make test-sqlite SHARE=  every test on SQLite; so test-postgresql"
	@echo "make bench  the benchmarks; so bench-availability, bench-capacity, bench-day and bench-phone, of all that runs"
	@echo "make pictures  makes the pictures of the guides anew"
	@echo "make ci     what must pass before a change lands"

run: .env $(VENV)/run-ready
	@$(BIN)/python manage.py migrate --verbosity 0
	@$(BIN)/python manage.py demo
	@echo
	@echo "Open http://127.0.0.1:$(PORT)/ (organisers also http://127.0.0.1:$(PORT)/admin/); stop with Ctrl+C."
	@echo
	@grep -q '^SITE_URL=.' .env || export SITE_URL="$${SITE_URL:-http://127.0.0.1:$(PORT)}"; \
	exec $(BIN)/python manage.py runserver $(PORT)

# A worker for each core, with databases of its own, but not so many that servers crowd the machine.
# Tests are handed out in their order, which has those last that empty the database.
WORKERS := --numprocesses auto --maxprocesses 4 --dist load
# What each database is run for, by tests/shares.py; SHARE= runs every test on it.
SHARE := --share
# Compiled tests are kept, whatever the environment has: the second run need not compile them again.
PYTEST := PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest $(WORKERS) $(SHARE)

# Both at the same time: while one waits for a browser or a lock, the other one works.
SHOWN_APART := $(if $(filter output-sync,$(.FEATURES)),--output-sync=target)

test: $(VENV)/test-ready
	@echo "SQLite and PostgreSQL with Redis at the same time; each report comes when it is whole."
	@$(MAKE) --no-print-directory --jobs 2 $(SHOWN_APART) test-sqlite test-postgresql

test-sqlite: $(VENV)/test-ready
	$(PYTEST)

test-postgresql: $(VENV)/test-ready
	KLEPAK_TEST_SERVICES=1 $(PYTEST)

bench: $(VENV)/test-ready
	$(BIN)/python -m bench

bench-availability bench-capacity bench-day bench-phone: $(VENV)/test-ready
	$(BIN)/python -m bench $(@:bench-%=%)

pictures: $(VENV)/test-ready
	$(BIN)/python -m docs.pictures $(ONLY)

lint: $(VENV)/test-ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

# The checks below need settings, but nobody's own: no .env, and a key for the moment.
CHECK_ENV := ENV_FILE=/dev/null DATABASE_URL=sqlite://:memory: REDIS_URL= \
	SECRET_KEY="$$($(PYTHON) -c 'import secrets; print(secrets.token_urlsafe(48))')"

migrations: $(VENV)/test-ready
	$(CHECK_ENV) $(BIN)/python manage.py makemigrations --check --dry-run

deploy-check: $(VENV)/test-ready
	$(CHECK_ENV) ALLOWED_HOSTS=scores.example.org SITE_URL=https://scores.example.org \
		$(BIN)/python manage.py check --deploy --fail-level WARNING

# Needs gettext. Collects what is to be translated and compiles what is.
translations: $(VENV)/test-ready
	$(CHECK_ENV) $(BIN)/python manage.py makemessages --locale cs --no-location --no-obsolete --ignore $(VENV) --ignore staticfiles
	$(CHECK_ENV) $(BIN)/python manage.py compilemessages --ignore $(VENV)

translations-check: translations
	@git diff --exit-code --ignore-matching-lines='^"POT-Creation-Date' -- 'locale/*.po' \
		|| { echo "The catalogues do not match the sources: run make translations, translate, commit."; exit 1; }

checks: lint migrations deploy-check translations-check

ci: checks
	KLEPAK_BROWSER_REQUIRED=1 $(MAKE) test

.env:
	@umask 077; printf 'DEBUG=true\nSECRET_KEY=%s\n' \
		"$$($(PYTHON) -c 'import secrets; print(secrets.token_urlsafe(48))')" > .env
	@echo "Wrote .env for a local try; .env.example lists all settings."

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Klepak Scores needs Python 3.11 or newer; name it with make PYTHON=...")'
	$(PYTHON) -m venv $(VENV)

$(VENV)/run-ready: requirements.txt $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

$(VENV)/test-ready: requirements-dev.txt $(VENV)/run-ready
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@
