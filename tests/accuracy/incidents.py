"""Incidents of all areas, written from the knowledge reports: what such a machine logs, whatever our rules look at.

Each family fills a case and says what is true of it, as in simulate.py. Causes are told by words that any right answer must have
among its names; `rule` is the trouble that must be found."""

from datetime import timedelta

MINUTE, HOUR, DAY, SECOND = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1), timedelta(seconds=1)
SCM = "Service Control Manager"
FAMILIES = []


def family(f):
    FAMILIES.append(f)
    return f


def moments(case, host, n, days=6, least=3 * MINUTE):
    """n moments without order in the last days of a host, none nearer to another than `least`."""
    begin, out = host.end - days * DAY, []
    while len(out) < n:
        at = begin + (host.end - 10 * MINUTE - begin) * case.rng.random()
        if all(abs(at - o) > least for o in out):
            out.append(at)
    return sorted(out)


def boots(case, host, n, gap=2 * DAY, each=None):
    """n restarts at uneven distance; `each(at)` logs what follows. The log goes on for a while after the last."""
    at = host.start + DAY
    for _ in range(n):
        host.boot(at)
        if each:
            each(at)
        at += gap * case.rng.uniform(0.4, 1.0)
    host.end = at + gap


def scm(host, at, event_id, *data):
    host.log(at, "System", SCM, event_id, 2, list(data), None if host.old else ["param%d" % (i + 1) for i in range(len(data))])


def time_provider(host):
    return "W32Time" if host.old else "Microsoft-Windows-Time-Service"


# Disks and what stands on them --------------------------------------------------------------------

@family
def full_volume_stops_snapshots(case):
    host = case.host(case.rng.choice(["2008R2", "2012R2", "2016"]), days=14)
    times = moments(case, host, case.rng.randint(6, 12), least=HOUR)
    for at in times:
        host.log(at - 5 * MINUTE, "System", "Srv", 2013, 3, [r"\Device\LanmanServer", "D:"])
        host.log(at, "System", "volsnap", 36, 2, [r"\Device\HarddiskVolumeShadowCopy3", "D:", "D:"], ["DeviceName", "VolumeName", "DiffVolumeName"])
        host.log(at + MINUTE, "Application", "Microsoft-Windows-Backup", 521, 2, ["2015-01-01T01:00:00Z", "2155348129", "%%2155348129"],
                 ["BackupTime", "ErrorCode", "ErrorMessage"])
    case.expect(host=host.name, rule="shadow_copies|disk_full|windows_backup", cause="storage|full|limit|space|grow", decided=True,
                strongest="likely", weakest="possible")


@family
def full_disk_stops_sql(case):
    host = case.host(case.rng.choice(["2012R2", "2016", "2019"]), days=14)
    times = moments(case, host, case.rng.randint(8, 20))
    for at in times:
        host.log(at - 90 * SECOND, "System", "Srv", 2013, 3, [r"\Device\LanmanServer", "E:"])
        host.log(at, "Application", "MSSQLSERVER", 1105, 2, ["dbo.Orders", "Sales", "PRIMARY"])
    case.expect(host=host.name, rule="sql_.*(space|full)|sql_space", occurrences=len(times), cause="disk|volume", decided=True,
                strongest="confirmed", weakest="likely")


@family
def sql_log_not_backed_up(case):
    host = case.host(case.rng.choice(["2012R2", "2016", "2019"]), days=14)
    times = moments(case, host, case.rng.randint(8, 20))
    for at in times:
        host.log(at, "Application", "MSSQLSERVER", 9002, 2, ["Sales", "LOG_BACKUP"])
    case.expect(host=host.name, rule="sql_.*(space|full)|sql_space", occurrences=len(times), cause="log", decided=True, strongest="confirmed",
                weakest="likely")


@family
def resets_of_storage_slow_sql(case):
    host = case.host(case.rng.choice(["2012R2", "2016", "2019"]), days=14)
    times = moments(case, host, case.rng.randint(8, 20), least=20 * MINUTE)
    for at in times:
        host.log(at - 20 * SECOND, "System", "storahci", 129, 3, [r"\Device\RaidPort0"])
        host.log(at, "Application", "MSSQLSERVER", 833, 4, ["4", "15", r"E:\Data\sales.mdf", "Sales", "0x0000000000000a3c", "0x00000000012000"])
    case.expect(host=host.name, rule="sql_(slow_io|io_slow)|slow_io", cause="disk|storage|path|controller", decided=True, strongest="confirmed",
        weakest="likely")


