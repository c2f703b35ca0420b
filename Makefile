# demo      weigh the shipped case from end to end, into demo/
# test      every gate: format, lint, types, imports, tests, coverage, the built wheel
# coverage  which lines and branches of all rooms the tests reach
# slow      the long sweeps against LibreOffice
# bench     measure against peers
# load      fifty users on the service for ten minutes (SECONDS=600)
# format    put the code into shape
# workbooks build the shipped workbooks from their texts
# pictures  draw every sheet of the shipped case; keep the first one for the docs
# clean     remove what the other targets made, but not .venv

PYTHON ?= python3
SECONDS ?= 600
BIN := .venv/bin
STAMP := .venv/.installed
DEMO := $(BIN)/python scripts/demo.py
FULL := $(BIN)/coverage report --skip-covered --show-missing --fail-under=100

.SILENT:
.DELETE_ON_ERROR:
.PHONY: demo test coverage slow bench load format workbooks pictures clean

demo: $(STAMP)
	$(DEMO)

test: $(STAMP)
	$(BIN)/ruff format --check --quiet --diff
	$(BIN)/ruff check --quiet
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/python -m pytest -n 2 --dist loadfile --cov --cov-report=
	$(FULL)
	bash tests/smoke_wheel.sh $(BIN)/python

coverage: $(STAMP)
	$(BIN)/python -m pytest -n 2 --dist loadfile --cov=steelyard --cov-report=term-missing:skip-covered

slow: $(STAMP)
	$(BIN)/python -m pytest -m slow

bench: $(STAMP)
	PYTHONPATH=tests $(BIN)/python -m benchmarks.run
	PYTHONPATH=tests $(BIN)/python -m benchmarks.packages

load: $(STAMP)
	PYTHONPATH=tests $(BIN)/python -m load.run --seconds $(SECONDS)

format: $(STAMP)
	$(BIN)/ruff check --quiet --fix-only
	$(BIN)/ruff format --quiet

workbooks: $(STAMP)
	$(BIN)/steelyard build workbooks/syria.yaml -o workbooks/syria.xlsx --force
	$(BIN)/steelyard build workbooks/nash-1950.yaml -o workbooks/nash-1950.xlsx --force

pictures: workbooks
	mkdir -p build docs/pictures
	$(BIN)/python scripts/pictures.py workbooks/syria.xlsx build/pictures
	cp build/pictures/Decide.png docs/pictures/decide.png

clean:
	rm -rf build dist demo .coverage .hypothesis .mypy_cache .pytest_cache .ruff_cache .import_linter_cache
	find addin scripts tests -name __pycache__ -type d -prune -exec rm -rf {} +

$(STAMP): pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/pip install -qq --disable-pip-version-check --editable '.[dev]'
	touch $@
