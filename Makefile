# The commands of the project. `make run` to try it, `make test` for the whole truth.

.PHONY: help run test fmt openapi bench torture release

help: ## what there is
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/	/' | expand -t 12

run: ## build what changed, load the demo content once, and serve on http://localhost:8080
	@scripts/run

test: ## everything that must hold; ends with `N passed, N failed`
	@scripts/test

fmt: ## format server and pages
	cargo fmt
	cd frontend && npm run --silent format

openapi: ## write docs/openapi.json and the client's types anew, after a change of the API
	@scripts/openapi

bench: ## requests a second and their times, beside the same bytes from memory and bare transactions
	@scripts/measure

torture: ## storms with kills and faults on both databases, and a million random carts
	@scripts/torture

release: ## the built pages, and the server built to be fast and small
	@scripts/pages
	cargo build --locked --release
	@scripts/released