@family
def dying_disk(case):
    """Everything of one disk: bad blocks, prediction of failure, corruption, page errors of a database."""
    host = case.host(case.rng.choice(["2003", "2008R2", "2016"]), days=12)
    for at in moments(case, host, 12, days=5, least=10 * MINUTE):
        host.log(at, "System", "Disk" if host.old else "disk", 7, 2, [r"\Device\Harddisk1\DR1"])
    host.log(host.end - DAY, "System", "Disk" if host.old else "disk", 52, 3, [r"\Device\Harddisk1\DR1"])
    host.log(host.end - 20 * HOUR, "System", "Ntfs", 55, 2, ["D:"])
    case.expect(host=host.name, rule="disk_failing", cause="disk|medium", decided=True, strongest="confirmed", weakest="likely")


@family
def iscsi_by_network(case):
    host = case.host(case.rng.choice(["2012R2", "2016", "2019"]), days=12)
    for at in moments(case, host, case.rng.randint(6, 14), least=20 * MINUTE):
        host.log(at - 5 * SECOND, "System", "e1iexpress", 27, 3, ["Intel(R) 82574L Gigabit"])
        host.log(at, "System", "iScsiPrt", 20, 2, [r"\Device\RaidPort1"])
        host.log(at + 10 * SECOND, "System", "iScsiPrt", 7, 2, [r"\Device\RaidPort1"])
    case.expect(host=host.name, rule="iscsi", cause="network|link|adapter|switch", decided=True, strongest="confirmed", weakest="likely")


# Time, names, domain ------------------------------------------------------------------------------

@family
def clock_breaks_kerberos(case):
    host = case.host(case.rng.choice(["2008R2", "2012R2", "2016"]), days=12)
    for at in moments(case, host, case.rng.randint(8, 16), days=3, least=20 * MINUTE):
        host.log(at, "System", time_provider(host), 50, 3, ["5000", "900"], ["TimeDifferenceMilliseconds", "TimeSampleSeconds"])
        host.log(at + MINUTE, "System", "LsaSrv", 40960, 3, ["cifs/fs01.example.com", "Kerberos", "0xC0000133"], ["Target", "Protocol", "Error"])
    case.expect(host=host.name, rule="lsa_negotiation|negotiation", cause="time|clock", decided=True, strongest="confirmed", weakest="likely")


@family
def antivirus_holds_shares(case):
    """Filter drivers make the stack deeper than the server service allows."""
    host = case.host(case.rng.choice(["2003", "2008R2"]), days=12)
    for at in moments(case, host, case.rng.randint(6, 12), least=20 * MINUTE):
        host.log(at, "System", "Srv", 2011, 2, [r"\Device\LanmanServer"])
    case.expect(host=host.name, rule="irp|stack", cause="irp|filter|antivirus|driver", decided=True, strongest="confirmed", weakest="possible")


@family
def certificate_ran_out(case):
    """The binding's certificate expired: autoenrollment says so for weeks, then clients turn away."""
    host = case.host(case.rng.choice(["2012R2", "2016", "2019"]), days=12)
    at = host.start + 6 * HOUR
    while at < host.end:
        host.log(at, "Application", "Microsoft-Windows-CertificateServicesClient-AutoEnrollment", 64, 3, ["local system", "7a 11 02 aa"],
            ["Context", "ObjId"])
        at += 8 * HOUR
    case.expect(host=host.name, rule="certificate|enrollment", cause=None, decided=False, strongest="likely")


@family
def two_machines_of_one_name(case):
    host = case.host(case.rng.choice(["2003", "2008R2", "2012R2"]), days=12)
    for at in moments(case, host, case.rng.randint(5, 10), least=40 * MINUTE):
        host.log(at, "System", "NetBT", 4321, 2, ["ALDER           :0", "192.0.2.5", "192.0.2.77"])
        host.log(at + SECOND, "System", "Server" if host.old else "Srv", 2505, 2, [r"\Device\NetBT_Tcpip_{1}", "52"])
    case.expect(host=host.name, rule="name|server|address", cause="name|machine|second|network", decided=True, strongest="confirmed",
        weakest="possible")


