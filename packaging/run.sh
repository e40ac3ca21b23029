#!/usr/bin/env bash
# Installs what is missing, builds what changed, opens the console. Further arguments go to it.
#   run.sh --headless [--listen HOST:PORT] [--data-dir DIR]    API and workers instead, until Ctrl+C
set -euo pipefail
cd "$(dirname "$0")/.."

headless=no
if [ "${1:-}" = --headless ]; then
    headless=yes
    shift
elif [ -z "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ] && [[ " $* " != *" --screenshots"* ]]; then
    echo "run.sh: there is no display to open the console on; packaging/run.sh --headless runs API and workers" >&2
    exit 1
fi

if [ $headless = no ]; then
    packaging/build.sh release -- holdfast holdfastctl >&2
    exec build/release/bin/holdfast "$@"
fi

packaging/build.sh release -- holdfastctl >&2

# The worker shares the server's database; where that is, both must be told.
shared=()
for ((i = 1; i <= $#; i++)); do
    next=$((i + 1))
    case ${!i} in
        --data-dir | --dsn) shared+=("${!i}" "${!next:-}") ;;
        --data-dir=* | --dsn=*) shared+=("${!i}") ;;
    esac
done

build/release/bin/holdfastctl serve "$@" &
api=$!
build/release/bin/holdfastctl worker "${shared[@]}" >/dev/null &
worker=$!
# Ctrl+C reaches all three; a signal to this script alone is passed on. Each child drains, then ends.
stop() { kill -TERM "$api" "$worker" 2>/dev/null || true; }
stopping=no
trap 'stopping=yes; stop' INT TERM HUP

# Whichever ends first, the other follows; ending unasked is a failure.
status=0
wait -n "$api" "$worker" || status=$?
stop
# A signal ends wait before the child: only one that is gone has drained.
for child in "$api" "$worker"; do
    while kill -0 "$child" 2>/dev/null; do wait "$child" || true; done
done
[ $stopping = no ] || status=0
exit "$status"
