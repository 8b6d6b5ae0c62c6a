# make        lists what can be done
SHELL := /bin/sh
BIN := .venv/bin
DEMO ?= demo
SERVE ?= 1
PORT ?= 8750
# What the bundle and the catalogues are made from: a change there builds anew.
BUILT_FROM := $(shell find web/frontend geodata/locale -type f -not -path '*/node_modules/*' -not -path '*/catalogue/*' -not -name '*.mo' 2>/dev/null) hatch_build.py

.NOTPARALLEL:
.PHONY: help run test test-long check hold bench format lock screenshots clean

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 22

run: .venv/.run .venv/.built ## set up, run the main job on the sample, serve it on this machine
	@[ -e .venv/.compiled ] || echo "The first run compiles its kernels, which takes about a minute more. 首次运行需编译内核，约多一分钟。"
	@$(BIN)/gridmap demo $(DEMO) && touch .venv/.compiled
	@if [ "$(SERVE)" != 0 ] && [ -t 1 ]; then \
	  exec $(BIN)/gridmap serve --store $(DEMO)/gridmap.gpkg --host 127.0.0.1 --port $(PORT) --first-accounts; \
	else \
	  echo "Serve it with:  $(BIN)/gridmap serve --store $(DEMO)/gridmap.gpkg --host 127.0.0.1 --port $(PORT) --first-accounts"; \
	fi

test: .venv/.dev .venv/.built ## set up all that the tests need, and run them
	@sh scripts/browser.sh
	$(BIN)/python -m pytest

test-long: .venv/.dev .venv/.built ## all tests, properties with twenty times the examples; for a night
	@sh scripts/browser.sh
	@echo "This runs for a night; the walks at its end take two to three hours. Minutes per folder are told. 需运行一夜，最后的随机漫步约二至三小时，各目录用时见报告。"
	GRIDMAP_LONG=1 $(BIN)/python -m pytest
	$(BIN)/python -m tests.fuzz.walks --seeds 0:400 --everywhere

check: .venv/.dev .venv/.built ## static checks: style, types, layers, docstrings
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/numpydoc lint --config . $$(git ls-files 'gridmap/*.py' 'web/*.py')
	$(BIN)/python hatch_build.py typecheck

hold: .venv/.dev ## hold locating to fifty times geopandas, with no point wrong
	$(BIN)/python -m tests.benchmarks.bench_locate --hold 50

bench: .venv/.dev .venv/.built ## measure ratios against the peers, in one run
	$(BIN)/python -m tests.benchmarks.bench_locate
	$(BIN)/python -m tests.benchmarks.bench_balanced
	$(BIN)/python -m tests.benchmarks.bench_map_bytes
	$(BIN)/python -m tests.benchmarks.bench_edits
	$(BIN)/python -m tests.benchmarks.bench_desk
	$(BIN)/python -m tests.benchmarks.bench_publish
	$(BIN)/python -m tests.benchmarks.bench_lines
	$(BIN)/python -m tests.benchmarks.bench_density
	$(BIN)/python -m tests.benchmarks.bench_hotspots
	$(BIN)/python -m tests.benchmarks.bench_reach
	$(BIN)/python -m tests.benchmarks.bench_indicators
	$(BIN)/python -m tests.benchmarks.bench_people

screenshots: .venv/.dev .venv/.built ## make the pictures of the README anew
	@sh scripts/browser.sh
	$(BIN)/python scripts/pictures.py

format: .venv/.dev ## rewrite the code in the house style
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

lock: ## write the lock files anew (needs uv)
	sh scripts/lock.sh

clean: ## remove everything that was made here
	rm -rf .venv $(DEMO) web/static/dist geodata/standalone geodata/locale/*/LC_MESSAGES web/frontend/node_modules

.venv/.run: requirements/run.lock pyproject.toml
	@[ -e .venv/.dev ] && [ .venv/.dev -nt requirements/dev.lock ] && [ .venv/.dev -nt pyproject.toml ] && touch $@ \
	  || sh scripts/bootstrap.sh run

.venv/.dev: requirements/dev.lock pyproject.toml
	@sh scripts/bootstrap.sh dev

.venv/.built: $(BUILT_FROM) | $(wildcard .venv/.run .venv/.dev)
	@$(BIN)/python hatch_build.py
	@touch $@