@family
def address_of_a_clone_is_the_network(case):
    """Several causes in one log: the disk and the name service have nothing to do with each other."""
    host = case.host(case.rng.choice(["2012R2", "2016"]), days=12)
    for at in moments(case, host, 12, days=5, least=20 * MINUTE):
        host.log(at, "System", "disk", 7, 2, [r"\Device\Harddisk1\DR1"])
    for at in moments(case, host, 12, days=5, least=20 * MINUTE):
        host.log(at, "System", "Tcpip", 4199, 2, ["192.0.2.17", "00:1E:C9:AA:BB:CC"])
    case.expect(host=host.name, rule="disk_failing", cause="disk|medium", decided=True, strongest="likely", weakest="possible")


@family
def dns_failure_stops_policy(case):
    host = case.host(case.rng.choice(["2008R2", "2012R2", "2016", "2019"]), days=12)
    times = moments(case, host, case.rng.randint(8, 14), least=40 * MINUTE)
    for at in times:
        host.log(at - 30 * SECOND, "System", "Microsoft-Windows-DNS-Client", 1014, 3, ["_ldap._tcp.dc._msdcs.example.com", "16", "02000035C0000202"],
                 ["QueryName", "AddressLength", "Address"])
        host.log(at, "System", "Microsoft-Windows-GroupPolicy", 1054, 2,
            ["1", "0", "0", "1", "1355", "The specified domain either does not exist or could not be contacted."],
                 ["SupportInfo1", "SupportInfo2", "ProcessingMode", "ProcessingTimeInMilliseconds", "ErrorCode", "ErrorDescription"])
    case.expect(host=host.name, rule="policy", occurrences=len(times), cause="dns|name", decided=True, strongest="confirmed", weakest="possible")


@family
def network_late_at_boot(case):
    host = case.host(case.rng.choice(["2008R2", "2012R2", "2016"]), days=20)
    n = case.rng.randint(5, 8)

    def each(at):
        host.log(at + 40 * SECOND, "System", "NETLOGON", 5719, 2, ["EXAMPLE", "%%1311"])
        host.log(at + 45 * SECOND, "System", "Microsoft-Windows-GroupPolicy", 1129, 2,
            ["1", "1", "0", "1", "1222", "The network is not present or not started."],
                 ["SupportInfo1", "SupportInfo2", "ProcessingMode", "ProcessingTimeInMilliseconds", "ErrorCode", "ErrorDescription"])
        host.log(at + 55 * SECOND, "System", "e1iexpress", 32, 4, ["Intel(R) 82574L Gigabit"])
        host.log(at + 200 * SECOND, "System", "Microsoft-Windows-GroupPolicy", 1500, 4, ["1", "0"], ["SupportInfo1", "SupportInfo2"])
    boots(case, host, n, each=each)
    case.expect(host=host.name, rule="no_domain_controller", occurrences=n, cadence="after-boot", cause="network|boot|link|ready", decided=True,
                strongest="confirmed", weakest="likely")


@family
def secure_channel_lost(case):
    host = case.host(case.rng.choice(["2008R2", "2012R2", "2016"]), days=12, name="APP07")
    dc = case.host("2016", days=12, name="DC01")
    dc.end = host.end
    for at in moments(case, host, case.rng.randint(8, 16), least=30 * MINUTE):
        host.log(at, "System", "NETLOGON", 3210, 2, ["EXAMPLE", r"\\DC01.example.com", "%%5"])
        dc.log(at + SECOND, "System", "NETLOGON", 5722, 2, ["APP07", "APP07$", "%%5"])
    case.expect(host=host.name, rule="secure_channel|channel", cause="password|machine account|channel|account", decided=True,
        strongest="confirmed", weakest="possible")


@family
def duplicate_spn(case):
    dc = case.host(case.rng.choice(["2008R2", "2012R2", "2016"]), days=12, name="DC01")
    for at in moments(case, dc, case.rng.randint(8, 16), least=30 * MINUTE):
        dc.log(at, "System", "Microsoft-Windows-Kerberos-Key-Distribution-Center", 11, 2,
            ["MSSQLSvc/sql01.example.com:1433", "DS_SERVICE_PRINCIPAL_NAME"])
    case.expect(host=dc.name, rule="kdc|spn", cause="duplicate|two accounts|spn", decided=True, strongest="confirmed", weakest="likely")


