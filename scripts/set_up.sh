#!/bin/sh
# Everything that `make run` or `make test` needs on a fresh Debian with Python 3.11, make and the package managers.
#
#   scripts/set_up.sh run     fonts and the Python environment
#   scripts/set_up.sh test    the same, and Chromium, poppler and PostgreSQL
#
# May be run any number of times; quick when nothing changed. What cannot be installed is said in one plain line.
set -eu

here=$(cd "$(dirname "$0")/.." && pwd)
cd "$here"
purpose=${1:-run}
say() { printf '%s\n' "$*"; }
root() { if [ "$(id -u)" -eq 0 ]; then "$@"; elif command -v sudo >/dev/null 2>&1; then sudo "$@"; else return 1; fi; }

stamp=var/.set-up-$purpose
now=$(cat requirements.lock scripts/set_up.sh scripts/fonts.sh | sha256sum | cut -d' ' -f1)
if [ -x .venv/bin/python ] && [ "$(cat "$stamp" 2>/dev/null || true)" = "$now" ]; then exit 0; fi
mkdir -p var

# ---- Debian packages, only those that are missing
wanted="fonts-noto-cjk fonts-lxgw-wenkai fontconfig"
[ "$purpose" = test ] && wanted="$wanted chromium poppler-utils postgresql"
missing=""
if command -v dpkg-query >/dev/null 2>&1; then
    for package in $wanted; do
        dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || missing="$missing $package"
    done
else
    say "This is not Debian: please install yourself: $wanted"
fi
if [ -n "$missing" ]; then
    say "Installing Debian packages:$missing"
    DEBIAN_FRONTEND=noninteractive
    export DEBIAN_FRONTEND
    root apt-get -qq update || say "Package lists could not be refreshed; going on with those at hand."
    for package in $missing; do
        root apt-get -qq install -y --no-install-recommends "$package" >/dev/null 2>var/apt.log ||
            say "Cannot install $package: $(tail -n 1 var/apt.log 2>/dev/null)"
    done
fi
sh scripts/fonts.sh || true

# ---- Python, from the lock with its hashes
if command -v uv >/dev/null 2>&1; then
    [ -x .venv/bin/python ] || uv venv -q --python 3.11 .venv
    uv pip sync -q --python .venv/bin/python --require-hashes requirements.lock
else
    python=$(command -v python3.11 || command -v python3)
    [ -x .venv/bin/python ] || "$python" -m venv .venv || {
        root apt-get -qq install -y python3-venv >/dev/null 2>&1
        "$python" -m venv .venv
    }
    .venv/bin/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements.lock
fi
# The project itself: its sources on the path, and the command `zhicheng`.
site=$(.venv/bin/python -c 'import sysconfig; print(sysconfig.get_paths()["purelib"])')
printf '%s\n' "$here/src" >"$site/zhicheng.pth"
printf '#!/bin/sh\nexec "%s/.venv/bin/python" -m zhicheng.cli "$@"\n' "$here" >.venv/bin/zhicheng
chmod +x .venv/bin/zhicheng

printf '%s' "$now" >"$stamp"
