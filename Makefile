# make run | test | check | setup | doctor | models | train | train-smoke | bench | lock | clean
# Everything is installed below this directory: .venv and .codriver.

PYTHON ?= python3
HOME_DIR := .codriver
WHEELS ?= $(HOME_DIR)/wheels
STAMPS := $(HOME_DIR)/stamps
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check

# 3: the car does without something that hears or speaks. No stamp then, so that the next make tries again.
SET_UP_MODELS = @rm -f $(STAMPS)/models; $(BIN)/python -m models setup && touch $(STAMPS)/models || [ $$? -eq 3 ]

.PHONY: run test check setup dev models doctor train train-smoke bench lock clean
.DELETE_ON_ERROR:

run: setup
	@$(BIN)/python -m assistant

setup: $(STAMPS)/runtime $(STAMPS)/models
	@:

dev: setup $(STAMPS)/dev
	@:

test: dev
	@$(BIN)/python -m pytest

check: dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy .
	$(BIN)/lint-imports
	$(BIN)/python -m pytest

models: $(STAMPS)/runtime
	$(SET_UP_MODELS)

doctor:
	@$(PYTHON) -I models/doctor.py

$(STAMPS)/train: requirements-train.lock $(STAMPS)/dev
	@echo "Installing what training needs"
	@$(PIP) install --quiet -r requirements-train.lock
	@touch $@

train: models $(STAMPS)/train
	$(BIN)/python -m models.training.generate --out $(HOME_DIR)/training
	$(BIN)/torchrun --standalone --nproc-per-node 2 -m models.training.train --data $(HOME_DIR)/training \
	  --out $(HOME_DIR)/training/adapter.gguf --threads 1 --compile
	$(BIN)/python -m models.training.evaluate --data $(HOME_DIR)/training --adapter $(HOME_DIR)/training/adapter.gguf

# Examples, a few steps, an adapter, and the engine answers by it; in a minute or two.
train-smoke: models $(STAMPS)/train
	$(BIN)/python -m pytest tests/models/training
	$(BIN)/python -m models.training.smoke

bench: dev
	$(BIN)/python -m benchmarks.language_model

$(BIN)/python:
	@$(PYTHON) -I models/doctor.py tools
	@echo "Creating .venv"
	@$(PYTHON) -m venv .venv || { echo "the environment .venv is broken: rm -rf .venv, then make setup"; exit 1; }

$(STAMPS)/runtime: requirements.lock pyproject.toml models/engine_wheel.py | $(BIN)/python
	@$(PYTHON) -I models/doctor.py tools
	@$(BIN)/python models/engine_wheel.py $(WHEELS)
	@echo "Installing what it needs"
	@$(PIP) install --quiet --no-deps --no-index --force-reinstall $(WHEELS)/llama_cpp_python-*.whl
	@$(PIP) install --quiet -r requirements.lock
	@$(PIP) install --quiet --no-deps --editable .
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/dev: requirements-dev.lock $(STAMPS)/runtime
	@echo "Installing what checks need"
	@$(PIP) install --quiet -r requirements-dev.lock
	@touch $@

$(STAMPS)/models: models/catalogue.toml $(wildcard models/vocabularies/*) $(wildcard models/adapters_gguf/*) | $(STAMPS)/runtime
	$(SET_UP_MODELS)

lock:
	@$(PYTHON) -m venv $(HOME_DIR)/locker && $(HOME_DIR)/locker/bin/python -m pip install --quiet pip-tools
	@for file in ":--extra fleet" "-dev:--extra fleet --extra spark --extra dev" \
	  "-train:--extra fleet --extra spark --extra dev --extra train"; do \
	  CUSTOM_COMPILE_COMMAND="make lock" $(HOME_DIR)/locker/bin/pip-compile --quiet --strip-extras --allow-unsafe \
	    --no-emit-index-url --no-emit-find-links --no-emit-trusted-host \
	    $${file#*:} --output-file requirements$${file%%:*}.lock pyproject.toml || exit 1; done
	@sed -i 's/^\(torch==[0-9.]*\)+.*/\1/' requirements-train.lock

# What people taught the assistant stays; what can be made again goes.
clean:
	rm -rf .venv $(HOME_DIR)/wheels $(HOME_DIR)/models $(HOME_DIR)/stamps $(HOME_DIR)/locker
	rm -rf .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage *.egg-info