@family
def address_taken_twice(case):
    host = case.host(case.rng.choice(["2003", "2008R2", "2012R2"]), days=12)
    for at in moments(case, host, case.rng.randint(5, 12), least=30 * MINUTE):
        host.log(at, "System", "Tcpip", 4199, 2, ["192.0.2.17", "00:1E:C9:AA:BB:CC"])
        host.log(at + 2 * SECOND, "System", "NetBT", 4319, 2, [r"\Device\NetBT_Tcpip_{1}"])
    case.expect(host=host.name, rule="address_conflict", cause="address|machine|device", decided=True, strongest="confirmed", weakest="possible")


@family
def scope_full(case):
    host = case.host(case.rng.choice(["2008R2", "2012R2"]), days=12, name="DHCP01")
    for at in moments(case, host, case.rng.randint(6, 12), least=30 * MINUTE):
        host.log(at, "System", "Microsoft-Windows-DHCP-Server", 1063, 3, ["192.0.2.0", "0"])
    case.expect(host=host.name, rule="scope|dhcp", cause="scope|address|lease|client", decided=False, strongest="likely")


# Services -----------------------------------------------------------------------------------------

@family
def changed_password_of_service(case):
    host = case.host(case.rng.choice(["2003", "2008R2", "2016", "2019"]), days=16)
    n = case.rng.randint(4, 7)

    def each(at):
        scm(host, at + 60 * SECOND, 7038, "SQLSERVERAGENT", r"EXAMPLE\svc_sql", "%%1326")
        scm(host, at + 60 * SECOND, 7000, "SQL Server Agent", "%%1069")
    boots(case, host, n, each=each)
    case.expect(host=host.name, rule="service_logon|logon_failed", cadence="after-boot", cause="password", decided=True, strongest="confirmed",
        weakest="likely")


@family
def logon_right_taken(case):
    host = case.host(case.rng.choice(["2008R2", "2016", "2019"]), days=16)

    def each(at):
        host.log(at - 30 * MINUTE, "Application", "SceCli", 1704, 4)
        scm(host, at + 60 * SECOND, 7041, "BackupAgent", r"EXAMPLE\svc_backup")
        scm(host, at + 61 * SECOND, 7000, "Backup Agent", "%%1069")
    boots(case, host, case.rng.randint(4, 6), each=each)
    case.expect(host=host.name, rule="service_logon|logon_failed", cause="right|log on as a service", decided=True, strongest="confirmed",
        weakest="likely")


@family
def crash_by_vendor_module(case):
    host = case.host(case.rng.choice(["2008R2", "2012R2", "2016"]), days=12)
    times = moments(case, host, case.rng.randint(6, 14), least=20 * MINUTE)
    for i, at in enumerate(times):
        host.log(at, "Application", "Application Error", 1000, 2,
            ["spoolsv.exe", "6.1.7601.17777", "4f35fc1d", "hpzui4wm.dll", "0.3.71.0", "4a5bdfdb", "c0000005", "000000000004a1b2"])
        scm(host, at + 3 * SECOND, 7031, "Print Spooler", str(i + 1), "60000", "1", "Restart the service")
    case.expect(host=host.name, rule="service_crashed|crash|spooler", cause="hpzui4wm|module|driver|program", decided=True, strongest="confirmed",
        weakest="possible")


@family
def disabled_dependency(case):
    host = case.host(case.rng.choice(["2003", "2008R2", "2016"]), days=16)

    def each(at):
        scm(host, at + 60 * SECOND, 7001, "Message Queuing", "Remote Procedure Call Locator", "%%1058")
    scm(host, host.start + 12 * HOUR, 7040, "Remote Procedure Call Locator", "demand start", "disabled")
    n = case.rng.randint(4, 6)
    boots(case, host, n, each=each)
    case.expect(host=host.name, rule="dependency", occurrences=n, cause="disabled", decided=True, strongest="confirmed", weakest="likely")


