# Every target is a command of site/services (python -m services); make only gives it a short name.
services := sh site/services/bootstrap.sh

# Options are variables, given as `make run PORT=9000`.
export PORT ARTICLES PYTEST

.DEFAULT_GOAL := help
.PHONY: help run dev check test lint e2e screenshots services cluster bench chaos lock audit licences sbom clean

help: ## list these targets
	@sed -n 's/^\([a-z0-9]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 18

run: ## set everything up and serve the site on http://127.0.0.1:8000 (PORT=9000, ARTICLES=path.csv)
	@$(services) run

dev: ## as run, with reload and the stylesheet watched
	@$(services) dev

check: ## the linters and every test that needs no server, in less than a minute (PYTEST="-k words" narrows it to tests)
	@$(services) check

test: ## set everything up, check the code, run every test (PYTEST="-k words" narrows it to tests)
	@$(services) test

lint: ## check the code only: Python, templates, JavaScript, directions of import
	@$(services) lint

e2e: ## the tests in a real browser only
	@$(services) test e2e

screenshots: ## take the pictures of docs/screenshots anew
	@SCREENSHOTS=1 $(services) test e2e/test_screenshots.py

services: ## start MongoDB and Elasticsearch only, and print their addresses
	@$(services) up

cluster: ## three of each server, so that any one of them may die; prints their addresses
	@$(services) cluster

bench: ## the measurements (BENCH="sync --rounds 3" takes one, with its options)
	@$(services) exec --profile bench -- python bench/run.py $(BENCH)

chaos: ## the long fault tests (PYTEST="-k test_8" narrows them)
	@$(services) exec --profile chaos -- python -m pytest -m chaos $(PYTEST)

lock: ## write requirements/*.txt anew from pyproject.toml
	@$(services) lock

audit: ## ask for known vulnerabilities of the dependencies (exit code 2: a database could not be asked)
	@$(services) audit

licences: ## write docs/licences.md anew from what is installed
	@$(services) licences

sbom: ## write bills of materials (CycloneDX) to .services/sbom
	@$(services) sbom

clean: ## remove everything that was set up here, the servers' data too (not while the site runs)
	@$(services) clean
