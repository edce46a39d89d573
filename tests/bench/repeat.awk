# Repeats an export of one element a line with other record ids and moving times, for size.
# usage: awk -v round=K -f repeat.awk FILE    prints the events of the K-th round, without the root
/^<\?xml/ || /^<\/?Events>/ { next }
/<EventRecordID>/ {
    id = $0; gsub(/[^0-9]/, "", id)
    printf "    <EventRecordID>%d</EventRecordID>\n", id + round * 100000000
    next
}
/<TimeCreated SystemTime="/ {
    # Every round is a year later: all else stays as it was.
    at = index($0, "SystemTime=\"") + 12
    print substr($0, 1, at - 1) (substr($0, at, 4) + round) substr($0, at + 4)
    next
}
{ print }
