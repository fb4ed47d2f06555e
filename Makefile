# Everything one does with this repository. Nothing but make and Python ≥ 3.11 has to be there.
PYTHON ?= python3
VENV := .venv/bin
export PYTHONUTF8 := 1

.PHONY: run test check bench demo format messages docs screenshots help

help:            ## list the targets
	@sed -n 's/^\([a-z]*\):.*## /  make \1  –  /p' Makefile

run:             ## the demo on this machine: installs what it needs, prints the address (PORT=8000)
	@$(PYTHON) tools/setup.py run
	@POLITOSCOPE_DEMO=1 exec $(VENV)/politoscope serve

test:            ## everything: checks, then all tests on SQLite and PostgreSQL
	@$(PYTHON) tools/setup.py test
	@$(VENV)/python tools/run_checks.py
	@$(VENV)/python tools/run_tests.py

check:           ## lint, types, import contracts, templates, migrations, messages, licences
	@$(PYTHON) tools/setup.py check
	@$(VENV)/python tools/run_checks.py

bench:           ## the benchmarks, each printed with the command that made it
	@$(PYTHON) tools/setup.py bench
	@.venv-bench/bin/python tools/run_benchmarks.py

demo:            ## build the demo editions anew
	@$(PYTHON) tools/setup.py run
	@POLITOSCOPE_DEMO=1 $(VENV)/politoscope demo --again

format:          ## format Python and sort imports
	@$(PYTHON) tools/setup.py check
	@$(VENV)/ruff check --quiet --fix-only src tests tools benchmarks
	@$(VENV)/ruff format --quiet src tests tools benchmarks

messages:        ## collect the texts of all pages into the catalogues
	@$(PYTHON) tools/setup.py check
	@$(VENV)/python tools/messages.py collect

docs:            ## write the generated parts of docs/
	@$(PYTHON) tools/setup.py check
	@$(VENV)/python tools/write_docs.py

screenshots:     ## pictures of the main pages, ten of them into docs/screenshots/
	@$(PYTHON) tools/setup.py test
	@$(VENV)/python tools/screenshots.py
