# `make demo` and `make test` are all a newcomer needs; `make help` lists the rest.

# The first Python that is new enough and runs; PYTHON=python3.12 overrides.
NEW_ENOUGH := import sys; sys.exit(sys.version_info < (3, 11))
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3 python; do \
	$$p -c '$(NEW_ENOUGH)' >/dev/null 2>&1 && echo $$p && break; done)
VENV ?= .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
# What is installed for packaging stands apart, so that nothing that redline needs rests on it.
TOOLS ?= .venv-tools
MESA_NEXT ?= .venv-mesa
VERSION := $(shell $(PYTHON) -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null)
WORLDS ?= 2000
SECONDS ?= 60
MUTANTS ?= 300

.DEFAULT_GOAL := help
.PHONY: help demo test lint fuzz mutants bench facts sequences theories answers prior claims package lock audit mesa-next clean

help: ## Lists what can be made
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | awk -F'\t' '{printf "  make %-9s %s\n", $$1, $$2}'

demo: $(VENV)/.redline-$(VERSION) ## Sets up .venv, runs the reference scenario, prints the answer and the report's path
	$(BIN)/redline run scenarios/maximum_pressure.yaml --worlds $(WORLDS)

test: $(VENV)/.redline-test-$(VERSION) ## Sets up .venv and runs every check: ruff, mypy, pytest
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder

lint: $(VENV)/.redline-test-$(VERSION) ## Runs ruff and mypy only
	$(BIN)/ruff check .
	$(BIN)/mypy

fuzz: $(VENV)/.redline-fuzz-$(VERSION) ## Bends files and command lines, SECONDS of each kind; keeps in tests/fuzz/found what fails
	$(BIN)/python -m tests.fuzz --seconds $(SECONDS)

mutants: $(VENV)/.redline-mutants-$(VERSION) ## Makes MUTANTS rules wrong, one at a time (0: all), and lists those that no test notices
	$(BIN)/python -m tests.mutation.mutants --sample $(MUTANTS)

bench: $(VENV)/.redline-bench-$(VERSION) ## Measures speed against other frameworks, the full model and whole commands
	$(BIN)/python -m benchmarks.compare
	$(BIN)/python -m benchmarks.engine --engines
	$(BIN)/python -m benchmarks.engine
	$(BIN)/python -m benchmarks.costs
	$(BIN)/python -m benchmarks.commands

facts: $(VENV)/.redline-$(VERSION) ## Scores the reference scenario against the record and rewrites the table in docs/
	$(BIN)/python -m sim.analyses.facts > docs/.facts.md.new && mv docs/.facts.md.new docs/facts.md

sequences: $(VENV)/.redline-$(VERSION) ## Scores what follows the record's turning points and rewrites docs/sequences.md
	$(BIN)/python -m sim.analyses.sequences --before docs/sequences-0.1.json --title "Version 0.1" > docs/.sequences.md.new \
		&& mv docs/.sequences.md.new docs/sequences.md

theories: $(VENV)/.redline-$(VERSION) ## Holds every theory against contrasts and the record and rewrites docs/theories.md
	$(BIN)/python -m sim.analyses.theories > docs/.theories.md.new && mv docs/.theories.md.new docs/theories.md

answers: $(VENV)/.redline-$(VERSION) ## Runs every shipped scenario with 100 worlds and rewrites the table of first lines in docs/answers.md
	$(BIN)/python -m sim.analyses.answer docs/answers.md

prior: $(VENV)/.redline-$(VERSION) ## Draws the assumptions of the reference scenario beside base rates and rewrites the table in docs/
	$(BIN)/python -m sim.analyses.prior > docs/.prior.md.new && mv docs/.prior.md.new docs/prior_predictive.md

claims: $(VENV)/.redline-$(VERSION) ## Switches claims off one by one and rewrites docs/claims.md and what reports quote of it
	$(BIN)/python -m sim.analyses.facts.claims docs/claims.md

package: $(TOOLS)/.made-$(VERSION) ## Builds wheel and source distribution into dist/ and tries both outside the repository
	rm -rf dist
	$(TOOLS)/bin/python -m build --outdir dist .
	$(PYTHON) tests/packaged.py dist

lock: $(TOOLS)/.made-$(VERSION) ## Writes requirements.lock: versions and hashes of all that is installed for users and tests
	$(TOOLS)/bin/uv pip compile --quiet --universal --generate-hashes --no-header --python-version 3.11 \
		--extra cluster --extra images --extra test pyproject.toml --output-file requirements.lock --upgrade

audit: $(TOOLS)/.made-$(VERSION) ## Looks up known vulnerabilities of what requirements.lock names
	$(TOOLS)/bin/pip-audit --requirement requirements.lock --disable-pip --strict

mesa-next: ## Runs the tests that touch Mesa on its newest release, pre-releases included
	$(PYTHON) -m venv --clear $(MESA_NEXT)
	$(MESA_NEXT)/bin/python -m pip --disable-pip-version-check --quiet install --editable '.[test]'
	$(MESA_NEXT)/bin/python -m pip --disable-pip-version-check --quiet install --pre --upgrade mesa
	$(MESA_NEXT)/bin/python -c 'import mesa; print("Mesa", mesa.__version__)'
	$(MESA_NEXT)/bin/python -m pytest -o addopts=--strict-markers -q -W default tests/crisis/test_mesa.py \
		tests/crisis/test_determinism.py tests/crisis/test_own_agents.py tests/examples

clean: ## Removes virtual environments and caches; reports stay
	rm -rf $(VENV) $(TOOLS) $(MESA_NEXT) dist .pytest_cache .mypy_cache .ruff_cache .hypothesis

# A stamp names the Python it was made with, so that PYTHON=python3.12 sets up anew.
$(VENV)/.redline-$(VERSION): pyproject.toml
	@$(if $(VERSION),,echo "redline needs Python 3.11 or newer; say which with PYTHON=/path/to/python3" >&2; exit 1)
	@$(BIN)/python -c 'import sys, pip; sys.exit("%d.%d" % sys.version_info[:2] != "$(VERSION)")' 2>/dev/null \
		|| { echo "Setting up $(VENV) with $(PYTHON) ($(VERSION)) ..." >&2; $(PYTHON) -m venv --clear $(VENV); }
	@$(PIP) install --editable .
	@touch $@

$(VENV)/.redline-bench-$(VERSION): $(VENV)/.redline-$(VERSION)
	@$(PIP) install --editable '.[bench]'
	@touch $@

$(VENV)/.redline-test-$(VERSION): $(VENV)/.redline-$(VERSION)
	@$(PIP) install --editable '.[test]'
	@touch $@

$(VENV)/.redline-fuzz-$(VERSION): $(VENV)/.redline-test-$(VERSION)
	@$(PIP) install --editable '.[fuzz]'
	@touch $@

$(TOOLS)/.made-$(VERSION):
	@$(PYTHON) -m venv --clear $(TOOLS)
	@$(TOOLS)/bin/python -m pip --disable-pip-version-check --quiet install 'build>=1.2' 'pip-audit>=2.7' 'uv>=0.8'
	@touch $@

$(VENV)/.redline-mutants-$(VERSION): $(VENV)/.redline-test-$(VERSION)
	@$(PIP) install --editable '.[mutants]'
	@touch $@
