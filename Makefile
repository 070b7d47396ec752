# The commands of the project. `make run` to try it, `make test` for the whole truth.

.PHONY: run fmt help

help: ## what there is
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/	/' | expand -t 12

run: ## build what changed, load the demo content once, and serve on http://localhost:8080
	@scripts/run

fmt: ## format server and pages
	cargo fmt
	cd frontend && npm run --silent format

