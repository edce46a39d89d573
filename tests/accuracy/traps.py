"""Cases that invite a wrong answer: look-alikes, clocks that disagree, copies of one log, cut and cleared logs, forms without a zone."""

from datetime import timedelta

from incidents import DAY, HOUR, MINUTE, SECOND, family, moments, scm


@family
def below_the_threshold(case):
    """One of each: nothing recurs."""
    host = case.host(case.rng.choice(["2008R2", "2012R2", "2016", "2019"]), days=14)
    a, b, c = moments(case, host, 3, least=DAY)
    host.log(a, "System", "volsnap", 25, 2, ["D:"])
    host.log(b, "System", "Microsoft-Windows-GroupPolicy", 1054, 2, ["1", "1355"], ["SupportInfo1", "ErrorCode"])
    scm(host, c, 7031, "Print Spooler", "1", "60000", "1", "Restart the service")
    case.expect(clean=True)


@family
def same_numbers_of_others(case):
    """Ids that have a meaning elsewhere, by providers that are none of them."""
    host = case.host(case.rng.choice(["2008R2", "2016", "2019"]), days=12)
    for at in moments(case, host, 20):
        host.log(at, "Application", "Contoso Sync", case.rng.choice([7, 129, 1014, 5719, 17809, 2019]), 2, ["10048", "0x80072746"])
    case.expect(clean=True, not_rules="disk|sql|port|controller|pool|name")


@family
def kerberos_logging_on(case):
    """What the switched-on log of Kerberos says of ordinary negotiation."""
    host = case.host(case.rng.choice(["2008R2", "2012R2", "2016"]), days=12)
    for at in moments(case, host, 160):
        host.log(at, "System", "Microsoft-Windows-Security-Kerberos", 3, 2, ["", "", "0x19", "", "EXAMPLE.COM", "krbtgt/EXAMPLE.COM"],
                 ["LogonSession", "ClientTime", "ErrorCode", "ExtendedError", "ServerRealm", "ServerName"])
    case.expect(host=host.name, rule="kerberos", cause="log", decided=True, strongest="confirmed", weakest="possible")


def limit_case(case, ahead):
    client = case.host("2016", days=12, name="APP01")
    server = case.host("2016", days=12, name="SQL01")
    server.end = client.end
    times = moments(case, client, case.rng.randint(10, 24), least=20 * MINUTE)
    text = ("A connection was successfully established with the server, but then an error occurred during the pre-login handshake. (provider: TCP Provider, "
            "error: 0 - An existing connection was forcibly closed by the remote host.) System.Data.SqlClient.SqlException")
    for at in times:
        client.log(at, "Application", ".NET Runtime", 1026, 2, [text])
        server.log(at + ahead, "Application", "MSSQLSERVER", 17809, 2, ["198.51.100.7"])
    case.expect(host=client.name, rule="sql_forcibly_closed", occurrences=len(times), cause="connection_limit", decided=True)


@family
def clocks_apart(case):
    """The server's clock is wrong by some minutes, always the same: its refusals and the client's errors still belong together."""
    limit_case(case, case.rng.choice([-1, 1]) * case.rng.uniform(7, 40) * MINUTE)
    case.expect(strongest="likely", weakest="likely")


@family
def refusals_by_chance(case):
    """The server refused others at other moments; the failures of this client have no part in it."""
    client = case.host("2016", days=12, name="APP01")
    server = case.host("2016", days=12, name="SQL01")
    server.end = client.end
    text = ("A transport-level error has occurred when receiving results from the server. (provider: TCP Provider, error: 0 - An existing connection was "
            "forcibly closed by the remote host.) System.Data.SqlClient.SqlException")
    times = moments(case, client, 14, least=HOUR)
    for at in times:
        client.log(at, "Application", ".NET Runtime", 1026, 2, [text])
    for at in moments(case, server, 6, least=HOUR):
        if all(abs(at - t) > 15 * MINUTE for t in times):
            server.log(at, "Application", "MSSQLSERVER", 17809, 2, ["198.51.100.9"])
    case.expect(host=client.name, rule="sql_forcibly_closed", occurrences=len(times), cause=None, decided=False, strongest="possible")


