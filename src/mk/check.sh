#!/bin/sh
# Run the steps of `make check` and print the closing line.  usage: check.sh TALLY STEP...
# Each runner of tests appends "passed failed" to the file $TALLY; a step that fails without counting
# (floors, documents) is one failure. The closing line stands alone: "N passed, N failed".
set -u
TALLY=$PWD/$1; export TALLY; shift
mkdir -p "$(dirname "$TALLY")" && : > "$TALLY" || exit 1
sum() { awk '{ p += $1; f += $2 } END { print p + 0, f + 0 }' "$TALLY"; }
bad=0
for step in "$@"; do
    before=$(sum)
    if ! "${MAKE:-make}" --no-print-directory -s "$step"; then
        bad=1
        now=$(sum)
        [ "${before#* }" != "${now#* }" ] || echo "0 1" >> "$TALLY"
        echo "FAILED: make $step"
    fi
done
# shellcheck disable=SC2046
printf '%d passed, %d failed\n' $(sum)
exit $bad
