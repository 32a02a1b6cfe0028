# What can be done here. `make` alone lists it. Each target is a script in scripts/, readable on its own.

.DEFAULT_GOAL := help
.PHONY: help demo test lint bench soak fuzz interop browser mutants install package

help: ## List what can be done here
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: ## Start a coordinator and four organisations; share with every kind of audience (ONCE=1 ends by itself, INPUT=file shares your bundle)
	@ONCE='$(ONCE)' INPUT='$(INPUT)' scripts/demo

test: ## Build and run every test (FILTER=regex for some)
	@scripts/test $(if $(FILTER),'$(FILTER)')

lint: ## Check format and form; builds nothing
	@scripts/lint

bench: ## Measure in a release build (CHECK=1 fails below Tests/floors.json, JSON=1 for programs, ONLY="item fetch" for some)
	@CHECK='$(CHECK)' scripts/bench $(if $(JSON),--json) $(if $(ONLY),--only $(ONLY))

soak: ## Play faults on real processes with ever new seeds (SECONDS=600, ROUNDS=25, SEED=n plays one again, FILTER=NodeTests repeats those), or the simulator's (SCENARIO=restore SEEDS=10000)
	@$(if $(SCENARIO),SCENARIO='$(SCENARIO)') $(if $(SEEDS),SEEDS='$(SEEDS)') $(if $(FILTER),FILTER='$(FILTER)') $(if $(ROUNDS),ROUNDS='$(ROUNDS)') $(if $(SEED),SEED='$(SEED)') $(if $(SECONDS),SECONDS_MAX='$(SECONDS)') scripts/soak

fuzz: ## Feed decoders and a peer session with what libFuzzer comes up with (SECONDS=60 for all, ONLY="message session", SEED=n, ADDRESS=1)
	@$(if $(SECONDS),SECONDS_MAX='$(SECONDS)') $(if $(SEED),SEED='$(SEED)') ADDRESS='$(ADDRESS)' scripts/fuzz $(ONLY)

interop: ## Let independent programs read what this one writes
	@scripts/interop

browser: ## Let people of three organisations do whole tasks in real browsers (ONLY="sharing passkeys" for some)
	@Tests/Browser/check $(ONLY)

mutants: ## Break the code on purpose; its tests must notice (ONLY="Ledger Wire" for some)
	@scripts/mutants $(ONLY)

install: ## Build for release and install (PREFIX=/usr/local, DESTDIR=)
	@PREFIX='$(or $(PREFIX),/usr/local)' DESTDIR='$(DESTDIR)' scripts/install

package: ## Make the Debian package (TRY=1 installs it into clean roots and follows docs/getting-started.md there; needs root)
	@scripts/package $(if $(TRY),--try)
