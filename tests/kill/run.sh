#!/bin/sh
# Kills ingest and analyze at random moments, KILLS times in all, and compares what the next run
# makes of the case with an undisturbed run.  usage: PROG=... KILL=... run.sh [KILLS] [SEED]
set -u
cd "$(dirname "$0")" || exit 1
kills=${1:-6}; seed=${2:-1}
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT
export LC_ALL=C TZ=UTC
logs=$dir/logs; mkdir "$logs"

# Forms that share events, a copy, a grown file, damage, companion files, and one file that is large
# enough to be written in several transactions.
awk -v n=3000 -f ../bench/make_log.awk > "$logs/a.xml"
head -c 400000 "$logs/a.xml" > "$logs/b-cut.xml"
{ printf '\377\376'; head -n 9000 "$logs/a.xml" | sed 's/$/\r/' | awk -f wide.awk; } > "$logs/c-wide.xml"
cp "$logs/a.xml" "$logs/d-copy.xml"
cp -r ../../samples/sbs2003-activesync "$logs/e-companions"
awk -v n=130000 -f small.awk > "$logs/f-large.xml"
printf 'nobody knows this\n' > "$logs/g.txt"

# A few kills are spent on reading alone; many are shared.
passed=0; failed=0; each=$kills
trial() {
    if "$KILL" "$PROG" "$dir/case.db" "$each" "$seed" "$@" "$logs"; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        cp "$dir/case.db" "${TMPDIR:-/tmp}/culprit-kill.db"
    fi
}
[ "$kills" -lt 30 ] || each=$((kills / 3))
trial ingest
if [ "$each" != "$kills" ]; then
    trial ingest -j 1
    trial analyze
fi
[ -z "${TALLY:-}" ] || echo "$passed $failed" >> "$TALLY"
echo "kill: $kills kills, $passed passed, $failed failed"
[ $failed = 0 ]
