# N records as short as they can be, and the same bytes every time.  usage: awk -v n=N -f small.awk
BEGIN {
    for (i = 1; i <= n; i++)
        printf "<Event><System><Provider Name='P%d'/><EventID>%d</EventID><Level>4</Level><TimeCreated SystemTime='2014-01-%02dT%02d:%02d:%02d.%03dZ'/><EventRecordID>%d</EventRecordID><Channel>Large</Channel><Computer>HOST9</Computer></System></Event>\n",
            i % 7, i % 50, int(i / 20000) + 1, int(i / 3600) % 24, int(i / 60) % 60, i % 60, i % 1000, i
}