@family
def slow_boot(case):
    host = case.host(case.rng.choice(["2008R2", "2012R2"]), days=16)

    def each(at):
        for k, name in enumerate(["Backup Agent", "Monitoring Agent", "Update Helper"]):
            scm(host, at + (70 + 31 * k) * SECOND, 7009, "30000", name)
            scm(host, at + (71 + 31 * k) * SECOND, 7000, name, "%%1053")
        host.log(at + 50 * SECOND, "System", "disk", 153, 3, [r"\Device\Harddisk0\DR0"])
    boots(case, host, 5, each=each)
    case.expect(host=host.name, rule="start_timeout|timeout", cause=None, decided=False, strongest="likely")


# Memory, hardware ---------------------------------------------------------------------------------

@family
def leak_eats_commit(case):
    host = case.host(case.rng.choice(["2008R2", "2012R2", "2016"]), days=12)
    size = 3_000_000_000
    times = moments(case, host, case.rng.randint(6, 12), days=3, least=30 * MINUTE)
    for at in times:
        size += 400_000_000
        host.log(at, "System", "Microsoft-Windows-Resource-Exhaustion-Detector", 2004, 3,
            ["17179869184", "17100000000", "12000000", "reportd.exe", "4120", "0", str(size)],
                 ["SystemCommitLimit", "SystemCommitCharge", "ProcessCommitCharge", "Process_Name", "Process_ID", "Process_CreationTime",
                 "CommitCharge"])
    case.expect(host=host.name, rule="commit|memory", occurrences=len(times), cause="reportd|leak|process|program", decided=True,
        strongest="confirmed",
                weakest="possible")


@family
def nonpaged_pool_2003(case):
    host = case.host("2003", days=12)
    times = moments(case, host, case.rng.randint(6, 12), days=3, least=30 * MINUTE)
    for at in times:
        host.log(at, "System", "Srv", 2019, 2, [r"\Device\LanmanServer"])
    case.systeminfo(host)
    case.expect(host=host.name, rule="pool", occurrences=len(times), cause=None, decided=False, strongest="likely")


@family
def power_goes(case):
    host = case.host(case.rng.choice(["2008R2", "2012R2", "2016"]), days=20)
    at, n = host.start + DAY, case.rng.randint(4, 6)
    for _ in range(n):
        host.boot(at, clean=False)
        host.log(at + 5 * SECOND, "System", "Microsoft-Windows-Kernel-Power", 41, 1, ["0", "0x0", "0x0", "0x0", "0x0", "false", "0"],
                 ["BugcheckCode", "BugcheckParameter1", "BugcheckParameter2", "BugcheckParameter3", "BugcheckParameter4", "SleepInProgress",
                 "PowerButtonTimestamp"])
        at += 2.5 * DAY * case.rng.uniform(0.6, 1)
    host.end = at
    case.expect(host=host.name, rule="unexpected_restart|restart", cause="power|host|reset|hang", decided=True, strongest="confirmed",
        weakest="possible")


@family
def bad_memory_module(case):
    host = case.host(case.rng.choice(["2012R2", "2016", "2019"]), days=12)
    for at in moments(case, host, case.rng.randint(6, 14), least=20 * MINUTE):
        host.log(at, "System", "Microsoft-Windows-WHEA-Logger", 47, 3, ["3", "0x4", "0x0", "0x0", "0x2", "0x1", "0x7"],
                 ["ErrorSource", "ValidBits", "Node", "Card", "Module", "Bank", "PhysicalAddress"])
    case.expect(host=host.name, rule="hardware", cause="memory|module|dimm", decided=True, strongest="confirmed", weakest="likely")


# Web, certificates, ports -------------------------------------------------------------------------

@family
def pool_crashes(case):
    host = case.host(case.rng.choice(["2008R2", "2012R2", "2016"]), days=12)
    for at in moments(case, host, case.rng.randint(3, 6), least=2 * HOUR):
        for k in range(5):
            host.log(at + k * 10 * SECOND, "Application", "Application Error", 1000, 2,
                ["w3wp.exe", "8.5.9600.16384", "5215df96", "vendorlib.dll", "2.1.0.0", "52000000", "c0000005", "0001"])
            host.log(at + (k * 10 + 2) * SECOND, "System", "Microsoft-Windows-WAS", 5011, 3, ["Sales", str(4000 + k), "0x0"],
                ["AppPoolID", "ProcessID", "Status"])
        host.log(at + 55 * SECOND, "System", "Microsoft-Windows-WAS", 5002, 2, ["Sales"], ["AppPoolID"])
    case.expect(host=host.name, rule="app_pool|pool", cause="crash|module|vendorlib|application|worker", decided=True, strongest="confirmed",
        weakest="likely")


