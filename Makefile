# Everything a developer or operator starts. `make help` lists it.
# HOST, PORT and every other setting pass through: `PORT=9000 make run` or `make run PORT=9000`.

VENV := .venv
BIN := $(VENV)/bin
# Tests run in as many processes as there are cores, but never more than this.
WORKERS ?= 4
REQUIRED := 3.11
COMPILE = $(BIN)/uv pip compile --quiet --universal --python-version $(REQUIRED) --generate-hashes \
	--no-emit-index-url --no-emit-find-links --no-header

.DEFAULT_GOAL := help
.PHONY: help setup setup-dev run chat test lint format translations train bench-faq bench-desk bench-year pictures requirements clean

help: ## List what can be made.
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

setup: $(VENV)/.installed ## Make .venv and install what the bot needs, pinned and with hashes.

setup-dev: $(VENV)/.installed-dev ## The same, and what tests and checks need.

run: export DEMO = 1
run: setup ## Start everything in one process, with demo people: try-it page, desk, health.
	@$(BIN)/python -m bot run

chat: export DEMO = 1
chat: setup ## Talk to the bot in this terminal.
	@$(BIN)/python -m bot chat

test: setup-dev ## Run the whole suite, on SQLite and PostgreSQL.
	@$(BIN)/python -m pytest --numprocesses auto --maxprocesses $(WORKERS)

lint: setup-dev ## Check form, types, layers and that no catalogue is stale.
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m locales.extract --check
	$(BIN)/python -m locales.review --check
	$(BIN)/python -m locales.check

format: setup-dev ## Put every file into its form.
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

translations: setup-dev ## Bring the catalogues up to date, then list every fault in them.
	$(BIN)/python -m locales.extract
	$(BIN)/python -m locales.update
	$(BIN)/python -m locales.review
	$(BIN)/python -m locales.check --doubts
	$(BIN)/python -m bot locales tongue
	$(BIN)/python -m bot locales meaning

train: setup-dev ## Learn from the FAQ's examples and calibrate: what it writes ships (minutes).
	$(BIN)/python -m bot faq train
	$(BIN)/python -m bot faq calibrate faq/development.jsonl

bench-faq: setup-dev ## Measure the answer engine: right, wrong, memory, speed.
	@$(BIN)/python -m tests.benchmarks.faq

bench-desk: setup-dev ## Measure the desk with 10,000 conversations, on SQLite and PostgreSQL (minutes).
	@$(BIN)/python -m tests.benchmarks.desk

bench-year: setup-dev ## Measure due steps of the year, 100,000 pending, on SQLite and PostgreSQL (minutes).
	@$(BIN)/python -m tests.benchmarks.year

pictures: setup-dev ## Take the documents' pictures from the running demo (needs Chromium).
	$(BIN)/python -m tests.browser.pictures

requirements: setup-dev ## Pin the newest versions that fit the .in files.
	$(COMPILE) --upgrade --output-file requirements-dev.txt requirements-dev.in
	$(COMPILE) --upgrade --constraint requirements-dev.txt --output-file requirements.txt requirements.in

clean: ## Remove caches; .venv and data stay.
	rm -rf .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis .test-output
	find . -path ./$(VENV) -prune -o -type d -name __pycache__ -exec rm -rf {} +

# requirements-dev.txt holds every pin of requirements.txt, so it satisfies both.
$(VENV)/.installed: requirements.txt
	@$(call install,requirements.txt)
	@touch $@

$(VENV)/.installed-dev: requirements-dev.txt requirements.txt
	@$(call install,requirements-dev.txt)
	@touch $(VENV)/.installed $@

# Makes .venv where there is none that works, then installs the file $(1).
define install
found=; if ! $(BIN)/python -m pip --version >/dev/null 2>&1; then \
	for name in $(PYTHON) python3 python3.14 python3.13 python3.12 python3.11; do \
		if $$name -c 'import sys; sys.exit(sys.version_info < ($(subst .,$(COMMA) ,$(REQUIRED))))' 2>/dev/null; \
		then found=$$name; break; fi; \
	done; \
	if [ -z "$$found" ]; then \
		echo "Python $(REQUIRED) or newer is needed, and python3 is $$(python3 --version 2>&1)."; \
		echo "Install it, or name it: make $(MAKECMDGOALS) PYTHON=/path/to/python3"; exit 1; \
	fi; \
	echo "Making $(VENV) with $$($$found --version)"; \
	$$found -m venv $(VENV) || { echo "On Debian: apt install python3-venv"; exit 1; }; \
fi; \
echo "Installing $(1) (the first time takes a minute or two)"; \
$(BIN)/python -m pip install --quiet --quiet --disable-pip-version-check --require-hashes -r $(1)
endef

COMMA := ,
