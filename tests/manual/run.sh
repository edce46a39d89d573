#!/bin/sh
# Runs every example of the manual for rule authors.  usage: run.sh PROGRAM MANUAL
#
# A fence is one of these: "yaml" is a whole rule file that passes the check without a warning, and whose tests pass, one at least;
# "yaml refused" is one that does not, and the "text" fence behind it is what the check says of it; "yaml pack" is the pack.yml beside
# the rule file behind it. Any other fence is a failure, so that nothing stands in the manual that nobody ran.
set -u
program=$1 manual=$2
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT
passed=0; failed=0
awk -v dir="$dir" '
    /^```/ && !open { n++; open = 1; kind = substr($0, 4); file = sprintf("%s/%03d", dir, n); print kind > (file ".kind"); print NR > (file ".line"); next }
    /^```/          { open = 0; close(file); next }
    open            { print > file }' "$manual"
fail() { failed=$((failed + 1)); echo "FAIL $manual:$(cat "$1.line"): $2"; }
refusal() { # of the example before: what the check says, without the name of the file
    (cd "$dir/beside" && "$program" rule check rule.yml pack.yml 2>&1 > /dev/null | grep -v '^culprit: ')
}
program=$(realpath "$program")
none() { echo '{}' > "$dir/beside/pack.yml"; }
mkdir "$dir/beside" && none && beside=$dir/beside/rule.yml && set -- "$beside" "$dir/beside/pack.yml"
for kind in "$dir"/*.kind; do
    example=${kind%.kind}
    case $(cat "$kind") in
    'yaml pack')
        cp "$example" "$dir/beside/pack.yml" ;;
    yaml)
        cp "$example" "$beside"
        if ! said=$("$program" rule check --strict "$@" 2>&1); then fail "$example" "$said"
        elif ! said=$("$program" rule test "$@" 2>&1); then fail "$example" "$said"
        elif ! echo "$said" | grep -q '[1-9][0-9]* passed'; then fail "$example" "it has no test"
        else passed=$((passed + 1)); fi
        none ;;
    'yaml refused')
        cp "$example" "$beside"
        if "$program" rule check --strict "$@" > /dev/null 2>&1; then fail "$example" "it is not refused"; fi ;;
    text)
        if refusal | diff "$example" - > "$dir/diff"; then passed=$((passed + 1)); else fail "$example" "$(cat "$dir/diff")"; fi
        none ;;
    *) fail "$example" "a fence of no known kind" ;;
    esac
done
[ -z "${TALLY:-}" ] || echo "$passed $failed" >> "$TALLY"
echo "manual: $passed examples passed, $failed failed"
[ $failed = 0 ] && [ $passed -gt 0 ]
