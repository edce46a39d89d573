#!/bin/sh
# Check the built-in rules and run the tests in them.  usage: rules.sh PROGRAM
set -u
out=$(mktemp); trap 'rm -f "$out"' EXIT
"$1" rule check --strict || exit 1
"$1" rule test > "$out"; status=$?
cat "$out"
[ -z "${TALLY:-}" ] ||
    sed -n 's/^rule tests: \([0-9]*\) passed, \([0-9]*\) failed$/\1 \2/p' "$out" >> "$TALLY"
exit $status
