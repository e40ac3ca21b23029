#!/usr/bin/env bash
# Installs what is missing, builds everything, runs every test. Further arguments go to ctest (-R NAME, ...).
# With CI set, warnings are errors.
set -euo pipefail
cd "$(dirname "$0")/.."

case ${CI:-} in
    '' | 0 | false) strict=OFF ;;
    *) strict=ON ;;
esac
packaging/build.sh release -DHOLDFAST_WARNINGS_AS_ERRORS=$strict
ctest --preset release --parallel 2 "$@"
