#!/bin/sh
# Our answers to the Sigma vectors, where they lie beside the repository (../shared/sigma):
#   detection     one rule, some events, which of them it hits
#   correlation   some rules, events in time, the episodes of each correlation
#   regression    upstream's rules on upstream's logs, in three dialects of exported XML
#   matrix        all Windows rules on those logs, hit by hit
#   same          and the same bytes with any number of threads, from a case, and with the map of log sources read instead of built in
# usage: PROG=build/release/culprit run.sh [GROUP[/ID]...]
# A vector named in known-failures may fail; one that is named there and passes is told.
set -u
here=$(cd "$(dirname "$0")" && pwd)
sigma=${SIGMA:-$here/../../../shared/sigma}
PROG=${PROG:-$here/../../build/release/culprit}
skip() { echo "conformance: skipped: $1"; exit 0; }
[ -d "$sigma/conformance" ] || skip "no vectors in ../shared/sigma"
command -v jq >/dev/null || skip "jq is not installed"
sigma=$(cd "$sigma" && pwd)
tmp=$(mktemp -d); trap 'rm -rf "$tmp"' EXIT
export LC_ALL=C TZ=UTC
passed=0; failed=0; known=0
wanted="$*"

asked() { # group/id
    [ -n "$wanted" ] || return 0
    for w in $wanted; do
        case $1 in "$w"|"$w"/*) return 0 ;; esac
    done
    return 1
}

# The verdict on one vector: $tmp/all is what differs, nothing when all is well.
verdict() { # group/id
    if [ ! -s "$tmp/all" ]; then
        passed=$((passed + 1))
        ! grep -qx "$1" "$here/known-failures" || echo "conformance: $1 passes and is in known-failures"
    elif grep -qx "$1" "$here/known-failures"; then
        known=$((known + 1))
    else
        failed=$((failed + 1))
        echo "FAIL $1"; sed 's/^/    /' "$tmp/all"
    fi
}

match() { # rules log; answers in $tmp/lines, messages in $tmp/messages
    "$PROG" match --all --rules "$1" "$2" > "$tmp/lines" 2> "$tmp/messages" < /dev/null
    status=$?
}

# A rule that must not load: refused under --strict, with a place.
refused() { # rules log
    "$PROG" match --strict --all --rules "$1" "$2" > /dev/null 2> "$tmp/messages" < /dev/null
    status=$?
    [ $status = 1 ] || echo "exit code $status, expected 1 for a rule that cannot be loaded"
    grep -q '^[^ ]*:[0-9]*:[0-9]*: ' "$tmp/messages" || { echo "no message with a place:"; cat "$tmp/messages"; }
}

crashed() { [ $status -le 4 ] || { echo "exit code $status"; cat "$tmp/messages"; }; }

# jq over what was printed: one line for each difference.
compare() { # filter expect
    crashed
    jq -rn --slurpfile lines "$tmp/lines" --slurpfile expect "$2" -L "$here" "include \"compare\"; $1" 2>&1 |
        head -20
    [ $status = 0 ] || head -3 "$tmp/messages" > "$tmp/why"
    [ $status = 0 ] || [ $status = 4 ] || cat "$tmp/why"
}

group() { # name folder function
    before_passed=$passed; before_failed=$failed; before_known=$known
    for dir in "$sigma/$2"/*/; do
        dir=${dir%/}
        asked "$1/${dir##*/}" && "$3" "$1" "$dir"
    done
    count "$1"
}

count() { # group
    [ $((passed + failed + known)) = $((before_passed + before_failed + before_known)) ] ||
        printf 'conformance: %-12s %d passed, %d failed, %d known\n' "$1" $((passed - before_passed)) \
            $((failed - before_failed)) $((known - before_known))
}

loads() { [ "$(jq -r .load "$1/expect.json")" != error ]; }

