#!/bin/sh
# Check the built-in rules, their fixes and the table of scenarios, run the tests in the rules and the examples of the manual.  usage: rules.sh PROGRAM
set -u
out=$(mktemp); trap 'rm -f "$out"' EXIT
"$1" rule check --strict || exit 1
"$1" rule test > "$out"; status=$?
tests/manual/run.sh "$1" docs/RULES.md || status=1
if command -v python3 > /dev/null; then
    tests/rules/portable.py rules src/rule/rule.schema.json >> "$out"
    case $? in 0 | 77) ;; *) status=1 ;; esac
    tests/rules/fixes.py rules >> "$out"
    case $? in 0 | 77) ;; *) status=1 ;; esac
    tests/scenarios/check.py rules tests/scenarios/scenarios.csv >> "$out"
    case $? in 0 | 77) ;; *) status=1 ;; esac
fi
cat "$out"
[ -z "${TALLY:-}" ] ||
    sed -n "s/^\(rule tests\|scenarios\|fixes\|portable rules[a-zA-Z, ]*\): \([0-9]*\) passed, \([0-9]*\) failed$/\2 \3/p" "$out" >> "$TALLY"
exit $status
