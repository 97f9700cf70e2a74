#!/bin/sh
# Write docs/pictures anew: a demo city of its own, its pages at 1366x768 and 375 px, its papers as pictures, and the
# papers of a committee from a small rehearsal.
set -eu
cd "$(dirname "$0")/.."
PYTHONPATH=src
ZHICHENG_DEMO=1
ZHICHENG_VAR=$PWD/var/pictures
PORT=${PORT:-8799}
ZHICHENG_BASE_URL=http://127.0.0.1:8000
export PYTHONPATH ZHICHENG_DEMO ZHICHENG_VAR ZHICHENG_BASE_URL
.venv/bin/python -m zhicheng.cli demo --anew
env -u ZHICHENG_DEMO .venv/bin/python -m zhicheng.cli rehearse --people 12
.venv/bin/granian --interface wsgi --host 127.0.0.1 --port "$PORT" --workers 1 --blocking-threads 2 \
    --no-ws --log-level warning zhicheng.config.wsgi:application &
server=$!
trap 'kill $server 2>/dev/null || true' EXIT
.venv/bin/python scripts/pictures.py "http://127.0.0.1:$PORT" docs/pictures "$ZHICHENG_VAR/rehearsal"
# What a demonstration in November cannot show, such as a vote, is kept by the journeys that go there.
env -u ZHICHENG_DEMO ZHICHENG_PICTURES="$PWD/docs/pictures" .venv/bin/python -m pytest -q tests/journeys \
    --ignore-glob="*test_the_main_road*" --ignore=tests/journeys/test_self_test.py