detection() { # group folder
    if loads "$2"; then
        match "$2/rule.yml" "$2/events.xml"
        compare detection "$2/expect.json" > "$tmp/all"
    else
        refused "$2/rule.yml" "$2/events.xml" > "$tmp/all"
    fi
    verdict "$1/${2##*/}"
}

correlation() { # group folder
    if loads "$2"; then
        match "$2/rules.yml" "$2/events.xml"
        compare correlation "$2/expect.json" > "$tmp/all"
    else
        refused "$2/rules.yml" "$2/events.xml" > "$tmp/all"
    fi
    verdict "$1/${2##*/}"
}

regression() { # group folder
    for log in "$2"/log*.xml; do
        match "$2/rule.yml" "$log"
        compare regression "$2/expect.json" > "$tmp/one"
        sed "s/^/${log##*/}: /" "$tmp/one"
    done > "$tmp/all"
    verdict "$1/${2##*/}"
}

# One event in two logs is one event when they are read together, so that a log with an event of a log
# before it goes into a second folder.
logs_lay_out() {
    mkdir -p "$tmp/logs/1" "$tmp/logs/2"
    for dir in "$sigma/regression"/*/; do
        id=$(basename "$dir")
        asked "matrix/$id" || asked same/logs || continue
        grep -o 'SystemTime="[^"]*"' "$dir/log.xml" | sort > "$tmp/times"
        folder=1
        [ -z "$(comm -12 "$tmp/times" "$tmp/seen")" ] || folder=2
        sort -u "$tmp/times" "$tmp/seen" -o "$tmp/seen"
        cp "$dir/log.xml" "$tmp/logs/$folder/$id.xml"
    done
}

matrix() {
    before_passed=$passed; before_failed=$failed; before_known=$known
    mkdir "$tmp/rules"
    : > "$tmp/seen"
    tar -xzf "$sigma/sigmahq-windows-rules.tar.gz" -C "$tmp/rules" || exit 1
    logs_lay_out
    for folder in "$tmp/logs/1" "$tmp/logs/2"; do
        match "$tmp/rules" "$folder"
        for log in "$folder"/*.xml; do
            [ -f "$log" ] || continue
            id=$(basename "$log" .xml)
            asked "matrix/$id" || continue
            compare "matrix(\"$id\")" "$sigma/matrix.json" > "$tmp/all"
            verdict "matrix/$id"
        done
    done
    count matrix
}

# One run of all rules over those logs, against another way to the same.
same_as() { # id arguments of match...
    id=$1; shift
    asked "same/$id" || return 0
    "$PROG" match -q --all --rules "$tmp/rules" "$@" > "$tmp/other" 2> /dev/null < /dev/null
    cmp "$tmp/same" "$tmp/other" > "$tmp/all" 2>&1
    [ -s "$tmp/same" ] || echo "no hits" >> "$tmp/all"
    verdict "same/$id"
}

same() {
    before_passed=$passed; before_failed=$failed; before_known=$known
    logs=$tmp/logs/1
    "$PROG" match -q --all --rules "$tmp/rules" -j 1 "$logs" > "$tmp/same" 2> /dev/null < /dev/null
    same_as two-threads -j 2 "$logs"
    same_as many-threads -j 7 "$logs"
    "$PROG" ingest -q -d "$tmp/case.db" "$logs"
    same_as case -j 1 "$tmp/case.db"
    same_as case-threads -j 4 "$tmp/case.db"
    same_as map --rules "$sigma/logsource_map.json" "$logs"
    count same
}

group detection conformance detection
group correlation correlation correlation
group regression regression regression
matrix_asked() {
    [ -n "$wanted" ] || return 0
    case " $wanted" in *" matrix"* | *" same"*) return 0 ;; esac
    return 1
}
if matrix_asked; then matrix; same; fi
[ -z "${TALLY:-}" ] || echo "$passed $failed" >> "$TALLY"
echo "conformance: $passed passed, $failed failed"
[ $failed = 0 ]
