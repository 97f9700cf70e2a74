#!/bin/sh
# Run a command against a throw-away PostgreSQL server: scripts/postgres.sh COMMAND...
#
# Debian's binaries refuse root, so as root the server runs as the user postgres. Gives back the command's exit code.
set -eu

binaries=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1 || true)
if [ -z "$binaries" ]; then
    echo "PostgreSQL is not installed (Debian package postgresql)" >&2
    exit 69
fi
folder=$(mktemp -d /tmp/zhicheng-postgres-XXXXXX)
if [ "$(id -u)" -eq 0 ]; then
    chown postgres "$folder"
    as() { (cd / && runuser -u postgres -- "$@"); }
else
    as() { (cd / && "$@"); }
fi
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
stop() {
    as "$binaries/pg_ctl" -D "$folder/data" -m immediate stop >/dev/null 2>&1 || true
    rm -rf "$folder"
}
trap stop EXIT
trap 'exit 130' INT TERM
as "$binaries/initdb" -D "$folder/data" -A trust -U postgres --locale=C.UTF-8 -E UTF8 >/dev/null
as "$binaries/pg_ctl" -D "$folder/data" -w -l "$folder/log" -o "-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories=$folder -c fsync=off -c full_page_writes=off -c synchronous_commit=off -c max_connections=60" start >/dev/null
DATABASE_URL="postgres://postgres@127.0.0.1:$port/postgres"
export DATABASE_URL
code=0
"$@" || code=$?
exit "$code"
