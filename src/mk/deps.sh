#!/bin/sh
# Bring what building needs, and what testing needs, where something is missing.
# usage: deps.sh build [tests]
#
# pkg-config and the PATH decide what is missing; when nothing is, nothing is said or done. Debian and
# Ubuntu get the packages with apt-get; other systems are told the names of theirs.
set -eu

# need; how it is recognised; Debian; Fedora; Arch; Alpine; Homebrew
build_needs='
compiler     cc        -                  gcc,libc6-dev    gcc            gcc        gcc,musl-dev   gcc
pkg-config   command   pkg-config         pkg-config       pkgconf        pkgconf    pkgconf        pkgconf
make         command   make               make             make           make       make           make
libxml2      library   libxml-2.0         libxml2-dev      libxml2-devel  libxml2    libxml2-dev    libxml2
SQLite       library   sqlite3>=3.37      libsqlite3-dev   sqlite-devel   sqlite     sqlite-dev     sqlite
libarchive   library   libarchive         libarchive-dev   libarchive-devel libarchive libarchive-dev libarchive
libyaml      library   yaml-0.1           libyaml-dev      libyaml-devel  libyaml    yaml-dev       libyaml
PCRE2        library   libpcre2-8         libpcre2-dev     pcre2-devel    pcre2      pcre2-dev      pcre2
utf8proc     library   libutf8proc        libutf8proc-dev  utf8proc-devel libutf8proc utf8proc-dev  utf8proc
libevtx      library   libevtx           libevtx-dev      libevtx-devel  -          -              -
libevt       library   libevt            libevt-dev       libevt-devel   -          -              -
libbfio      library   libbfio           libbfio-dev      libbfio-devel  -          -              -
tzdata       file      /usr/share/zoneinfo/Europe/Berlin tzdata tzdata    tzdata     tzdata         -
'
tests_needs='
Check        library   check              check            check-devel    check      check-dev      check
jq           command   jq                 jq               jq             jq         jq             jq
sqlite3      command   sqlite3            sqlite3          sqlite         sqlite     sqlite         sqlite
'

there() { # kind what
    case $1 in
    cc) command -v "${CC:-cc}" >/dev/null && echo 'int main(void){return 0;}' |
            "${CC:-cc}" -x c -include stdio.h -o /dev/null - 2>/dev/null ;;
    command) command -v "$2" >/dev/null ;;
    file) [ -e "$2" ] ;;
    library) command -v "${PKG_CONFIG:-pkg-config}" >/dev/null &&
            "${PKG_CONFIG:-pkg-config}" --exists "$(echo "$2" | sed 's/>=/ >= /')" ;;
    esac
}

# The rows of what is missing.
missing() {
    for set in "$@"; do
        if [ "$set" = build ]; then echo "$build_needs"; else echo "$tests_needs"; fi
    done | while read -r name kind what rest; do
        [ -z "$name" ] || there "$kind" "$what" || echo "$name $kind $what $rest"
    done
}

names() { # column, from the rows on standard input
    awk -v c="$1" '$c != "-" { gsub(",", " ", $c); printf "%s%s", sep, $c; sep = " " }'
}

root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }

apt() {
    root env DEBIAN_FRONTEND=noninteractive apt-get -qq -o Dpkg::Use-Pty=0 "$@" >"$log" 2>&1
}

install_debian() { # the rows
    packages=$(echo "$1" | names 4)
    if [ "$(id -u)" != 0 ] && ! command -v sudo >/dev/null; then
        echo "deps: missing: $(echo "$1" | names 1); as root run: apt-get install -y $packages" >&2
        exit 1
    fi
    echo "deps: installing $packages with apt-get, needed for: $(echo "$1" | names 1)" >&2
    log=$(mktemp); trap 'rm -f "$log"' EXIT
    # The lists may be absent or old: they are fetched only when the first try fails.
    # shellcheck disable=SC2086
    apt install -y --no-install-recommends $packages && return 0
    # shellcheck disable=SC2086
    if ! { apt update && apt install -y --no-install-recommends $packages; }; then
        cat "$log" >&2
        echo "deps: apt-get could not install $packages" >&2
        exit 1
    fi
}

# Binary event logs are not read without these, all else is.
optional='libevtx|libevt|libbfio'

tell_others() { # the rows
    {
        echo "deps: missing: $(echo "$1" | names 1). Install them and try again:"
        echo "  Fedora    sudo dnf install $(echo "$1" | names 5)"
        echo "  Arch      sudo pacman -S $(echo "$1" | names 6)"
        echo "  Alpine    sudo apk add $(echo "$1" | names 7)"
        echo "  Homebrew  brew install $(echo "$1" | names 8)"
    } >&2
    exit 1
}

rows=$(missing "$@")
[ -n "$rows" ] || exit 0
if command -v apt-get >/dev/null && command -v dpkg >/dev/null; then
    install_debian "$rows"
    rows=$(missing "$@")
    [ -z "$rows" ] && exit 0
    echo "deps: still missing or too old: $(echo "$rows" | awk '{ print $1 " (" $3 ")" }' | tr '\n' ' ')" >&2
    exit 1
fi
rows=$(echo "$rows" | grep -Ev "^($optional) " || true)
[ -n "$rows" ] || exit 0
tell_others "$rows"
