# demo      weigh the shipped case from end to end, into demo/
# test      every gate: format, lint, types, imports, tests, coverage, the built wheel
# lowest    test with the lowest versions of the run-time dependencies, in .venv-lowest
# coverage  which lines and branches of all rooms the tests reach
# slow      the long sweeps against LibreOffice
# bench     measure against peers
# load      fifty users on the service for ten minutes (SECONDS=600)
# format    put the code into shape
# workbooks build the shipped workbooks from their texts
# pictures  draw every sheet of the shipped case; keep the first one for the docs
# pins      install the newest versions of all dependencies, and write them to requirements/dev.txt
# clean     remove what the other targets made, but not .venv

PYTHON ?= python3
SECONDS ?= 600
BIN := .venv/bin
STAMP := .venv/.installed
PINS := requirements/dev.txt
LOWEST := .venv-lowest
DEMO := $(BIN)/python scripts/demo.py
# The rooms of which every line is tested, and the tests that do so. To follow lines doubles the time, so only
# tests of examples are followed; what is drawn comes on top.
WHOLLY := $(addprefix tests/,model analysis weigh) $(addprefix addin/steelyard/,model analysis weigh)
PARALLEL := $(BIN)/python -m pytest -n 2 --dist loadfile
FULL := $(BIN)/coverage report --skip-covered --show-missing --fail-under=100

.SILENT:
.DELETE_ON_ERROR:
.PHONY: demo test lowest coverage slow bench load format workbooks pictures pins clean

demo: $(STAMP)
	$(DEMO)

test: $(STAMP)
	$(BIN)/ruff format --check --quiet --diff
	$(BIN)/ruff check --quiet
	$(BIN)/lint-imports --no-logo
	# mypy keeps one core busy for a minute, so tests run meanwhile; its answer counts as well.
	$(BIN)/mypy & types=$$!; \
		$(PARALLEL) -m "not slow and not hypothesis and not drawn" --cov --cov-report= $(WHOLLY); tests=$$?; \
		wait $$types && exit $$tests
	$(FULL)
	$(PARALLEL) -m "not slow and (hypothesis or drawn)" $(WHOLLY)
	# A third of these tests' time is waited for an office, a browser or a server, so there are three at once.
	$(PARALLEL) -n 3 $(WHOLLY:%=--ignore=%)
	bash tests/smoke_wheel.sh $(BIN)/python

lowest: $(LOWEST)/.installed # no office and no service: these rooms use the run-time dependencies
	$(LOWEST)/bin/python -m pytest -n 2 -m "not slow and not office" tests/cli tests/model tests/analysis \
		tests/weigh tests/sheets tests/ooxml tests/workbook addin/steelyard/model addin/steelyard/analysis

coverage: $(STAMP)
	$(PARALLEL) --cov=steelyard --cov-report=term-missing:skip-covered

slow: $(STAMP)
	$(BIN)/python -m pytest -m slow

bench: $(STAMP)
	PYTHONPATH=tests $(BIN)/python -m benchmarks.run
	PYTHONPATH=tests $(BIN)/python -m benchmarks.packages
	PYTHONPATH=tests $(BIN)/python -m benchmarks.analyses
	PYTHONPATH=tests $(BIN)/python -m benchmarks.writing_back
	PYTHONPATH=tests $(BIN)/python -m benchmarks.differences
	PYTHONPATH=tests $(BIN)/python -m benchmarks.office_functions

load: $(STAMP)
	PYTHONPATH=tests $(BIN)/python -m load.run --seconds $(SECONDS)

format: $(STAMP)
	$(BIN)/ruff check --quiet --fix-only
	$(BIN)/ruff format --quiet

workbooks: $(STAMP)
	$(BIN)/steelyard build workbooks/syria.yaml -o workbooks/syria.xlsx --force
	$(BIN)/steelyard build workbooks/nash-1950.yaml -o workbooks/nash-1950.xlsx --force
	$(BIN)/steelyard build workbooks/office-2004.yaml -o workbooks/office-2004.xlsx --force

pictures: workbooks
	mkdir -p build docs/pictures
	$(BIN)/python scripts/pictures.py workbooks/syria.xlsx build/pictures
	cp build/pictures/Decide.png docs/pictures/decide.png

pins: $(STAMP)
	$(BIN)/pip install -qq --disable-pip-version-check --upgrade --upgrade-strategy eager --editable '.[dev]'
	echo "# Exact versions of everything in the environment of development; make pins writes this file anew." >$(PINS)
	$(BIN)/pip freeze --disable-pip-version-check --exclude-editable >>$(PINS)

clean:
	rm -rf build dist demo $(LOWEST) .coverage .hypothesis .mypy_cache .pytest_cache .ruff_cache .import_linter_cache
	find addin scripts tests -name __pycache__ -type d -prune -exec rm -rf {} +

$(STAMP): pyproject.toml $(PINS)
	$(PYTHON) -m venv .venv
	$(BIN)/pip install -qq --disable-pip-version-check --constraint $(PINS) --editable '.[dev]'
	touch $@

$(LOWEST)/.installed: pyproject.toml $(PINS) scripts/lowest.py
	$(PYTHON) -m venv $(LOWEST)
	$(PYTHON) scripts/lowest.py >$(LOWEST)/constraints.txt
	$(LOWEST)/bin/pip install -qq --disable-pip-version-check --constraint $(LOWEST)/constraints.txt \
		--editable . hypothesis jsonschema lxml pymcdm pytest pytest-xdist
	touch $@
