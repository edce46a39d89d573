#!/bin/sh
# Many clients in one batch: the index must be the same however it came about: at once, killed and gone on with, and run by
# GNU parallel from the plan.  usage: PROG=... run.sh [CASES]
set -u
cd "$(dirname "$0")" || exit 1
cases=${1:-100}
for tool in python3 sqlite3; do
    command -v $tool > /dev/null || { echo "scale: skipped: $tool is not installed"; exit 0; }
done
[ "$cases" -ge 20 ] || { echo "scale: wants 20 clients, so that every kind is among them"; exit 2; }
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT
PATH=$(dirname "$PROG"):$PATH # the plan names culprit
export PATH LC_ALL=C TZ=UTC SOURCE_DATE_EPOCH=1735689600
passed=0; failed=0
check() { # WHAT COMMAND...
    what=$1; shift
    if "$@"; then passed=$((passed + 1)); else failed=$((failed + 1)); echo "FAIL $what"; fi
}
batch() { "$PROG" batch -q --clients in.clients.yml "$@"; } # a client that cannot be read makes it 4
same() { # OUT OUT: the same index
    for file in summary.csv summary.json index.html; do cmp "$1/$file" "$2/$file" || return 1; done
}
strangers() { # does a client's folder name another client's host?
    for folder in "$1"/cases/client-*; do
        name=${folder##*/client-}; name=${name%.zip}
        grep -aohE 'HOST-[0-9]{4}' "$folder"/report.* 2> /dev/null | sort -u | grep -v "HOST-$name" && return 0
    done
    return 1
}

cd "$dir" || exit 1
mkdir in && python3 "$OLDPWD/make_cases.py" in "$cases" || exit 1
echo "$cases clients, $(du -sh in | cut -f1)"

begin=$(date +%s)
/usr/bin/env time -f 'parent and its largest job: %M kB at the peak' "$PROG" batch -q --clients in.clients.yml in -o out 2> told; status=$?
tail -1 told
echo "at once: $(($(date +%s) - begin)) s, status $status"
check "the batch says that some could not be read" [ $status = 4 -o $status = 1 ]
check "every client stands in the index" [ "$(wc -l < out/summary.csv)" -ge 2 ]
check "every case has a state" [ "$(ls out/cases/*/state.json | wc -l)" = "$cases" ]
check "silent hosts are told" grep -q 'HOST-0003-B' out/index.html
check "markup in a name stays text" sh -c '! grep -q "<img src=x" out/index.html out/cases/*/report.html'
if strangers out; then failed=$((failed + 1)); echo "FAIL a client's folder names another client's host"; else passed=$((passed + 1)); fi

begin=$(date +%s)
batch in -o out > /dev/null 2>&1
echo "again, nothing new: $(($(date +%s) - begin)) s"

# The queries of the manual.
awk '/^```sql/ { on = 1; next } /^```/ { on = 0 } on' "$OLDPWD/../../docs/SCALE.md" > queries
while read -r query; do
    check "query: $query" sqlite3 -readonly -batch -cmd '.output answer' out/fleet.db "$query"
done < queries
check "the manual has queries" [ "$(wc -l < queries)" -ge 8 ]

# Killed in the middle, with all its jobs, and gone on with.
setsid "$PROG" batch -q --clients in.clients.yml in -o again > /dev/null 2>&1 & pid=$!
while [ "$(ls again/cases 2> /dev/null | wc -l)" -lt $((cases / 2)) ]; do sleep 0.1; done
env kill -9 -- "-$pid" 2> /dev/null; wait "$pid" 2> /dev/null
ended=$(ls again/cases/*/state.json 2> /dev/null | wc -l)
echo "killed with $ended of $cases clients done"
batch in -o again > /dev/null 2>&1
check "it was killed before its end" [ "$ended" -lt "$cases" ]
check "killed and gone on with: the same index" same out again

# The jobs of the plan, run by somebody else.
if command -v parallel > /dev/null; then
    "$PROG" batch --plan --clients in.clients.yml in -o other > plan
    check "one line for each client" [ "$(wc -l < plan)" = "$cases" ]
    begin=$(date +%s)
    parallel --will-cite -j "$(nproc)" < plan > /dev/null 2>&1
    batch --index -o other > /dev/null 2>&1
    echo "GNU parallel: $(($(date +%s) - begin)) s"
    check "GNU parallel: the same index" same out other
else
    echo "scale: GNU parallel is not installed, left out"
fi
[ -z "${TALLY:-}" ] || echo "$passed $failed" >> "$TALLY"
echo "scale: $passed passed, $failed failed"
[ $failed = 0 ]
