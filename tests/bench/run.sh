#!/bin/sh
# Speed and memory of the program against xmllint on one file: the commands in turn, ROUNDS times, medians and ratios.
# usage: PROG=... TOOLS=... run.sh     SIZE_MB (400) and ROUNDS (5) may be set
#
# The file is made from ../shared/perf/real-50mb.xml.xz where that is, else from made-up events. Machines are noisy: trust
# ratios of one run, never seconds of two.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$here/../..
work=$root/build/bench; mkdir -p "$work"
real=$root/../shared/perf/real-50mb.xml.xz
size=${SIZE_MB:-400}; rounds=${ROUNDS:-5}
log=$work/log-$size.xml
sigma=$root/../shared/sigma/sigmahq-windows-rules.tar.gz

make_log() {
    if [ -f "$real" ]; then
        xz -dc "$real" > "$work/real.xml"
        { printf '<?xml version="1.0" encoding="utf-8" standalone="yes"?>\n<Events>\n'
          k=0; while [ $((k * 50)) -lt "$size" ]; do awk -v round=$k -f "$here/repeat.awk" "$work/real.xml"; k=$((k + 1)); done
          echo '</Events>'; } > "$log.part"
        rm -f "$work/real.xml"
    else
        awk -v n=$((size * 1150)) -f "$here/make_log.awk" > "$log.part"
    fi
    mv "$log.part" "$log"
}

# name, then the command; one line "name seconds cpu MiB status" each round
once() {
    name=$1; shift
    rm -f "$work/case.db" "$work/case.db-journal" "$work/case.db-wal" "$work/case.db-shm"
    printf '%s %s\n' "$name" "$("$TOOLS/measure" "$@")" >> "$work/runs"
}

[ -f "$log" ] || make_log
: > "$work/runs"
if [ -f "$sigma" ] && [ ! -d "$work/sigma" ]; then mkdir "$work/sigma" && tar -xzf "$sigma" -C "$work/sigma"; fi
have_xmllint=; command -v xmllint >/dev/null && have_xmllint=1
for round in $(seq "$rounds"); do
    [ -z "$have_xmllint" ] || once xmllint xmllint --sax --noout "$log"
    once ingest "$PROG" ingest --progress never -d "$work/case.db" "$log"
    once ingest-j1 "$PROG" ingest --progress never -j 1 -d "$work/case.db" "$log"
    once analyze "$PROG" analyze --progress never "$log"
    [ ! -d "$work/sigma" ] || once match-sigma "$PROG" match --progress never --rules "$work/sigma" "$log"
    [ ! -d "$work/sigma" ] || once load-sigma "$PROG" rule list --rules "$work/sigma"
done
rm -f "$work/case.db"
bytes=$(wc -c < "$log")
echo "$(nproc) cores, $((bytes / 1000000)) MB, $(grep -c '<EventRecordID>' "$log") events, $rounds rounds, medians"
echo "command       seconds   cpu s  MB/s  peak MiB  x xmllint  status"
awk -v bytes="$bytes" '
    { n[$1]++; s[$1, n[$1]] = $2; c[$1, n[$1]] = $3; m[$1] = $4 > m[$1] ? $4 : m[$1]; st[$1] = $5 > st[$1] ? $5 : st[$1]
      if (n[$1] == 1) order[++k] = $1 }
    function median(a, name,   i, j, t, v, count) {
        count = n[name]
        for (i = 1; i <= count; i++) v[i] = a[name, i] + 0
        for (i = 1; i <= count; i++) for (j = i + 1; j <= count; j++) if (v[j] < v[i]) { t = v[i]; v[i] = v[j]; v[j] = t }
        return count % 2 ? v[(count + 1) / 2] : (v[count / 2] + v[count / 2 + 1]) / 2
    }
    END { for (i = 1; i <= k; i++) { x = order[i]; t = median(s, x); base = "xmllint" in n ? median(s, "xmllint") : 0
          printf "%-12s %8.2f %7.2f %5.0f %9.0f %10s %7d\n", x, t, median(c, x), bytes / 1e6 / t, m[x], base ? sprintf("%.2f", t / base) : "-", st[x] } }' "$work/runs"
