#!/bin/sh
# Serve the demonstration: the demo city (built once), one worker, and the web server. Ctrl-C stops both.
set -eu
cd "$(dirname "$0")/.."
ZHICHENG_DEMO=1
ZHICHENG_VAR=${ZHICHENG_VAR:-$PWD/var/demo}
PYTHONPATH=src
export ZHICHENG_DEMO ZHICHENG_VAR PYTHONPATH
python=.venv/bin/python
$python -m zhicheng.cli demo
$python -m zhicheng.cli work &
worker=$!
trap 'kill $worker 2>/dev/null || true' EXIT
trap 'exit 0' INT TERM
echo "http://127.0.0.1:${PORT:-8000}  (Ctrl-C stops)"
.venv/bin/granian --interface wsgi --host 127.0.0.1 --port "${PORT:-8000}" --workers 2 --blocking-threads 2 \
    --no-ws --log-level warning zhicheng.config.wsgi:application
