# Everything a person runs by hand. `make help` lists it.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# One stamp per set of packages: rebuilt when the project's requirements change, and never otherwise.
USED := $(VENV)/.installed
DEV := $(VENV)/.installed-dev

.DEFAULT_GOAL := help
.PHONY: help demo test lint fuzz bench bench-peers forms samples docs clean

help: ## list the targets
	@grep -E '^[a-z-]+:.*## ' Makefile | sed -E 's/^([a-z-]+):.*## (.*)/make \1	\2/' | expand -t 20

demo: $(USED) ## fill the sample workbook and say where the report is
	@mkdir -p out
	$(BIN)/docfill samples/世纪街道2019.xlsx -o out/世纪街道2019.docx --force

test: $(DEV) ## run all tests
	$(BIN)/python -m pytest

lint: $(DEV) ## ruff, mypy, the layers
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

fuzz: $(DEV) ## spoil files at random for ten minutes; what goes wrong is kept in out/fuzz
	$(BIN)/python -W ignore -m tests.fuzz --seconds $(or $(SECONDS),600) --seed $(or $(SEED),0) --jobs $(or $(JOBS),1)

bench: $(DEV) ## measure docfill beside docxtpl in one run
	$(BIN)/python -m benchmarks

bench-peers: $(DEV) ## measure docfill beside eight other engines, which go to out/peers (needs Node)
	$(BIN)/python -m benchmarks.peers

forms: $(DEV) ## build templates/*/template.docx again
	$(BIN)/python templates/build.py

samples: $(DEV) ## build samples/ again
	$(BIN)/python samples/build.py

docs: $(USED) ## build the pages on problems and on the command again
	$(BIN)/python docs/build.py

clean: ## remove what the other targets made
	rm -rf $(VENV) out dist build .pytest_cache .mypy_cache .ruff_cache

$(BIN)/python:
	$(PYTHON) -c 'import sys; sys.exit("docfill needs Python 3.11 or later, and $(PYTHON) is " + sys.version.split()[0] + "; say which: make PYTHON=python3.11 ..." if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv $(VENV)

# Compiled by hand: pip compiles what it installs, but not what it installs in place.
$(USED): pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --editable .
	$(BIN)/python -m compileall -q docfill
	@touch $@

# Dependency groups (PEP 735) need pip 25.1; the pip that comes with Python 3.11 is older.
$(DEV): pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --upgrade 'pip>=25.1'
	$(BIN)/python -m pip install --quiet --editable . --group dev
	$(BIN)/python -m compileall -q docfill
	@touch $@ $(USED)
