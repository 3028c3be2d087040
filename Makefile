# Every target is one line that works without make, too. PYTHON= chooses the Python, PORT= the port of `make run`,
# NOTES= how many `make bench` takes, DATABASE=postgres where it puts them.
.PHONY: help run setup test lint format bench attacks storm editor
export PYTHON PORT

help:     ## say what there is
	@sed -n 's/^\([a-z]*\): *## /  make \1\t/p' Makefile | expand -t 18

run:      ## environment, database, sample weeknotes, and a server on http://127.0.0.1:8000
	@sh .ci/serve

setup:    ## the environment alone, in .venv
	@sh .ci/environment requirements.txt

test:     ## everything that .ci/run checks
	@sh .ci/checks

lint:     ## formatting, linting, templates, types
	@sh .ci/checks lint

format:   ## rewrite the Python in the project's format
	@sh .ci/environment requirements-dev.txt && .venv/bin/python -m ruff format . && .venv/bin/python -m ruff check --fix .

bench:    ## 10,000 generated weeknotes, timed
	@sh .ci/environment requirements-dev.txt && $(if $(filter postgres,$(DATABASE)),sh .ci/postgres) .venv/bin/python -m tests.bench --notes $(or $(NOTES),10000)

attacks:  ## every hostile input we have, not the sample that each test run takes
	@sh .ci/checks attacks

storm:    ## 50 times somebody types while the server is killed, the line drops, the session ends, the tab crashes
	@sh .ci/environment requirements-dev.txt && .venv/bin/python -m tests.storm 50

editor:   ## build the editor's one vendored script again (needs npm)
	@sh .ci/editor/build
