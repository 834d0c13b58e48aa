# The two commands that matter: make demo, make test.
PORT ?= 8000
EDITION ?= en
VENV := .venv

# Containers often forbid Python to keep what it compiled. Each of our processes then compiles
# 2,100 modules anew as it starts: 5 s of processor time, where 2 s are enough for all the rest.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: demo journeys newest test parity bench bench-archive bench-publishing bench-switching bench-searching bench-reconciling bench-webhooks bench-events chaos experiments oracles clickhouse install lock schema tables words mutants coverage

demo: $(VENV)/installed
	@exec $(VENV)/bin/wellread demo --history --port $(PORT) $(if $(RESET),--reset)

install: $(VENV)/installed

test: $(VENV)/installed-dev
	@sh .ci/test

newest: $(VENV)/installed-dev
	@sh .ci/newest

# One part alone: make mutants PART=engine. Broken off, it goes on where it was.
JOBS ?= 2
mutants: $(VENV)/installed-dev
	@sh .ci/node && $(VENV)/bin/python -m mutants $(PART) -j $(JOBS)

coverage: $(VENV)/installed-dev
	@sh .ci/coverage

journeys: $(VENV)/installed-dev
	@WELLREAD_TEST_EDITION=$(EDITION) WELLREAD_TEST_DEVICE=$(DEVICE) $(VENV)/bin/pytest tests/journeys

bench: $(VENV)/installed-dev
	@$(VENV)/bin/python -m bench

# Beside other numbers of stories: make bench-archive STORIES="57 20000". ON=--postgresql.
STORIES ?= 57 20000 200000
bench-archive: $(VENV)/installed-dev
	@$(VENV)/bin/python -m bench.archive $(STORIES) $(ON)

# Years of readers, banks and trouble, and whether every promise held: make chaos SEED=7.
# ON=--postgresql, READERS=500, MONTHS=24.
chaos: $(VENV)/installed-dev
	@$(VENV)/bin/python -m chaos $(if $(SEED),--seed $(SEED)) $(if $(READERS),--readers $(READERS)) $(if $(MONTHS),--months $(MONTHS)) $(ON)

# Page views drawn from a seed, decided by Python and by the browser's engine in four time zones:
# make parity SEED=7 CASES=20000. The first difference is left in var/parity.
parity: $(VENV)/installed-dev
	@$(VENV)/bin/python -m parity $(if $(SEED),--seed $(SEED)) $(if $(CASES),--cases $(CASES))

# A/A campaigns looked at every hour, and what each allocation earns. Broken off, it goes on where it
# was: make experiments SEED=2026 ALIKE=1000 CAMPAIGNS=400.
experiments: $(VENV)/installed
	@$(VENV)/bin/python -m trials $(if $(SEED),--seed $(SEED)) $(if $(ALIKE),--alike $(ALIKE)) $(if $(CAMPAIGNS),--campaigns $(CAMPAIGNS)) $(if $(LIFETIMES),--lifetimes $(LIFETIMES))

# The formulas of experiments beside scipy, lifelines and tea-tasting, in an environment of their own.
oracles: $(VENV)/installed
	@[ -x var/oracles/bin/python ] || $(VENV)/bin/uv venv -q var/oracles --python $(VENV)/bin/python
	@$(VENV)/bin/uv pip install -q --python var/oracles/bin/python -r trials/oracles.txt
	@PYTHONPATH=src var/oracles/bin/python trials/oracles.py

# Where events rest, tried on what CI cannot have: Debian's clickhouse-server (apt-get install
# clickhouse-server), one and as two shards, and chDB in an environment of its own of 810 MB.
clickhouse: $(VENV)/installed-dev
	@[ -x var/chdb/bin/python ] || $(VENV)/bin/uv venv -q var/chdb --python $(VENV)/bin/python
	@$(VENV)/bin/uv pip install -q --python var/chdb/bin/python 'chdb>=4.4,<5'
	@EVENT_STORES="server shards chdb" PYTHONPATH="$$(echo var/chdb/lib/python*/site-packages)" $(VENV)/bin/pytest tests/insights/test_lots.py tests/insights/killed_movers.py

# Two web processes, 500 requests a second, a headline corrected every five seconds.
bench-publishing: $(VENV)/installed-dev
	@$(VENV)/bin/python -m bench.publishing

# How soon a pause reaches open browsers behind Debian's nginx (apt-get install nginx).
bench-switching: $(VENV)/installed-dev
	@$(VENV)/bin/python -m bench.switching

# Stories from the page cache of one process while ten people search.
bench-searching: $(VENV)/installed-dev
	@$(VENV)/bin/python -m bench.searching

# A year's books compared with the sandbox's: MEMBERS=100000, half of them paying monthly.
MEMBERS ?= 100000
bench-reconciling: $(VENV)/installed-dev
	@$(VENV)/bin/python -m bench.reconciling --members $(MEMBERS)

# Messages from Stripe, stored as fast as they come while the worker works them off.
bench-webhooks: $(VENV)/installed-dev
	@$(VENV)/bin/python -m bench.webhooks

# Events into the inbox and the database; with clickhouse-server installed also what the desk asks
# beside MILLIONS="1 10 100" of them.
MILLIONS ?= 1
bench-events: $(VENV)/installed-dev
	@$(VENV)/bin/python -m bench.events
	@$(VENV)/bin/python -m bench.desk
	@if command -v clickhouse-server >/dev/null; then $(VENV)/bin/python -m bench.desk_events $(MILLIONS); fi

$(VENV)/installed: requirements.lock pyproject.toml .ci/install
	@sh .ci/install $(VENV)
	@touch $@

$(VENV)/installed-dev: requirements-dev.lock pyproject.toml .ci/install
	@sh .ci/install $(VENV) dev
	@touch $@ $(VENV)/installed

lock: $(VENV)/installed
	$(VENV)/bin/uv pip compile pyproject.toml --universal --python-version 3.11.5 --generate-hashes --no-emit-index-url --no-header -q -o requirements.lock
	$(VENV)/bin/uv pip compile pyproject.toml --group dev --universal --python-version 3.11.5 --generate-hashes --no-emit-index-url --no-header -q -o requirements-dev.lock

tables: $(VENV)/installed
	@$(VENV)/bin/python -m wellread.demo.tables

words: $(VENV)/installed
	@$(VENV)/bin/python -m wellread.language.catalogues

schema: $(VENV)/installed
	@$(VENV)/bin/python -m schema
