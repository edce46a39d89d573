#!/bin/sh
# Reports in Chromium: widths, light and dark, without script, printed, for screen readers, with a hostile log.
# usage: PROG=... run.sh FOLDER      FOLDER gets the modules of npm, the reports and the pictures
set -u
folder=$1
cd "$(dirname "$0")" || exit 1
skip() { echo "browser: skipped: $1"; exit 0; }
command -v node > /dev/null && command -v npm > /dev/null || skip "node and npm are not installed"
[ -x "${CHROMIUM:-/usr/bin/chromium}" ] || skip "Chromium is not installed"
mkdir -p "$folder"
[ -d "$folder/node_modules/axe-core" ] || (cd "$folder" && npm init -y > /dev/null && npm install --no-audit --no-fund \
    playwright-core@1 axe-core@4 > npm.log 2>&1) || skip "npm cannot be reached"
export LC_ALL=C TZ=UTC SOURCE_DATE_EPOCH=1735689600
for sample in sbs2003-activesync sql-forcibly-closed; do
    "$PROG" analyze -q -f html -o "$folder/$sample.html" "../../samples/$sample"
done
# Markup, script, marks that turn the text round, escapes, a formula, a value of a megabyte, where names and messages belong.
awk 'BEGIN { bad = "&lt;img src=x onerror=alert(1)&gt;&lt;script&gt;alert(2)&lt;/script&gt;\342\200\256\033[31m=cmd|x!A1"
    for (i = 0; i < 20; i++) long = long "0123456789abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
    while (length(long) < 1000000) long = long long
    for (i = 0; i < 40; i++) printf "<Event><System><Provider Name=\"%s\"/><EventID>7031</EventID><Level>2</Level><TimeCreated SystemTime=\"2024-05-01T%02d:%02d:00Z\"/><EventRecordID>%d</EventRecordID><Channel>System</Channel><Computer>%s</Computer></System><EventData><Data Name=\"param1\">%s%s</Data></EventData></Event>\n",
        i % 2 ? "Service Control Manager" : bad, i / 4, i % 4 * 15, i, i % 3 ? "HOST" : bad, bad, i == 7 ? long : "" }' > "$folder/hostile.xml"
"$PROG" analyze -q -f html -o "$folder/hostile.html" "$folder/hostile.xml"
node look.mjs "$folder" "$folder" "$folder/sbs2003-activesync.html" "$folder/sql-forcibly-closed.html" "$folder/hostile.html" > "$folder/look.log" 2>&1
sed '$d' "$folder/look.log"
counts=$(tail -n 1 "$folder/look.log")
case $counts in
*[!0-9\ ]* | '') echo "$counts"; counts="0 1" ;;
esac
[ -z "${TALLY:-}" ] || echo "$counts" >> "$TALLY"
echo "browser: ${counts% *} passed, ${counts#* } failed"
[ "${counts#* }" = 0 ]
