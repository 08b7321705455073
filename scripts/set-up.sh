#!/bin/sh
# Set up .venv for the runtime or for development, from the lock file alone. Prints steps; the installer's own words go
# to .venv/set-up.log and are shown only when it fails.
#   set-up.sh runtime|dev PYTHON
set -eu
what=$1
python=$2
log=.venv/set-up.log
bin=.venv/bin

step() {
    printf 'Set-up: %s ... ' "$1"
    shift
    started=$(date +%s)
    if "$@" >>"$log" 2>&1; then
        printf 'done in %s s\n' "$(($(date +%s) - started))"
    else
        printf 'failed. The last lines of %s:\n' "$log"
        tail -n 20 "$log"
        exit 1
    fi
}

install() {
    "$bin/python" -m pip install --disable-pip-version-check --no-deps "$@"
}

if [ ! -x "$bin/python" ]; then
    mkdir -p .venv
    : >"$log"
    step "making .venv" "$python" -m venv .venv
fi
mkdir -p .venv/.stamps
packages=$(grep -c '^[a-z0-9].*==' "requirements/$what.lock")
step "installing $packages locked packages (a few minutes the first time)" install --require-hashes -r "requirements/$what.lock"
if [ "$what" = runtime ]; then
    step "installing poleward itself" install --no-build-isolation --editable .
    step "compiling the estimates, once" "$bin/python" scripts/compile_kernels.py
fi
touch ".venv/.stamps/$what"
