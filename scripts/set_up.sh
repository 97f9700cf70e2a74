#!/bin/sh
# Everything that `make run` or `make test` needs on a fresh Debian with Python 3.11, make and the package managers.
#
#   scripts/set_up.sh run     fonts and the Python environment
#   scripts/set_up.sh test    the same, and Chromium, poppler and PostgreSQL
#
# May be run any number of times, by two commands at once; instant when nothing changed. What cannot be installed is
# said in one plain line: the rest goes on, except without Python's environment, where it stops.
set -eu

here=$(cd "$(dirname "$0")/.." && pwd)
cd "$here"
purpose=${1:-run}
case $purpose in run | test) ;; *) echo "scripts/set_up.sh run|test" >&2; exit 64 ;; esac
say() { printf '%s\n' "$*"; }
root() { if [ "$(id -u)" -eq 0 ]; then "$@"; elif command -v sudo >/dev/null 2>&1; then sudo "$@"; else return 1; fi; }

wanted_state() { { printf '%s\n' "$here"; cat requirements.lock scripts/set_up.sh scripts/fonts.sh; } | sha256sum | cut -d' ' -f1; }
now=$(wanted_state)
is_done() { [ -x .venv/bin/python ] && [ "$(cat ".venv/set-up-$1" 2>/dev/null || true)" = "$now" ]; }
is_ready() { is_done test || { [ "$purpose" = run ] && is_done run; }; }
if is_ready; then exit 0; fi

mkdir -p var
if command -v flock >/dev/null 2>&1; then # one at a time; whoever waited looks again
    exec 9>var/set-up.lock
    flock 9
    if is_ready; then exit 0; fi
fi
lacking=""

# ---- Debian packages, only those that are missing
wanted="fonts-noto-cjk fonts-lxgw-wenkai fontconfig"
[ "$purpose" = run ] || wanted="$wanted chromium-headless-shell poppler-utils postgresql"
missing=""
if command -v dpkg-query >/dev/null 2>&1; then
    for package in $wanted; do
        # shellcheck disable=SC2016  # the dollar is dpkg-query's
        dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || missing="$missing $package"
    done
else
    say "This is not Debian. Please install what these packages hold: $wanted"
fi
if [ -n "$missing" ]; then
    say "Installing Debian packages:$missing"
    export DEBIAN_FRONTEND=noninteractive
    root apt-get -qq update >var/apt.log 2>&1 || say "The package lists could not be refreshed; going on with those at hand."
    # shellcheck disable=SC2086  # a list of words
    if ! root apt-get -qq install -y --no-install-recommends $missing >var/apt.log 2>&1; then
        for package in $missing; do # one by one, so that one that cannot be had costs only itself
            root apt-get -qq install -y --no-install-recommends "$package" >var/apt.log 2>&1 || {
                if [ "$package" = chromium-headless-shell ] && { command -v chromium >/dev/null 2>&1 ||
                    root apt-get -qq install -y --no-install-recommends chromium >var/apt.log 2>&1; }; then
                    continue # the whole browser does as well, only slower
                fi
                lacking="$lacking $package"
                say "Cannot install $package: $(grep -m1 '^E:' var/apt.log || tail -n 1 var/apt.log)"
            }
        done
    fi
fi
sh scripts/fonts.sh || true

# ---- Python, from the lock with its hashes
if [ -f .venv/place ] && [ "$(cat .venv/place)" != "$here" ]; then rm -rf .venv; fi # moved: its commands name the old place
with_uv() {
    uv --version >/dev/null 2>&1 || return 1
    [ -x .venv/bin/python ] || uv venv -q --no-python-downloads --python 3.11 .venv || return 1
    uv pip sync -q --python .venv/bin/python --require-hashes requirements.lock
}
an_interpreter() {
    for python in python3.11 python3.12 python3.13 python3; do
        if "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            command -v "$python"
            return 0
        fi
    done
    return 1
}
with_pip() {
    python=$(an_interpreter) || { say "No Python 3.11 or newer here."; return 1; }
    if ! .venv/bin/python -m pip --version >/dev/null 2>&1; then
        rm -rf .venv
        "$python" -m venv .venv || {
            say "Installing Debian package: python3-venv"
            root apt-get -qq install -y python3-venv >var/apt.log 2>&1
            rm -rf .venv
            "$python" -m venv .venv
        } || return 1
    fi
    .venv/bin/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements.lock
}
with_uv || with_pip || { say "The Python environment could not be made; see the lines above."; exit 1; }
printf '%s' "$here" >.venv/place

# The project itself: its sources on the path, and the command `zhicheng`.
site=$(.venv/bin/python -c 'import sysconfig; print(sysconfig.get_paths()["purelib"])')
printf '%s\n' "$here/src" >"$site/zhicheng.pth"
printf '#!/bin/sh\nexec "%s/.venv/bin/python" -m zhicheng.cli "$@"\n' "$here" >.venv/bin/zhicheng
chmod +x .venv/bin/zhicheng

if [ -n "$lacking" ]; then
    say "Set up, but without:$lacking. The next run tries again."
else
    printf '%s' "$now" >".venv/set-up-$purpose"
fi
