# The verbs of thymos. `make` alone lists them; CI and pre-commit call the same ones.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help dossier demo test coverage check slow validate bench heldout docs install clean

VENV     := .venv
BIN      := $(VENV)/bin
PY       := $(BIN)/python
DOSSIER  ?= thymosin-alpha-1
OUT      ?= build/site
SLOW     ?= slow
CODE     := src tests tools $(wildcard benchmarks validation demo)
PIP      := $(PY) -m pip --disable-pip-version-check --quiet install --constraint constraints.txt
export PATH := $(CURDIR)/$(BIN):$(PATH)

help: ## list the verbs
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "make %-9s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

dossier: $(VENV)/.core ## the main job: build the flagship dossier (DOSSIER=name OUT=folder)
	@$(BIN)/thymos build $(DOSSIER) --out $(OUT)

demo: $(VENV)/.core ## the tour on real data, command by command
	@if [ -f demo/run.sh ]; then sh demo/run.sh; \
	elif [ -f demo/__main__.py ]; then $(PY) -m demo; \
	else echo "thymos: no demo: neither demo/run.sh nor demo/__main__.py exists" >&2; exit 2; fi

test: $(VENV)/.dev ## unit, published, law and door tests with doctests (about three minutes)
	$(PY) -m pytest -n auto

coverage: $(VENV)/.dev ## the same tests, counting which lines and branches they run
	$(PY) -m pytest -n auto --cov --cov-report=term

check: $(VENV)/.dev ## format, lint, types, import walls, sizes, freshness of generated docs
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy $(CODE)
	$(BIN)/lint-imports
	$(PY) tools/sizes.py $(CODE)
	@if [ -f tools/docs.py ]; then $(PY) tools/docs.py --check; \
	else echo "generated docs: NOT CHECKED, tools/docs.py does not exist yet"; fi

slow: $(VENV)/.dev $(VENV)/.browser ## what takes long or needs a browser
	$(PY) -m pytest -m "$(SLOW)" -n auto --dist worksteal

validate: $(VENV)/.dev ## recompute the comparison with each rival package
	@$(call each,validation/run.py validation/*/run.py)

bench: $(VENV)/.dev ## time thymos side by side with its rivals; the prose check on development pages
	@$(call each,benchmarks/*.py benchmarks/prose/bench.py benchmarks/prose/twins.py)

heldout: $(VENV)/.dev ## open the held-out pages of the prose check: once a release, and logged
	@$(PY) benchmarks/prose/bench.py heldout

docs: $(VENV)/.dev ## write the reference pages anew
	@if [ -f tools/docs.py ]; then $(PY) tools/docs.py; \
	else echo "thymos: no generated docs: tools/docs.py does not exist" >&2; exit 2; fi

install: $(VENV)/.dev $(VENV)/.browser ## everything a contributor needs, in .venv

clean: ## remove what the other verbs made, but not .venv
	rm -rf build dist htmlcov .coverage .coverage.* .pytest_cache .mypy_cache .ruff_cache \
	    .hypothesis .import_linter_cache
	find src tests tools -name __pycache__ -type d -prune -exec rm -rf {} +

# Run every script of a pattern; stop at the first failure; complain when there is none.
each = set -e; ran=0; for script in $(1); do [ -f "$$script" ] || continue; \
	echo "== $$script"; $(PY) "$$script"; ran=1; done; \
	[ $$ran = 1 ] || { echo "thymos: nothing to run: $(1) matches no file" >&2; exit 2; }

$(PY):
	@sh tools/venv.sh $(VENV)

# One stamp a level: a second run installs nothing until the project file or the pins change.
define install
	@echo "thymos: installing $(1) into $(VENV) (once, about a minute)"
	@$(PIP) --editable '$(2)' || { echo "thymos: could not install $(2); pip says why above" >&2; exit 2; }
	@touch $@
endef

$(VENV)/.core: pyproject.toml constraints.txt | $(PY)
	$(call install,thymos,.)

$(VENV)/.dev: pyproject.toml constraints.txt | $(PY)
	$(call install,the developer tools,.[dev])
	@touch $(VENV)/.core

$(VENV)/.browser: pyproject.toml constraints.txt | $(PY)
	$(call install,the browser driver,.[browser])
	@touch $(VENV)/.core
