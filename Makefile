# `make up` and `make test` do everything on a machine that has git, make, Python 3.11+ and the language registries.
.DEFAULT_GOAL := help
SHELL := /bin/bash
STACK ?= dev
SITE ?= sandbox/example
PYTHON ?= python3
BASE ?= origin/main
ROLE ?=
BUILT ?=
JSON ?=
UNTIL_NEXT_CROSSING ?=
UV := $(shell command -v uv || echo .uv/bin/uv)
RUN := .venv/bin/python -m
# official, where the official aws plugin is installed. Default: the sandbox's own.
PROVIDERS ?=
SANDBOX := $(RUN) sandbox --stack $(STACK)$(if $(PROVIDERS), --providers $(PROVIDERS))
REPORT := .sandbox/$(STACK)
# A variable as one word for the shell, whatever is in it.
quoted = '$(subst ','\'',$(value $(1)))'
# Every command starts several Python processes. Without bytecode each of them compiles all that it imports, so it is
# kept even where the environment forbids writing it.
unexport PYTHONDONTWRITEBYTECODE
# With these a process of a workflow could ask GitHub for the token that opens the role. Only the step that signs in may.
unexport ACTIONS_ID_TOKEN_REQUEST_TOKEN
unexport ACTIONS_ID_TOKEN_REQUEST_URL

.PHONY: help setup up preview gate push releases rollback permissions open down plan deploy drift account-check doctor start \
  summary stacks changed head comment drift-issue awake \
  previews-build previews-fetch previews-publish previews-comment docs lint check browser jekyll test sites differential bench

help: ## list the targets
	@awk -F ':.*## ' '/^##@/ {printf "\n%s\n", substr($$0, 5)} /^[a-z-]+:.*## / {printf "  make %-17s %s\n", $$1, $$2}' \
	  $(MAKEFILE_LIST)

setup: .venv/.installed ## install the locked dependencies into .venv

# Both install by hash and build nothing, so that no code runs here that is not locked: the workflows' jobs with a role do
# this first, with UV=.uv/bin/uv.
.uv/bin/uv: uv.txt
	@echo "installing uv into .uv"
	@$(PYTHON) -m venv --clear .uv
	@.uv/bin/pip install --quiet --require-hashes --only-binary :all: --requirement uv.txt

.venv/.installed: pyproject.toml policies/pyproject.toml uv.lock | $(filter .uv/bin/uv,$(UV))
	@echo "installing the locked dependencies into .venv"
	@$(UV) sync --frozen --no-build --quiet --compile-bytecode
	@touch $@

##@ On this machine, without an account (STACK=dev or prod)

up: setup ## create STACK on local AWS, publish the example site, print its address
	@$(SANDBOX) up --approve

preview: setup ## show what `make up` would change, policies included
	@$(SANDBOX) preview

gate: setup ## check STACK as a pull request is checked: preview, policies, reports; fails on a violation
	@$(SANDBOX) preview --events $(REPORT)/events.jsonl || true
	@$(RUN) secure_site_policies.report $(REPORT)/events.jsonl --policy-pack-config policies.json \
	  --rerun 'make gate STACK={stack}' --markdown $(REPORT)/report.md --sarif $(REPORT)/report.sarif --junit $(REPORT)/report.xml
	@echo "report: $(REPORT)/report.md, report.sarif, report.xml"

push: setup ## publish SITE=<checkout or built site> through the rehearsed pipeline; BUILT=1 skips the build
	@$(SANDBOX) push $(if $(BUILT),--built) $(call quoted,SITE)

releases: setup ## list the releases of the rehearsed site
	@$(SANDBOX) publish releases

rollback: setup ## bring back RELEASE (default: the one before) on the rehearsed site
	@$(SANDBOX) publish rollback $(RELEASE)

permissions: setup ## print the permissions that deploying STACK needs; with JSON=1 as policies
	@$(RUN) foundation.permissions --stack $(STACK) $(if $(JSON),--json)

open: setup ## open the rehearsed site in a browser
	@$(SANDBOX) open

down: setup ## stop local AWS and remove everything that `make up` created
	@$(SANDBOX) down

##@ In the account that you are logged in to (AWS and Pulumi)

plan: setup ## preview STACK and check it against the policies
	@$(RUN) rollout plan --stack $(STACK)

