# make run    the page, on http://127.0.0.1:7860
# make check  lint, types and the fast tests, in under a minute: between commits
# make test   everything that this machine can test
# make benchmark   Footnote's speed against a plain pipeline, where that lies beside this checkout
# All set up .venv first; when nothing changed that takes no time.

PYTHON ?= python3
VENV := .venv
INSTALLED := $(VENV)/installed-requirements.txt

FAST := not slow and not long and not browser and not models and not data and not milvus

.PHONY: run check test benchmark lint format clean

run: $(INSTALLED)
	$(VENV)/bin/python launch.py $(ARGS)

check: $(INSTALLED)
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check --quiet .
	$(VENV)/bin/mypy
	$(VENV)/bin/python -m pytest -q -n auto -m "$(FAST)" $(ARGS)

test: $(INSTALLED)
	$(VENV)/bin/python -m pytest $(ARGS)

benchmark: $(INSTALLED)
	$(VENV)/bin/python -m tests.benchmarks.speed $(ARGS)

lint: $(INSTALLED)
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy
	$(VENV)/bin/bandit --quiet --recursive --configfile pyproject.toml bot ingest storage launch.py

format: $(INSTALLED)
	$(VENV)/bin/ruff check --fix .
	$(VENV)/bin/ruff format .

clean:
	rm -rf $(VENV) artifacts .pytest_cache .mypy_cache .ruff_cache .hypothesis

$(VENV)/bin/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Footnote needs Python 3.11 or newer; set PYTHON=/path/to/python3.11")'
	$(PYTHON) -m venv $(VENV)

# The copy is made last, so that an interrupted installation is taken up again.
$(INSTALLED): requirements.txt tests/requirements.txt | $(VENV)/bin/python
	$(VENV)/bin/python -m pip install --quiet --disable-pip-version-check -r tests/requirements.txt
	cat requirements.txt tests/requirements.txt > $@
