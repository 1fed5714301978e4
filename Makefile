# Two commands do everything on a fresh machine: `make demo` and `make test`.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin

.PHONY: demo test check clean

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip

$(VENV)/.installed: pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet -e .
	@touch $@

$(VENV)/.installed-test: pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet -e '.[test,arrow,fast,warc]'
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

clean:
	rm -rf $(VENV) out .pytest_cache .mypy_cache .ruff_cache .import_linter_cache