deploy: setup ## update STACK, if its preview passes
	@$(RUN) rollout deploy --stack $(STACK)

drift: setup ## report how the account differs from the program, and what the policies report in it
	@$(RUN) rollout drift --stack $(STACK)

account-check: setup ## report which safeguards the account lacks; only reads
	@$(RUN) foundation.account.check

doctor: setup ## look at the deployed STACK and name what is wrong with it; only reads
	@$(RUN) doctor --stack $(STACK)

start: setup ## turn on the site of STACK that its stop turned off; UNTIL_NEXT_CROSSING=1 while its limit is crossed
	@$(RUN) doctor.start --stack $(STACK)$(if $(UNTIL_NEXT_CROSSING), --until-next-crossing)

##@ In the workflows

summary: ## print the reports of `make gate`; on GitHub also into the summary of the run
	@cat .sandbox/*/report.md | tee -a "$${GITHUB_STEP_SUMMARY:-/dev/null}"

stacks: ## list the stacks as JSON; with ROLE and VARIABLES those that are set up at GitHub
	@$(PYTHON) -m rollout stacks $(if $(ROLE),--role $(ROLE))

changed: ## list the stacks that the changes since BASE touch
	@$(PYTHON) -m rollout stacks --since $(BASE) $(if $(ROLE),--role $(ROLE))

head: ## stop unless this run's commit is the head of its branch
	@$(PYTHON) -m rollout head

# These three may write to GitHub, so they run nothing but this repository's code: no dependency, no setting in a shell.
comment: ## comment on PULL_REQUEST with what `make plan` found; needs GITHUB_TOKEN
	@$(PYTHON) -m rollout comment

drift-issue: ## open, update or close the issue on what `make drift` found; needs GITHUB_TOKEN
	@$(PYTHON) -m rollout issue

# The steps of previews of a site's pull requests: rollout/previews says what each may do, and why they are four.
previews-build: ## build the site of a pull request: SITE, BUILD and OUTPUT in the environment
	@$(PYTHON) -m rollout previews build

previews-fetch: ## take what the run RUN_ID has built out of its archive; needs GITHUB_TOKEN
	@$(PYTHON) -m rollout previews fetch

previews-publish: setup ## publish it in SITE_PREVIEW_BUCKET, and delete previews of closed pull requests
	@$(RUN) rollout previews publish

previews-comment: ## comment on the pull requests with what was done; needs GITHUB_TOKEN
	@$(PYTHON) -m rollout previews comment

awake: ## enable the workflows with a schedule, which GitHub else disables; needs GITHUB_TOKEN
	@$(PYTHON) -m rollout awake

##@ For contributors

docs: setup ## write Pulumi.yaml and the pages that follow from the code
	@$(RUN) docs.generate

lint: setup ## check format, lint and strict types
	@$(RUN) tests style types

check: setup ## run what takes no stack: format, lint, types, unit and policy tests
	@$(RUN) tests style types unit

browser: ## Debian's Chromium for the browser tests, where this user may install it
	@command -v chromium chromedriver >/dev/null || { \
	  [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && \
	  apt-get update -qq && apt-get install -qq -y --no-install-recommends chromium chromium-driver >/dev/null; \
	} || echo "no Chromium, and it cannot be installed here: the browser tests will be skipped"

test: setup browser ## run every test, and list all failures at the end
	@$(RUN) tests

# Not with sudo, which is a user's own to say; in a workflow there is nobody to ask.
jekyll: ## Debian's Jekyll for `make sites`, where this user may install it
	@command -v jekyll >/dev/null || { \
	  { [ "$$(id -u)" = 0 ] || [ -n "$$CI" ]; } && command -v apt-get >/dev/null && \
	  sudo=$$([ "$$(id -u)" = 0 ] || echo sudo -n) && $$sudo apt-get update -qq && \
	  $$sudo apt-get install -qq -y --no-install-recommends jekyll jekyll-theme-minima >/dev/null; \
	} || echo "no Jekyll, and it cannot be installed here: its site will be skipped"

sites: setup browser jekyll ## publish the sites of nine generators and visit them; takes a quarter of an hour
	@$(RUN) pytest -rs tests/sites

differential: setup ## compare the policies with Checkov on this program's resources; downloads Checkov once
	@$(RUN) pytest -n 0 tests/differential

bench: setup ## measure, as ratios taken in one run
	$(RUN) bench
