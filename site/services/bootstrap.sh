#!/bin/sh
# Makes the Python environment of this checkout when it is missing or out of date, then runs `python -m services` in it
# with the given arguments. It needs nothing but Python 3.11 or later.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
called_from=$(pwd)
cd "$root"

locked=requirements/dev.txt
marker=.venv/broadsheet-requirements
wanted="$(cksum <"$locked")"

fail() {
    printf '\n%s\n' "$*" >&2
    exit 1
}

# The first Python on the path that is new enough. A later one than the system's own is not named `python3` on Debian.
find_python() {
    for name in python3 python3.11 python3.12 python3.13 python3.14 python; do
        if command -v "$name" >/dev/null 2>&1 &&
            "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            command -v "$name"
            return
        fi
    done
    return 1
}

require_python() {
    python=$(find_python) || fail "Broadsheet needs Python 3.11 or later, and there is none on the path." \
        "Install it (\`apt-get install python3 python3-venv\`); \`docker compose up\` needs none."
}

make_environment() {
    require_python
    "$python" -c 'import ensurepip, venv' 2>/dev/null ||
        fail "Python at $python has no venv module." "Install it (\`apt-get install python3-venv\`)."
    # An environment whose Python was removed can only be made again.
    if ! .venv/bin/python -c '' 2>/dev/null; then
        rm -rf .venv
        output=$("$python" -m venv .venv 2>&1) || installation_failed "Making .venv failed" "$output"
    fi
    rm -f "$marker"
    echo "Installing the Python packages into .venv (once, about a minute) …" >&2
    output=$(.venv/bin/python -m pip install --quiet --disable-pip-version-check --no-input \
        --require-hashes --requirement "$locked" 2>&1) || installation_failed "Installing the Python packages failed" "$output"
    printf '%s' "$wanted" >"$marker" || installation_failed "Installing the Python packages failed" "No space left on device"
}

installation_failed() {
    case $2 in
    *"No space left"* | *"Disk quota"*)
        fail "The disk is full: nothing more can be written to $root/.venv." \
            "Free some space there (the first set-up needs about 2 GB) and run it again."
        ;;
    esac
    fail "$1: $(printf '%s\n' "$2" | tail -n 3)" "Is the network there? Then run it again."
}

# site/ is a plain folder (the standard library owns the module name), so it goes on the path by itself.
PYTHONPATH="$root/site${PYTHONPATH:+:$PYTHONPATH}"
export PYTHONPATH
# `clean` removes the environment, so it runs without one.
if [ "${1-}" = clean ]; then
    require_python
    exec "$python" -B -m services "$@"
fi

if [ ! -x .venv/bin/python ] || [ ! -f "$marker" ] || [ "$(cat "$marker")" != "$wanted" ]; then
    make_environment
fi

BROADSHEET_CALLED_FROM=$called_from
export BROADSHEET_CALLED_FROM
exec .venv/bin/python -m services "$@"
