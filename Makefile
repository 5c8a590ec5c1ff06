# People and .ci/run use the same targets. `make setup` needs the network once; everything else works offline afterwards.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: setup app serve test test-long check bench demo clean
.DEFAULT_GOAL := setup

# Python may be forbidden to keep what it compiles; compiling at every start takes longer than scoring a regimen.
setup: $(READY)
	@$(BIN)/python -m compileall -q tumorboard ui

$(READY): pyproject.toml uv.lock
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	test -x $(BIN)/uv || $(BIN)/python -m pip install --quiet uv
	$(BIN)/uv sync --locked --inexact --compile-bytecode --quiet
	@touch $@

# The demonstration: invented people and cases, no password, its own folder.
app: setup
	TUMORBOARD_DEMO=1 $(BIN)/streamlit run ui/streamlit_app.py

# A real start: needs `tumorboard db init` and `tumorboard user add` first (docs/access.md).
serve: setup
	@TUMORBOARD_DEMO= $(BIN)/tumorboard db ready
	TUMORBOARD_DEMO= $(BIN)/streamlit run ui/streamlit_app.py

demo: setup
	$(BIN)/tumorboard recommend data/cases/SAMPLE-1.json --top 3

# Two processes, each with whole files: their servers and databases are their own.
test: setup
	$(BIN)/python -m pytest -n 2 --dist loadfile

test-long: setup
	$(BIN)/python -m pytest -m long

check: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: setup
	$(BIN)/python -m benchmarks

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
