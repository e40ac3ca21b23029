#!/usr/bin/env bash
# Installs what building and running Holdfast needs on Debian 12 or 13, and only what is missing.
# Runs as root or as a user with sudo. Looks for the thing itself before its package, so that a second run is
# instant and a tool from elsewhere is respected.
set -euo pipefail

missing=()

# need PACKAGE TEST...: the package is wanted when the test fails.
need() {
    local package=$1
    shift
    "$@" >/dev/null 2>&1 || missing+=("$package")
}

has_command() { command -v "$1"; }

# Any of the files, which may be patterns, is there.
has_file() {
    local pattern
    for pattern in "$@"; do
        compgen -G "$pattern" >/dev/null && return 0
    done
    return 1
}

# A CMake package, where Debian puts it, in /usr/local, or below one of CMAKE_PREFIX_PATH.
has_cmake_package() {
    local name=$1 prefix
    local IFS=:
    for prefix in /usr /usr/local ${CMAKE_PREFIX_PATH:-}; do
        has_file "$prefix/lib/*/cmake/$name/*onfig.cmake" "$prefix/lib/cmake/$name/*onfig.cmake" \
            "$prefix/share/cmake/$name/*onfig.cmake" && return 0
    done
    return 1
}

has_header() { has_file "/usr/include/$1" "/usr/local/include/$1" "/usr/include/*-linux-gnu*/$1"; }

# at_least WANTED HAVE: as versions.
at_least() { [ "$(printf '%s\n%s\n' "$1" "$2" | sort -V | head -n 1)" = "$1" ]; }

has_cmake() { has_command cmake && at_least 3.25 "$(cmake --version | sed -n '1s/.* //p')"; }

has_node() { has_command node && at_least 18 "$(node --version | sed 's/^v//')"; }

has_chromium() { has_command chromium || has_command chromium-browser || has_command google-chrome; }

# Coroutines with Beast and C++20 want 1.81; Debian 12's default is 1.74.
has_boost() {
    local version
    version=$(cat /usr/local/include/boost/version.hpp /usr/include/boost/version.hpp 2>/dev/null |
        sed -n 's/^#define BOOST_VERSION \([0-9]*\).*/\1/p' | head -n 1)
    [ "${version:-0}" -ge 108100 ]
}
boost_package() {
    # shellcheck source=/dev/null
    case $(. /etc/os-release 2>/dev/null && echo "${ID:-}${VERSION_ID:-}") in
        debian12) echo libboost1.81-dev ;;
        *) echo libboost-dev ;;
    esac
}

need g++ has_command g++
need cmake has_cmake
need ninja-build has_command ninja
need pkg-config has_command pkg-config
need ccache has_command ccache
need mold has_command mold
need qt6-base-dev has_cmake_package Qt6Widgets
# Qt's modules ask for each other's CMake files, the OpenGL one included, though Debian only recommends it.
need libqt6opengl6-dev has_cmake_package Qt6OpenGL
need qt6-charts-dev has_cmake_package Qt6Charts
need qt6-svg-dev has_cmake_package Qt6Svg
need qtkeychain-qt6-dev has_cmake_package Qt6Keychain
need qt6-l10n-tools has_file /usr/lib/qt6/bin/lrelease
need qt6-translations-l10n has_file /usr/share/qt6/translations/qtbase_de.qm # what Qt itself says in German
need qt6-qpa-plugins has_file '/usr/lib/*/qt6/plugins/platforms/libqoffscreen.so'
if [ -n "${WAYLAND_DISPLAY:-}" ]; then
    need qt6-wayland has_file '/usr/lib/*/qt6/plugins/platforms/libqwayland*.so'
fi
need libpq-dev has_header postgresql/libpq-fe.h
need libpqxx-dev has_header pqxx/pqxx
need libspdlog-dev has_cmake_package spdlog
need nlohmann-json3-dev has_cmake_package nlohmann_json
need libcli11-dev has_cmake_package CLI11
need libssl-dev has_header openssl/ssl.h
need ca-certificates has_file /etc/ssl/certs/ca-certificates.crt # whom to trust when a gateway is called
need wrk has_command wrk # clients of the tests: wrk, and Stripe's library and newman, which any node from 18 on with its npm runs
need nodejs has_node
need npm has_command npm
need xvfb has_command Xvfb # a window, a mouse and a keyboard for a test
need xdotool has_command xdotool
need chromium has_chromium # in which a test opens reports
need "$(boost_package)" has_boost
need postgresql has_file '/usr/lib/postgresql/*/bin/initdb'
need fonts-inter has_file '/usr/share/fonts/*/inter/Inter*' '/usr/share/fonts/*/*/Inter*'
need fonts-jetbrains-mono has_file '/usr/share/fonts/*/jetbrains-mono/*' '/usr/share/fonts/*/*/JetBrainsMono*'

[ ${#missing[@]} -gt 0 ] || exit 0
mapfile -t missing < <(printf '%s\n' "${missing[@]}" | sort -u)

fail() {
    echo "install-deps: $*" >&2
    exit 1
}

command -v apt-get >/dev/null ||
    fail "missing: ${missing[*]} (Debian names), and this system has no apt-get; please install them by hand"
as_root=()
if [ "$(id -u)" != 0 ]; then
    as_root=(sudo)
    if ! command -v sudo >/dev/null || ! sudo -v; then
        fail "needs root or sudo once; ask an administrator for: apt-get install --no-install-recommends ${missing[*]}"
    fi
fi

# Debian's server package makes and starts a cluster of its own unless told otherwise. Holdfast brings its own
# private one, so the setting is held back for this installation only; existing clusters are not touched.
held_back=/etc/postgresql-common/createcluster.d/holdfast-install.conf
release() { "${as_root[@]}" rm -f "$held_back"; }
if [[ " ${missing[*]} " == *" postgresql "* ]]; then
    trap release EXIT
    "${as_root[@]}" mkdir -p "${held_back%/*}"
    echo "create_main_cluster = false" | "${as_root[@]}" tee "$held_back" >/dev/null
fi

echo "Installing: ${missing[*]}" >&2
apt=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0)
"${apt[@]}" update >&2
# --no-remove: never trade away something the user has, such as another Boost, without asking.
"${apt[@]}" install --yes --no-remove --no-install-recommends "${missing[@]}" >&2 ||
    fail "apt-get could not, see above; if it would remove a package of yours, decide for yourself:" \
        "apt-get install --no-install-recommends ${missing[*]}"
