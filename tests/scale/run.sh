#!/bin/sh
# Many clients in one batch: the index must be the same however it came about: at once, killed and gone on with, and run by
# GNU parallel or by Slurm from the plan.  usage: PROG=... run.sh [CASES]
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
words() { # of a folder: all its bytes, and what its case file says to SQLite
    cat "$1"/* 2> /dev/null
    for case in "$1"/*.db; do [ -e "$case" ] && sqlite3 -readonly "$case" .dump; done
}
no_strangers() { # OUT: no names of hosts, users, clients or contacts of others in a client's folder
    for folder in "$1"/cases/client-*; do
        name=${folder##*/client-}; name=${name%.zip}
        words "$folder" | grep -aoiE '(HOST|USER|client)-[0-9]{4}' | sort -u | grep -v -- "-$name" && return 1
    done
    return 0
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
check "a client's folder holds its own names" sh -c 'cat out/cases/client-0000/* | grep -aq USER-0000'
check "no client's folder holds a name of another" no_strangers out

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

# The same as an array of Slurm jobs. The fifth is killed; 137 is what a shell says of a killed program, and Slurm is told to run
# such jobs again (RequeueExit).
"$PROG" batch --plan --clients in.clients.yml in -o third > plan.slurm
cat > job << 'END'
#!/bin/sh
line=$(sed -n "${SLURM_ARRAY_TASK_ID}p" plan.slurm)
if [ "$SLURM_ARRAY_TASK_ID" = 5 ] && [ "${SLURM_RESTART_COUNT:-0}" = 0 ]; then
    timeout -s KILL 0.1 sh -c "exec $line"
    touch killed
    exit 137
fi
touch ran-"$SLURM_ARRAY_TASK_ID"
eval "$line"
END
begin=$(date +%s)
"$OLDPWD/slurm.sh" "$dir/slurm" sbatch -Q --wait -o /dev/null --array="1-$cases" job
if [ $? = 77 ]; then
    echo "scale: Slurm left out"
else
    batch --index -o third > /dev/null 2>&1
    echo "Slurm: $(($(date +%s) - begin)) s"
    check "Slurm: one job was killed" [ -e killed ]
    check "Slurm: the killed job was run again" [ -e ran-5 ]
    check "Slurm: the same index" same out third
fi
[ -z "${TALLY:-}" ] || echo "$passed $failed" >> "$TALLY"
echo "scale: $passed passed, $failed failed"
[ $failed = 0 ]
