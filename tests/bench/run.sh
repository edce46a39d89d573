#!/bin/sh
# Speed and memory of the program against xmllint on one file: the commands in turn, ROUNDS times, medians and ratios.
# usage: PROG=... TOOLS=... run.sh     SIZE_MB (400) and ROUNDS (5) may be set; FORMS= and GROWTH= leave out those parts
#
# The file is made from ../shared/perf/real-50mb.xml.xz where that is, else from made-up events. It is indented, as
# evtxexport writes; FORMS are the same events compact, as wevtutil does, and in UTF-16, as PowerShell does. GROWTH is the
# file against a tenth of it. Machines are noisy: trust ratios of one run, never seconds of two.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$here/../..
work=$root/build/bench; mkdir -p "$work"
real=$root/../shared/perf/real-50mb.xml.xz
size=${SIZE_MB:-400}; rounds=${ROUNDS:-5}
sigma=$root/../shared/sigma/sigmahq-windows-rules.tar.gz

# make_log MEGABYTES FILE
make_log() {
    [ ! -f "$2" ] || return 0
    if [ -f "$real" ]; then
        [ -f "$work/real.xml" ] || xz -dc "$real" > "$work/real.xml"
        { printf '<?xml version="1.0" encoding="utf-8" standalone="yes"?>\n<Events>\n'
          k=0; while [ $((k * 50)) -lt "$1" ]; do awk -v round=$k -f "$here/repeat.awk" "$work/real.xml"; k=$((k + 1)); done |
              awk -v most=$(($1 * 1000000)) '{ bytes += length($0) + 1; print } bytes >= most && /^ *<\/Event>/ { exit }'
          echo '</Events>'; } > "$2.part"
    else
        awk -v n=$(($1 * 1150)) -f "$here/make_log.awk" > "$2.part"
    fi
    mv "$2.part" "$2"
}

# Without indents and line ends between tags; in UTF-16 with a mark.
make_forms() {
    [ -f "$work/compact-$size.xml" ] ||
        { awk '{ sub(/^ +</, "<"); joined = />$/ && !/<\/Event>$/ && !/^<(\?xml|Events>)/; printf "%s%s", $0, joined ? "" : "\n" }' \
              "$log" > "$work/form.part" && mv "$work/form.part" "$work/compact-$size.xml"; }
    [ -f "$work/utf16-$size.xml" ] ||
        { sed '1s/utf-8/utf-16/' "$log" | iconv -f utf-8 -t utf-16 > "$work/form.part" && mv "$work/form.part" "$work/utf16-$size.xml"; }
}

# name, then the command; one line "name seconds cpu MiB status" each round
once() {
    name=$1; shift
    rm -f "$work/case.db" "$work/case.db-journal" "$work/case.db-wal" "$work/case.db-shm"
    printf '%s %s\n' "$name" "$("$TOOLS/measure" "$@")" >> "$work/runs"
}

log=$work/log-$size.xml; tenth=$work/log-$((size / 10)).xml
make_log "$size" "$log"
[ -z "${GROWTH-1}" ] || make_log $((size / 10)) "$tenth"
[ -z "${FORMS-1}" ] || make_forms
rm -f "$work/real.xml"
: > "$work/runs"
if [ -f "$sigma" ] && [ ! -d "$work/sigma" ]; then mkdir "$work/sigma" && tar -xzf "$sigma" -C "$work/sigma"; fi
have_xmllint=; command -v xmllint >/dev/null && have_xmllint=1
for round in $(seq "$rounds"); do
    [ -z "$have_xmllint" ] || once xmllint xmllint --sax --noout "$log"
    [ -z "$have_xmllint" ] || once xmllint-reader xmllint --stream --noout "$log"
    once read "$TOOLS/stages" read "$log" "$work/case.db"
    once read+store "$TOOLS/stages" store "$log" "$work/case.db"
    once ingest "$PROG" ingest --progress never -d "$work/case.db" "$log"
    once ingest-j1 "$PROG" ingest --progress never -j 1 -d "$work/case.db" "$log"
    once analyze "$PROG" analyze --progress never "$log"
    [ ! -d "$work/sigma" ] || once match-sigma "$PROG" match --progress never --rules "$work/sigma" "$log"
    [ ! -d "$work/sigma" ] || once load-sigma "$PROG" rule list --rules "$work/sigma"
    for form in compact utf16; do
        [ -n "${FORMS-1}" ] || continue
        [ -z "$have_xmllint" ] || once "xmllint-$form" xmllint --sax --noout "$work/$form-$size.xml"
        once "ingest-$form" "$PROG" ingest --progress never -d "$work/case.db" "$work/$form-$size.xml"
    done
    [ -z "${GROWTH-1}" ] || once ingest-tenth "$PROG" ingest --progress never -d "$work/case.db" "$tenth"
done
rm -f "$work/case.db"
bytes=$(wc -c < "$log")
echo "$(nproc) cores, $((bytes / 1000000)) MB, $(grep -c '<EventRecordID>' "$log") events, $rounds rounds, medians"
echo "command        seconds   cpu s  MB/s  peak MiB  x xmllint  status"
stat -c '%s %n' "$work"/*"-$size.xml" "$tenth" 2>/dev/null | sed 's|/.*/||' > "$work/sizes"
awk -v bytes="$bytes" -v size="$size" '
    NR == FNR { file[$2] = $1; next }
    { n[$1]++; s[$1, n[$1]] = $2; c[$1, n[$1]] = $3; m[$1] = $4 > m[$1] ? $4 : m[$1]; st[$1] = $5 > st[$1] ? $5 : st[$1]
      if (n[$1] == 1) order[++k] = $1 }
    function median(a, name,   i, j, t, v, count) {
        count = n[name]
        for (i = 1; i <= count; i++) v[i] = a[name, i] + 0
        for (i = 1; i <= count; i++) for (j = i + 1; j <= count; j++) if (v[j] < v[i]) { t = v[i]; v[i] = v[j]; v[j] = t }
        return count % 2 ? v[(count + 1) / 2] : (v[count / 2] + v[count / 2 + 1]) / 2
    }
    END { for (i = 1; i <= k; i++) { x = order[i]; t = median(s, x); form = x; sub(/.*-/, "", form)
          read = form == "compact" || form == "utf16" ? file[form "-" size ".xml"] : form == "tenth" ? file["log-" int(size / 10) ".xml"] : bytes
          than = form == "compact" || form == "utf16" ? "xmllint-" form : "xmllint"
          base = than in n && form != "tenth" ? median(s, than) : 0
          printf "%-14s %7.2f %7.2f %5.0f %9.0f %10s %7d\n", x, t, median(c, x), read / 1e6 / t, m[x], base ? sprintf("%.2f", t / base) : "-", st[x] }
          if ("ingest-tenth" in n) printf "%.1f times the input takes %.1f times as long\n", bytes / file["log-" int(size / 10) ".xml"],
              median(s, "ingest") / median(s, "ingest-tenth") }' "$work/sizes" "$work/runs"