@family
def errorlog_beside_the_log(case):
    """The refused logins of one server twice: in its Application log, and in ERRORLOG by its wall clock."""
    host = case.host("2016", days=12, name="SQL01")
    times = moments(case, host, case.rng.randint(16, 40), days=1)
    zone = case.rng.choice([-8, -5, 1, 2, 9]) * HOUR
    lines = ["%s Server      Server name is 'SQL01'. This is an informational message only." % (host.start + zone).strftime("%Y-%m-%d %H:%M:%S.00")]
    for at in times:
        host.log(at, "Application", "MSSQLSERVER", 18456, 2, ["sales", " [CLIENT: 192.0.2.44]"])
        wall = (at + zone + timedelta(milliseconds=10)).strftime("%Y-%m-%d %H:%M:%S.%f")[:22]
        lines += ["%s Logon       Error: 18456, Severity: 14, State: 8." % wall,
                  "%s Logon       Login failed for user 'sales'. Reason: Password did not match that for the login provided. [CLIENT: 192.0.2.44]" % wall]
    case.file("ERRORLOG", "\r\n".join(lines) + "\r\n", "utf-16")
    case.expect(host=host.name, rule="sql_login", occurrences=len(times), cause="password", decided=True, strongest="confirmed", weakest="possible")


@family
def clock_stepped_back(case):
    """The clock was set back by some hours in the middle: the count stays, and so does the end."""
    host = case.host(case.rng.choice(["2012R2", "2016"]), days=12)
    at, n = host.start + 2 * DAY, 0
    while at < host.end - HOUR:
        host.log(at, "Application", "Contoso Archive", 4711, 2, ["Job failed"])
        at, n = at + 61 * MINUTE, n + 1
        if n == 60:
            host.log(at, "System", "Microsoft-Windows-Kernel-General", 1, 4, [(at - 2 * HOUR).isoformat(), at.isoformat()], ["NewTime", "OldTime"])
            at -= 2 * HOUR
    case.expect(clean=True, unexplained="Contoso Archive", occurrences=n)


def as_text(event, host, german):
    """One event as Event Viewer copies it."""
    at, _, channel, provider, event_id, level, data, names = event
    words = (("Protokollname", "Quelle", "Datum", "Ereignis-ID", "Aufgabenkategorie", "Ebene", "Schlüsselwörter", "Benutzer", "Computer",
        "Beschreibung"),
             ("Log Name", "Source", "Date", "Event ID", "Task Category", "Level", "Keywords", "User", "Computer", "Description"))[not german]
    levels = {1: ("Kritisch", "Critical"), 2: ("Fehler", "Error"), 3: ("Warnung", "Warning"), 4: ("Informationen", "Information")}
    stamp = at.strftime("%d.%m.%Y %H:%M:%S") if german else "%d/%d/%d %s" % (at.month, at.day, at.year, at.strftime("%I:%M:%S %p").lstrip("0"))
    values = (channel, provider, stamp, event_id, "Keine" if german else "None", levels[level][not german], "Klassisch" if german else "Classic",
              "Nicht zutreffend" if german else "N/A", host.name, "")
    return "\r\n".join("%-15s%s" % (w + ":", v) for w, v in zip(words, values)) + "\r\n" + " ".join(str(d) for d in data) + "\r\n\r\n"


@family
def copied_as_text(case):
    """Event Viewer's own copies, English or German, of a disk that dies."""
    german = case.rng.random() < 0.5
    host = case.host("2012R2", days=12, name="FS01")
    times = moments(case, host, case.rng.randint(8, 16), days=5, least=10 * MINUTE)
    times = [t.replace(microsecond=0) for t in times]
    text = "".join(as_text((at, 0, "System", "disk", 7, 2, [(r"Fehlerhafter Block bei Gerät \Device\Harddisk1\DR1." if german
                   else r"The device, \Device\Harddisk1\DR1, has a bad block.")], None), host, german) for at in times)
    case.file("system-copy.txt", text, "utf-16")
    case.silent = True
    case.expect(host=host.name, rule="disk_failing", occurrences=len(times), cause="disk|medium", decided=True, strongest="confirmed",
        weakest="possible")


