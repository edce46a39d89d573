#!/bin/sh
# What we read of the samples of export forms, where they lie beside the repository
# (../shared/formats/samples), against their expected.json: number of records, of distinct events where it
# is said, and the first event. Diagnostics have names of our own; DIAGNOSTICS=1 prints theirs beside our
# remarks, for a look.
# usage: PROG=build/release/culprit forms.sh [NAME...]
set -u
here=$(cd "$(dirname "$0")" && pwd)
samples=${SAMPLES:-$here/../../../shared/formats/samples}
PROG=${PROG:-$here/../../build/release/culprit}
skip() { echo "forms: skipped: $1"; exit 0; }
[ -f "$samples/expected.json" ] || skip "no samples in ../shared/formats"
command -v jq >/dev/null || skip "jq is not installed"
command -v sqlite3 >/dev/null || skip "sqlite3 is not installed"
tmp=$(mktemp -d); trap 'rm -rf "$tmp"' EXIT
export LC_ALL=C TZ=UTC
cd "$samples" || exit 1
passed=0; failed=0

# The first record of the first source that has one.
first="SELECT e.* FROM events e WHERE e.position = 0 ORDER BY e.source, e.id LIMIT 1"

one() { # name
    rm -f "$tmp/case"*
    "$PROG" ingest -q -d "$tmp/case" "$1" > "$tmp/out" 2> "$tmp/messages" < /dev/null
    status=$?
    # 1: nothing could be read, which is right where no event is
    [ $status = 0 ] || [ $status = 4 ] || [ $status = 1 ] || { echo "exit code $status"; cat "$tmp/messages"; return; }
    count=0; unique=0; echo '[]' > "$tmp/first"
    if [ -f "$tmp/case" ]; then
        count=$(sqlite3 "$tmp/case" 'SELECT coalesce(sum(events), 0) FROM sources')
        unique=$(sqlite3 "$tmp/case" 'SELECT count(*) FROM events')
        sqlite3 -json "$tmp/case" "$first" > "$tmp/first"
        [ -s "$tmp/first" ] || echo '[]' > "$tmp/first"
    fi
    jq -r --arg name "$1" --argjson count "$count" --argjson unique "$unique" --slurpfile first "$tmp/first" \
        -L "$here" 'include "forms"; .[$name] | differences($count; $unique; $first[0][0])' expected.json
    [ -z "${DIAGNOSTICS:-}" ] || { jq -c --arg name "$1" '.[$name].diagnostics' expected.json; sed 's/^/    /' "$tmp/messages"; } >&2
}

[ $# -gt 0 ] || set -- $(jq -r 'keys[]' expected.json)
for name; do
    [ -z "${DIAGNOSTICS:-}" ] || echo "$name" >&2
    one "$name" > "$tmp/all" 2> "$tmp/wrong"
    cat "$tmp/wrong" >&2
    if [ -s "$tmp/all" ]; then
        failed=$((failed + 1)); echo "FAIL $name"; sed 's/^/    /' "$tmp/all"
    else
        passed=$((passed + 1))
    fi
done
echo "$passed $failed" >> "${TALLY:-/dev/null}"
echo "forms: $passed passed, $failed failed"
[ $failed = 0 ]
