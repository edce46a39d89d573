# A synthetic export of N events, one element a line, the same bytes every time.
# usage: awk -v n=N -f make_log.awk
function rnd(m) { seed = (seed * 1103515245 + 12345) % 2147483648; return int(seed / 65536) % m }
BEGIN {
    seed = 42
    split("Service Control Manager|EventLog|MSSQLSERVER|Microsoft-Windows-Security-Auditing|Schannel|ESENT", providers, "|")
    split("System|System|Application|Security|System|Application", channels, "|")
    split("7036|6013|18264|4624|36888|102", ids, "|")
    print "<?xml version=\"1.0\" encoding=\"utf-8\" standalone=\"yes\"?>\n<Events>"
    for (i = 0; i < n; i++) {
        p = rnd(6) + 1; minute = int(i / 40)
        printf "<Event xmlns=\"http://schemas.microsoft.com/win/2004/08/events/event\">\n  <System>\n"
        printf "    <Provider Name=\"%s\"/>\n    <EventID>%d</EventID>\n    <Level>%d</Level>\n", providers[p], ids[p], rnd(3) + 2
        printf "    <TimeCreated SystemTime=\"%04d-%02d-%02dT%02d:%02d:%02d.%07dZ\"/>\n", 2001 + int(minute / 483840) % 99,
            int(minute / 40320) % 12 + 1, int(minute / 1440) % 28 + 1, int(minute / 60) % 24, minute % 60, int(i % 40 * 3 / 2), rnd(10000) * 1000
        printf "    <EventRecordID>%d</EventRecordID>\n    <Channel>%s</Channel>\n    <Computer>HOST%d</Computer>\n  </System>\n", i + 1, channels[p], rnd(3) + 1
        printf "  <EventData>\n"
        for (f = 1; f <= 8; f++)
            printf "    <Data Name=\"param%d\">value %d of something that takes some room</Data>\n", f, rnd(5000)
        printf "  </EventData>\n</Event>\n"
    }
    print "</Events>"
}
