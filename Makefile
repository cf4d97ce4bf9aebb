# The only list of commands. `make demo` and `make test` work on a fresh machine with Python >= 3.11, make and git.
PYTHON ?= python3
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
export DATA_DIR ?= $(CURDIR)/var

.PHONY: demo serve test check bench messages lock shots clean help

help:
	@echo "make demo    everything set up with a demo, served on http://localhost:$(PORT)"
	@echo "make test    all tests: both databases, a real browser"
	@echo "make check   style, types, imports, migrations, translations"
	@echo "make bench   speed, as a table"

$(VENV)/.runtime: requirements/base.txt pyproject.toml
	@echo "Setting up Python packages in $(VENV) (about a minute the first time) ..."
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(PIP) install --require-hashes -r requirements/base.txt
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.developer: requirements/dev.txt $(VENV)/.runtime
	@echo "Setting up the packages that tests need ..."
	@$(PIP) install --require-hashes -r requirements/dev.txt
	@touch $@

demo: $(VENV)/.runtime
	@DEMO=true BASE_URL=http://localhost:$(PORT) $(BIN)/kunskapsdag setup --demo
	@DEMO=true BASE_URL=http://localhost:$(PORT) exec $(BIN)/kunskapsdag serve --port $(PORT)

serve: $(VENV)/.runtime
	@BASE_URL=$${BASE_URL:-http://localhost:$(PORT)} exec $(BIN)/kunskapsdag serve --port $(PORT)

test: $(VENV)/.developer
	@$(BIN)/python scripts/run_tests.py

check: $(VENV)/.developer
	@$(BIN)/python scripts/run_checks.py

bench: $(VENV)/.developer
	@$(BIN)/python scripts/bench.py

messages: $(VENV)/.developer
	@$(BIN)/python scripts/messages.py

shots: $(VENV)/.developer
	@$(BIN)/python scripts/shots.py

lock:
	@$(PYTHON) -m venv build/lock && build/lock/bin/pip install --quiet uv
	@for name in base dev; do build/lock/bin/uv pip compile --quiet --upgrade --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-emit-find-links --no-header --no-annotate requirements/$$name.in -o requirements/$$name.txt; done

clean:
	rm -rf $(VENV) var build .pytest_cache .mypy_cache .ruff_cache
