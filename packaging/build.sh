#!/usr/bin/env bash
# build.sh PRESET [CMAKE-ARGUMENT...] [-- TARGET...]: installs what is missing, configures when needed, builds.
# Up to date, it takes about a second.
set -euo pipefail
cd "$(dirname "$0")/.."

preset=$1
shift
options=()
while [ $# -gt 0 ] && [ "$1" != -- ]; do
    options+=("$1")
    shift
done
[ $# -eq 0 ] || shift

packaging/install-deps.sh

# As many compilers as there are cores, but no more than memory holds at 1.5 GB each.
jobs=$(nproc)
available_kb=$(sed -n 's/^MemAvailable: *\([0-9]*\).*/\1/p' /proc/meminfo)
fitting=$((${available_kb:-1500000} / 1500000))
[ "$jobs" -le "$fitting" ] || jobs=$fitting
[ "$jobs" -ge 1 ] || jobs=1

# Ninja configures again by itself when a CMake file changed.
if [ ! -f "build/$preset/build.ninja" ] || [ ${#options[@]} -gt 0 ]; then
    cmake --preset "$preset" "${options[@]}"
fi
cmake --build --preset "$preset" --parallel "$jobs" ${1:+--target "$@"}
