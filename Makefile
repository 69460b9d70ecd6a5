# Two commands do everything: `make run` and `make test`. The rest is for people who change Convene.
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
DATA ?= data

INSTALL = $(BIN)/pip install --disable-pip-version-check --progress-bar off
# Of what pip says, one line a package; what goes wrong it says elsewhere, and that is shown as it is.
SHOWN = sed -un -e 's/^Collecting \([^ ]*\).*/  \1/p' -e 's/^Installing .*/  installing them .../p'

# Hypothesis tries few examples in `quick`, more in `test`, all at night: tests/support/examples.py.
.PHONY: run quick test night demo check bench chaos docs screenshots words lock clean setup
.DEFAULT_GOAL := run

run: $(READY)  ## Everything on this machine, on http://127.0.0.1:8080
	$(BIN)/convene up --data $(DATA) --example

quick: $(READY)  ## The unit tests: no server, no network
	$(BIN)/pytest --hypothesis-profile quick tests/unit

test: $(READY)  ## Everything that is promised
	$(BIN)/pytest

night: $(READY)  ## All of it, with every example, the second driver and every size
	$(BIN)/pytest --hypothesis-profile night
	$(BIN)/pytest --hypothesis-profile night -n 0 -m night

demo: $(READY)  ## Clinics from proposal to follow-up, and a visit, on a fast clock
	$(BIN)/convene demo

check: $(READY)  ## What CI runs: format, lint, types, import rules, generated docs, tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	PYTHONPATH=. $(BIN)/lint-imports
	$(BIN)/python -m tools.generate --check
	$(BIN)/pytest

bench: $(READY)  ## Speed against baselines of the same run; ROWS=name,... runs some
	$(BIN)/python -m bench $(if $(ROWS),--rows $(ROWS))

chaos: $(READY)  ## Kill everything in turn for a minute and count what was lost
	$(BIN)/python -m bench.chaos

docs: $(READY)  ## Write the generated docs again
	$(BIN)/python -m tools.generate

screenshots: $(READY)  ## Take the pictures in docs/screenshots again
	$(BIN)/pytest -q -m '' --screenshots $$($(BIN)/python -m tools.screens --tests)
	$(BIN)/python -m tools.screens

words: $(READY)  ## Bring the catalogs of the other languages up to date, and say what they lack
	$(BIN)/python -m tools.words

setup: $(READY)

$(READY): requirements/dev.txt requirements/store.txt requirements/embedded.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 12))' || \
	  { echo "Convene needs Python 3.12 or newer, and $(PYTHON) is $$($(PYTHON) --version). Try: make PYTHON=python3.13"; exit 1; }
	@echo "Setting up $(VENV), once: some hundred packages, a minute or two."
	@$(PYTHON) -m venv $(VENV)
	@echo "1 of 4: the services' packages, and the tools"
	@set -o pipefail; $(INSTALL) --require-hashes -r requirements/dev.txt | $(SHOWN)
	@echo "2 of 4: what the document store needs"
	@set -o pipefail; $(INSTALL) --require-hashes -r requirements/store.txt | $(SHOWN)
	@echo "3 of 4: the document store"
	@set -o pipefail; $(INSTALL) --no-deps -r requirements/embedded.txt | $(SHOWN)
	@echo "4 of 4: Convene itself"
	@set -o pipefail; $(INSTALL) --no-deps --no-build-isolation -e . | $(SHOWN)
	@touch $@

lock:  ## Pin and hash the requirements again (needs uv)
	for name in runtime dev store; do uv pip compile --quiet --upgrade --universal --python-version 3.12 --generate-hashes \
	  --no-emit-index-url --no-annotate --no-header requirements/$$name.in -o requirements/$$name.txt || exit 1; done

clean:
	rm -rf $(VENV) build data .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
