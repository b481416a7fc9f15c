# `make` lists the targets. Everything runs from .venv, which is made on first use from the hashed locks.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

VENV := .venv
BIN := $(VENV)/bin
PIP_INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check
PYTEST := $(BIN)/python -m pytest
# Much of a test is waiting for a process, so two at a time take half as long. Each has a PostgreSQL and a Kafka of its
# own, and files are taken in their order (tests/side_by_side.py). `make SIDE_BY_SIDE= test` runs them one after the other.
SIDE_BY_SIDE := -n 2 --dist loadfile --no-loadscope-reorder

# The first Python that runs and is new enough; `make PYTHON=/path/to/python ...` overrides it.
IS_NEW_ENOUGH := import sys; sys.exit(sys.version_info < (3, 11))
PYTHON ?= $(shell for candidate in python3.13 python3.12 python3.11 python3; do \
	if $$candidate -c '$(IS_NEW_ENOUGH)' >/dev/null 2>&1; then echo $$candidate; break; fi; done)

.PHONY: help
help: ## List the targets
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 16

.PHONY: demo
demo: $(VENV)/runtime.stamp ## Play a plant's day into a fresh hub and open its board
	$(BIN)/statushub demo

.PHONY: up
up: $(VENV)/runtime.stamp ## Start the hub: one process, its own PostgreSQL
	$(BIN)/statushub up

.PHONY: test
test: $(VENV)/dev.stamp ## Run every test but the minutes of `make chaos`, with coverage
	@$(PYTEST) -m "not soak and not real" $(SIDE_BY_SIDE) --cov --cov-report=term

.PHONY: fast
fast: $(VENV)/dev.stamp ## Run the tests that need only Python
	@$(PYTEST) -m "not postgres and not kafka and not browser and not slow and not chaos and not shared and not real"

.PHONY: chaos
chaos: $(VENV)/dev.stamp ## Kill the hub and what it stands on at random moments under load, and look for what was lost
	@$(PYTEST) -m chaos -s

.PHONY: real
real: $(VENV)/dev.stamp ## Install and start other systems, such as Redmine, and connect the hub with them
	@$(PYTEST) -m real

.PHONY: check
check: $(VENV)/dev.stamp ## Lint, formatting, types and import contracts
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

.PHONY: format
format: $(VENV)/dev.stamp ## Format the code and apply the safe fixes
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

.PHONY: bench
bench: $(VENV)/dev.stamp ## Measure the hub against its floors, by itself and on Kafka
	$(BIN)/python -m tests.bench

.PHONY: bench-rivals
bench-rivals: $(VENV)/dev.stamp ## Measure the hub on Kafka against Bytewax and Quix Streams too
	$(BIN)/python -m tests.bench --only kafka --rivals

.PHONY: schemas
schemas: $(VENV)/dev.stamp ## Write the published schemas anew, after a change of what is sent
	@rm -f schemas/published/*.json
	@$(BIN)/python -c "import pathlib, schemas.publish as s, hub.infrastructure.kafka.asyncapi as a; \
		[pathlib.Path('schemas/published', name).write_text(text, 'utf-8') \
		for name, text in (s.publish() | {a.FILE: a.asyncapi()}).items()]"

.PHONY: env-example
env-example: $(VENV)/dev.stamp ## Write deploy/env.example anew, after a change of a setting
	@$(BIN)/python -c "import pathlib, hub.settings as s; \
		pathlib.Path('deploy/env.example').write_text(s.env_example(), 'utf-8')"

.PHONY: released
released: $(VENV)/dev.stamp ## Take the published schemas as released: who relies on them is not to be broken from now on
	@$(PYTEST) --quiet tests/contract/test_compatibility.py
	@cp schemas/published/*.v*.json schemas/published/cloudevent.json schemas/released/

# The runtime lock is constrained by the other one, so that a version never differs between them.
LOCK = printf 'setuptools>=77\n' | $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-strip-extras --custom-compile-command "make lock" $(LOCK_FLAGS) pyproject.toml -
.PHONY: lock
lock: $(VENV)/dev.stamp ## Resolve the dependencies anew; LOCK_FLAGS=--upgrade takes newer versions
	$(LOCK) --all-extras --output-file requirements-dev.lock
	$(LOCK) --extra connectors --constraint requirements-dev.lock --output-file requirements.lock
	@for rival in $(wildcard tests/bench/rivals/*/requirements.in); do \
		$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-strip-extras \
		--custom-compile-command "make lock" $(LOCK_FLAGS) $$rival --output-file $${rival%.in}.txt || exit 1; done

.PHONY: clean
clean: ## Remove the environment and what the tools leave behind
	rm -rf $(VENV) *.egg-info build dist htmlcov schemathesis-report .coverage .coverage.* \
		.hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache .schemathesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The stamps make a second start cost nothing.
$(BIN)/python:
	@if [ -z "$(PYTHON)" ] || ! $(PYTHON) -c '$(IS_NEW_ENOUGH)'; then \
		echo "The hub needs Python 3.11 or newer, and none was found. Install one, or name it: make PYTHON=/path/to/python3.11" >&2; \
		exit 1; fi
	@echo "Creating $(VENV) with $(PYTHON)"
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); \
		echo "$(PYTHON) cannot make an environment. On Debian and Ubuntu: apt-get install python3-venv" >&2; exit 1; }

$(VENV)/runtime.stamp: requirements.lock pyproject.toml | $(BIN)/python
	@echo "Installing what the hub needs"
	@$(PIP_INSTALL) --require-hashes -r requirements.lock
	@$(PIP_INSTALL) --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/dev.stamp: requirements-dev.lock pyproject.toml | $(BIN)/python
	@echo "Installing what the hub and its tests need"
	@$(PIP_INSTALL) --require-hashes -r requirements-dev.lock
	@$(PIP_INSTALL) --no-deps --no-build-isolation --editable .
	@touch $@ $(VENV)/runtime.stamp
