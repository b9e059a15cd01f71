# The index of commands; every one is a script in .ci/.
.PHONY: help demo test test-reloaded check bench bench-pages bench-peers bench-relevance long lock clean
.DEFAULT_GOAL := help
export PORT PYTHON UPGRADE

help: ## list these commands
	@.ci/help

demo: ## serve the sample articles (PORT=8000, PORTAL_DATA_DIR=var)
	@.ci/demo

test: ## run every test that can run here
	@.ci/test

test-reloaded: ## run the engines' tests on whoosh-reloaded
	@.ci/test-reloaded

check: ## format, lint, types, import layers, docs
	@.ci/check

bench: ## measure ingest, search and facets
	@.ci/bench speed

bench-pages: ## measure what a results page costs in CPU
	@.ci/bench pages

bench-peers: ## measure searches beside those of Lucene, tantivy, FTS5 and stock Whoosh
	@.ci/bench peers

bench-relevance: ## measure ranking on judged queries, beside Lucene's
	@.ci/bench relevance

long: ## run what takes minutes
	@.ci/long

lock: ## make the lock files anew from pyproject.toml (UPGRADE=1 takes newer versions)
	@.ci/lock

clean: ## remove environments and caches, not data
	@.ci/clean
