# Everything is set up in .setup/ (ignored by git) the first time it is needed.
#   ODOO=path       an Odoo 19 source tree, odoo-bin or odoo command to use; none is fetched then
#   CHROMIUM=path   the browser for the tests
#   HTTP_PORT, HTTP_INTERFACE   where `make run` listens (127.0.0.1, a port of this checkout)
#   ONLY=...        what `make test` runs: odoo, pytest, Odoo test tags, or pytest arguments

DEV := python3 tools/dev.py

.DEFAULT_GOAL := help
.PHONY: help setup run test lint format i18n bench stop db-reset clean

help: ## Show the commands
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / {printf "make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: ## Set everything up, without running anything
	@$(DEV) setup

run: ## Serve a sample school; prints the address and one login per role
	@$(DEV) run

test: ## Run every test on a fresh database (ONLY=... narrows)
	@$(DEV) test --only='$(ONLY)'

lint: ## Check style and form of Python, XML, JavaScript and SCSS
	@$(DEV) lint

format: ## Rewrite Python, JavaScript and SCSS in the common style
	@$(DEV) format

i18n: ## Bring the translations up to date and list what waits for one
	@python3 tools/i18n.py

bench: ## Measure speed and memory
	@$(DEV) bench $(ARGS)

stop: ## Stop the server and PostgreSQL of this checkout
	@$(DEV) stop

db-reset: ## Remove the sample school; the next `make run` creates it anew
	@$(DEV) db-reset

clean: ## Stop everything and remove all that was set up
	@$(DEV) clean
