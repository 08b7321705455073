# Everything a user or a developer needs, by name. Each target sets up what it needs by itself.
PYTHON ?= python3
BIN := .venv/bin
export NO_MKDOCS_2_WARNING = 1
STAMPS := .venv/.stamps
EXTRAS := --extra text --extra web --extra plot --extra export --extra agents

.PHONY: browser demo test long-checks lint typecheck docs lock clean bench-r torture sbom advisories

demo: $(STAMPS)/runtime  ## set up, then answer the question on the bundled case, offline
	$(BIN)/poleward demo

test: $(STAMPS)/dev browser  ## everything that must hold before a change lands
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/codespell
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/mkdocs build --strict --quiet --site-dir .venv/site
	$(BIN)/pytest -n 2 --dist loadfile

long-checks: $(STAMPS)/dev  ## what takes minutes: the box against the published files of ../shared, gates on large labelled sets
	$(BIN)/pytest -n 0 -m long

torture: $(STAMPS)/dev  ## 30 minutes of mutated inputs, kills, creations at once, full disks and slow clients
	$(BIN)/python -m tests.torture.machines --kills 200 --creations 50
	$(BIN)/python -m tests.torture.fuzz --inputs 20000 --seconds 1200

sbom: $(STAMPS)/runtime  ## what is shipped with poleward, and under which licences: build/sbom.json, build/licences.tsv
	$(BIN)/python scripts/sbom.py requirements/runtime.lock build

advisories: $(STAMPS)/runtime  ## compare the lock file with known advisories, where a network is to be had
	@$(PYTHON) -m pip --version >/dev/null && $(PYTHON) -m venv .venv/audit && .venv/audit/bin/python -m pip install --quiet pip-audit \
	  && .venv/audit/bin/pip-audit --require-hashes --disable-pip -r requirements/runtime.lock \
	  || { echo "Not checked, or with findings: see above. The check needs a network."; exit 1; }

docs: $(STAMPS)/dev  ## the documentation site, into site/
	$(BIN)/mkdocs build --strict

browser:  ## Debian's Chromium for the tests of the web app, where it may be installed
	@sh scripts/install-browser.sh

lock:  ## pin every dependency by hash (needs uv)
	uv pip compile pyproject.toml $(EXTRAS) --group build --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -q -o requirements/runtime.lock
	uv pip compile pyproject.toml $(EXTRAS) --group build --group dev --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -q -o requirements/dev.lock -c requirements/runtime.lock

bench-r: $(STAMPS)/runtime  ## time positions against R's MCMCpack; installs R where apt-get can, else says so
	@Rscript -e 'quit(status = !requireNamespace("MCMCpack", quietly = TRUE))' >/dev/null 2>&1 \
	  || { command -v apt-get >/dev/null && [ "$$(id -u)" = 0 ] \
	       && apt-get install -y -qq r-base-core r-cran-mcmcpack >/dev/null; } \
	  || echo "R and MCMCpack are not here and cannot be installed (Debian: apt-get install r-base-core r-cran-mcmcpack)."
	@if Rscript -e 'library(MCMCpack)' >/dev/null 2>&1; then $(BIN)/python benchmarks/positions.py --r-only; \
	  else echo "The comparison with R is left out."; fi

clean:
	rm -rf .venv site poleward-demo

$(STAMPS)/runtime: requirements/runtime.lock pyproject.toml
	@sh scripts/set-up.sh runtime "$(PYTHON)"

$(STAMPS)/dev: requirements/dev.lock $(STAMPS)/runtime
	@sh scripts/set-up.sh dev "$(PYTHON)"