@family
def excluded_range(case):
    """Hyper-V took the port of a service as it reserved its ranges."""
    host = case.host(case.rng.choice(["2016", "2019", "2022"]), days=12)
    times = moments(case, host, case.rng.randint(5, 9), days=4, least=HOUR)
    for at in times:
        scm(host, at, 7023, "Message Queuing", "%%10013")
    first = times[0]
    case.file("ports-%s.txt" % host.name, (
        ":: culprit collect host=%s taken=%s\r\nC:\\>netsh int ipv4 show excludedportrange protocol=tcp\r\n\r\nProtocol tcp Port Exclusion Ranges\r\n\r\n"
        "Start Port    End Port\r\n----------    --------\r\n      1780        1879\r\n      2082        2181\r\n     50000       50059     *\r\n\r\n"
        "* - Administered port exclusions.\r\n") % (host.name, (first + HOUR).strftime("%Y-%m-%dT%H:%M:%S")))
    case.expect(host=host.name, rule="forbidden|excluded", cause="exclu|reserv", decided=True, strongest="confirmed", weakest="possible")


@family
def ephemeral_ports_used_up(case):
    host = case.host(case.rng.choice(["2008R2", "2012R2", "2016"]), days=12)
    times = moments(case, host, case.rng.randint(6, 12), days=3, least=HOUR)
    for at in times:
        host.log(at, "System", "Tcpip", 4231, 3, [])
    at = times[-1] + MINUTE
    rows = [("TCP", 49152 + i, 5120) for i in range(9000)]
    text = "C:\\>date /t\r\n%s\r\n\r\nC:\\>time /t\r\n%s\r\n\r\nC:\\>netstat -ano\r\n\r\nActive Connections\r\n\r\n  Proto  Local Address          Foreign Address        State           PID\r\n" % (
        at.strftime("%a %m/%d/%Y"), at.strftime("%I:%M %p"))
    text += "".join("  TCP    192.0.2.9:%-12d 198.51.100.7:443       CLOSE_WAIT      %d\r\n" % (p, pid) for _, p, pid in rows)
    case.file("netstat-%s.txt" % host.name, text)
    case.tasklist(host, at, [("System", 4, "N/A"), ("collectd.exe", 5120, "N/A")])
    case.expect(host=host.name, rule="ports_exhausted|exhaust", cause="collectd", decided=True, strongest="confirmed", weakest="likely")


@family
def http_port_by_old_web_server(case):
    host = case.host(case.rng.choice(["2008R2", "2012R2", "2016"]), days=12)
    times = moments(case, host, case.rng.randint(5, 9), days=4, least=HOUR)
    for at in times:
        host.log(at, "System", "Microsoft-Windows-HttpEvent", 15005, 2, [r"\Device\Http\ReqQueue", "0.0.0.0:80"], ["DeviceObject", "Address"])
    at = times[-1] + MINUTE
    case.netstat(host, at, [("TCP", 80, 2044), ("TCP", 135, 800), ("TCP", 443, 2044)])
    case.tasklist(host, at, [("System", 4, "N/A"), ("svchost.exe", 800, "RpcSs"), ("httpd.exe", 2044, "Apache2.4")])
    case.expect(host=host.name, rule="http", cause="httpd|apache", decided=True, strongest="confirmed", weakest="likely")


@family
def no_common_tls(case):
    host = case.host(case.rng.choice(["2012R2", "2016", "2019"]), days=12)
    for at in moments(case, host, case.rng.randint(40, 90), days=3):
        host.log(at, "System", "Schannel", 36874, 2, ["TLS 1.0"], ["Protocol"])
        host.log(at + SECOND, "System", "Schannel", 36888, 2, ["40", "1205"], ["AlertDesc", "ErrorState"])
    case.expect(host=host.name, rule="schannel|tls", cause="tls|protocol|cipher|version", decided=True, strongest="confirmed", weakest="likely")
