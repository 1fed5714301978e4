# Two commands do everything on a fresh machine: `make demo` and `make test`.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
EBIN   := .venv-engines/bin

.PHONY: demo test check test-engines clean

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip

$(VENV)/.installed: pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet -e .
	$(BIN)/python -m compileall -q boilerstrip  # pip does it for what it copies, not for an editable install
	@touch $@

$(VENV)/.installed-test: pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet -e '.[test,arrow,fast,remote,warc,browser]'
	$(BIN)/python -m compileall -q boilerstrip
	@touch $@ $(VENV)/.installed

demo: $(VENV)/.installed
	$(BIN)/boilerstrip clean seeds out
	@echo
	@echo "The five documents of seeds/ are clean in out/; out/manifest.jsonl says what happened to each."
	@echo "Why a line was kept or dropped: $(BIN)/boilerstrip explain seeds/000_717357673381bfa3.txt"

test: $(VENV)/.installed-test
	$(MAKE) check

check:
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest -n 2

# The real engines (Spark wants Java 17) in an environment of their own: a few hundred megabytes.
.venv-engines/.installed: pyproject.toml
	$(PYTHON) -m venv .venv-engines
	$(EBIN)/python -m pip install --quiet --upgrade pip
	$(EBIN)/python -m pip install --quiet -e '.[test,arrow,fast,spark,ray,datatrove,datasets]'
	$(EBIN)/python -m compileall -q boilerstrip
	@touch $@

test-engines: .venv-engines/.installed
	$(EBIN)/python -m pytest -m engine tests/test_engines.py

clean:
	rm -rf $(VENV) .venv-engines out .pytest_cache .mypy_cache .ruff_cache .import_linter_cache