@family
def cleared_log(case):
    """Somebody cleared the log soon after: nobody can say that it stopped."""
    host = case.host(case.rng.choice(["2012R2", "2016"]), days=12)
    times = [host.start + 2 * DAY + i * 10 * MINUTE for i in range(40)]
    for at in times:
        host.log(at, "System", "storahci", 129, 3, [r"\Device\RaidPort0"])
    host.end = times[-1] + 12 * MINUTE
    host.log(host.end, "System", "Microsoft-Windows-Eventlog", 104, 4, ["admin", "EXAMPLE", "System"],
        ["SubjectUserName", "SubjectDomainName", "Channel"])
    case.expect(host=host.name, rule="storage_resets", occurrences=len(times), status="active", cause=None, decided=False, strongest="likely")


@family
def stopped_after_a_repair(case):
    host = case.host(case.rng.choice(["2012R2", "2016"]), days=20)
    times = [host.start + 2 * DAY + i * 3 * HOUR for i in range(30)]
    for at in times:
        host.log(at, "System", "storahci", 129, 3, [r"\Device\RaidPort0"])
    host.boot(times[-1] + HOUR)
    case.expect(host=host.name, rule="storage_resets", occurrences=len(times), cadence="periodic", status="stopped", cause=None, decided=False,
        strongest="likely")


@family
def two_unknown_vendors(case):
    """Errors of programs that nobody knows, on two hosts; they must be told, not explained."""
    host, other = case.host("2016", days=12, name="APP01"), case.host("2016", days=12, name="APP02")
    other.end = host.end
    n = 0
    for h in (host, other):
        for at in moments(case, h, 15):
            h.log(at, "Application", "Fabrikam Gateway", 900, 2, ["queue %d stalled" % case.rng.randint(1, 500)])
            n += 1
    case.expect(clean=True, unexplained="Fabrikam Gateway", occurrences=n)


@family
def summer_time_ends(case):
    """A text copy with an hour that comes twice: nothing is lost, nothing is doubled."""
    host = case.host("2012R2", days=12, name="FS02")
    utc = [host.start.replace(year=2015, month=10, day=24, hour=20, minute=0, second=0, microsecond=0) + i * 20 * MINUTE for i in range(36)]
    change = utc[0].replace(day=25, hour=1, minute=0)
    walls = [t + (2 if t < change else 1) * HOUR for t in utc]
    text = "".join(as_text((w, 0, "System", "disk", 7, 2, [r"The device, \Device\Harddisk1\DR1, has a bad block. (%d)" % i], None), host, False)
                   for i, w in enumerate(walls))
    case.file("system-copy.txt", text, "utf-16")
    case.silent = True
    case.expect(host=host.name, rule="disk_failing", occurrences=len(utc), cause="disk|medium", decided=True, strongest="confirmed",
        weakest="possible")


@family
def as_a_table(case):
    """Resets of storage as Get-WinEvent and Export-Csv write them."""
    host = case.host("2016", days=12, name="FS03")
    times = [t.replace(microsecond=0) for t in moments(case, host, case.rng.randint(12, 20), days=4, least=10 * MINUTE)]
    rows = ['"Message","Id","Version","Qualifiers","Level","Task","Opcode","Keywords","RecordId","ProviderName","ProviderId","LogName","ProcessId","ThreadId",'
            '"MachineName","UserId","TimeCreated","LevelDisplayName"']
    for i, at in enumerate(times):
        rows.append('"Reset to device, \\Device\\RaidPort0, was issued.","129","0","32772","3","0","0","36028797018963968","%d","storahci","","System","4","76","FS03","","%s","Warning"'
                    % (9000 + i, at.strftime("%m/%d/%Y %I:%M:%S %p")))
    case.file("FS03-System.csv", "\r\n".join(rows) + "\r\n")
    case.silent = True
    case.expect(host=host.name, rule="storage_resets", occurrences=len(times), cause=None, decided=False, strongest="likely")
