"""Incidents in which one record explains another: a resource runs out, and services that have nothing to do with each other complain.

Written from what Windows logs, without a look at the rules; see incidents.py for what a family is."""

from incidents import DAY, HOUR, MINUTE, SECOND, boots, family, moments, scm

CRASH = ["AppName", "AppVersion", "AppTimeStamp", "ModuleName", "ModuleVersion", "ModuleTimeStamp", "ExceptionCode", "FaultingOffset", "ProcessId",
         "ProcessCreationTime", "AppPath", "ModulePath", "IntegratorReportId"]


def crash(host, at, program, module, path="C:\\Windows\\System32\\"):
    host.log(at, "Application", "Application Error", 1000, 2,
             [program, "6.1.7601.17514", "4ce7b4e7", module, "61.1.0.3", "4d5c1a22", "c0000005", "0000000000012af4", "1a2c", "01d0a1b2c3d4e5f6",
              path + program, path + module, "d2f1c0de-0000-11e5-8000-00155d010203"], None if host.old else CRASH)


@family
def printer_driver_ends_the_spooler(case):
    host = case.host(case.rng.choice(["2008R2", "2012R2", "2016"]), days=12)
    times = moments(case, host, case.rng.randint(6, 14), least=30 * MINUTE)
    for i, at in enumerate(times):
        crash(host, at, "spoolsv.exe", "hpz3rw71.dll", "C:\\Windows\\System32\\spool\\DRIVERS\\x64\\3\\")
        scm(host, at + SECOND, 7031, "Print Spooler", str(1 + i % 3), "60000", "1", "Restart the service")
    case.expect(host=host.name, rule="spooler|print|crash", cause="driver|hpz3rw71|module", decided=True, strongest="confirmed", weakest="possible")


@family
def module_ends_the_worker(case):
    host = case.host(case.rng.choice(["2008R2", "2012R2", "2016"]), days=12)
    for at in moments(case, host, case.rng.randint(8, 16), least=30 * MINUTE):
        for k in range(5):
            crash(host, at - (60 - 10 * k) * SECOND, "w3wp.exe", "rewrite_old.dll", "C:\\Windows\\System32\\inetsrv\\")
            host.log(at - (59 - 10 * k) * SECOND, "System", "Microsoft-Windows-WAS", 5011, 3, ["ShopPool", "1a2c", "0"],
                     ["AppPoolID", "ProcessID", "ExitCode"])
        host.log(at, "System", "Microsoft-Windows-WAS", 5002, 2, ["ShopPool"], ["AppPoolID"])
    case.expect(host=host.name, rule="pool|iis|crash|worker", cause="module|rewrite_old|application|crash|code", decided=True, strongest="confirmed",
                weakest="possible")


@family
def node_leaves_with_its_adapter(case):
    host = case.host(case.rng.choice(["2012R2", "2016", "2019"]), days=12, name="NODE2")
    for at in moments(case, host, case.rng.randint(5, 9), least=2 * HOUR):
        host.log(at - 8 * SECOND, "System", "e1iexpress", 27, 3, ["Intel(R) Ethernet Connection I217-LM"])
        host.log(at, "System", "Microsoft-Windows-FailoverClustering", 1135, 1, ["NODE1"], ["NodeName"])
        host.log(at + 30 * SECOND, "System", "e1iexpress", 32, 4, ["Intel(R) Ethernet Connection I217-LM"])
    case.expect(host=host.name, rule="cluster|node", cause="network|adapter|link|path", decided=True, strongest="confirmed", weakest="possible")


@family
def replication_of_files_after_power(case):
    host = case.host(case.rng.choice(["2008R2", "2012R2"]), days=16, name="DC02")
    at = host.start + DAY
    for _ in range(case.rng.randint(3, 5)):
        host.boot(at, clean=False)
        host.log(at + 3 * MINUTE, "DFS Replication", "DFSR", 2213, 3, ["C:", "94B9B3E0-1111-2222-3333-444455556666"])
        at += 3 * DAY
    host.end = at
    case.expect(host=host.name, rule="sysvol|dfsr|restart|power", cause="shut|power|restart|dirty|unexpected", decided=True, strongest="confirmed",
                weakest="possible")


@family
def snapshots_leave_database_checks(case):
    """A disk that loses writes: ESE says so, the disk driver beside it."""
    host = case.host(case.rng.choice(["2008R2", "2012R2", "2016"]), days=12)
    for at in moments(case, host, case.rng.randint(6, 10), least=HOUR):
        host.log(at - 4 * SECOND, "System", "disk", 7, 2, ["\\Device\\Harddisk2\\DR2"])
        host.log(at, "Application", "ESENT", 474, 2, ["svchost", "1204", "", "E:\\data\\store.edb", "131072", "32768", "-1018", "4", "8a1f", "3c2d"])
    case.expect(host=host.name, rule="disk|database|ese", cause="disk|medium|storage", decided=True, strongest="confirmed", weakest="likely")


@family
def corrected_errors_before_the_crash(case):
    host = case.host(case.rng.choice(["2012R2", "2016", "2019"]), days=14)
    names = ["ErrorSource", "ApicId", "MCABank", "MciStat", "MciAddr", "MciMisc", "ErrorType", "TransactionType", "Participation", "RequestType",
             "MemorIO", "MemHierarchyLvl", "Timeout", "OperationType", "Channel", "Length", "RawData"]
    for at in moments(case, host, case.rng.randint(12, 20), days=6, least=10 * MINUTE):
        host.log(at, "System", "Microsoft-Windows-WHEA-Logger", 47, 3, ["1", "2"], ["ErrorSource", "FRUId"])
        host.log(at + SECOND, "System", "Microsoft-Windows-WHEA-Logger", 19, 3,
                 ["1", "2", "7", "0x9c00004001010091", "0x12345000", "0x0", "10", "256", "256", "256", "256", "256", "256", "256", "256", "928", "00"], names)
    case.expect(host=host.name, rule="hardware|memory|whea", cause="memory|processor|module|hardware", decided=False, strongest="likely")


@family
def login_of_an_old_password(case):
    host = case.host(case.rng.choice(["2012R2", "2016", "2019"]), days=8)
    at, n = host.start + HOUR, 0
    while at < host.end:
        host.log(at, "Application", "MSSQLSERVER", 18456, 4, ["svc_report", " Reason: Password did not match that for the login provided.",
                                                             " [CLIENT: 192.0.2.44]"])
        at += 10 * MINUTE
        n += 1
    case.expect(host=host.name, rule="sql_login", occurrences=n, cause="password", decided=True, strongest="confirmed", weakest="likely")


@family
def farm_without_its_database(case):
    """SharePoint complains while SQL Server on the same machine has stopped."""
    host = case.host(case.rng.choice(["2008R2", "2012R2"]), days=12)
    for at in moments(case, host, case.rng.randint(4, 7), least=4 * HOUR):
        scm(host, at - 2 * MINUTE, 7034, "SQL Server (SHAREPOINT)", "1")
        for k in range(4):
            host.log(at + k * 5 * MINUTE, "Application", "Microsoft-SharePoint Products-SharePoint Foundation", 3355, 1,
                     ["Cannot connect to SQL Server. SP01\\SHAREPOINT not found."], ["string0"])
    case.expect(host=host.name, rule="sharepoint", cause="sql|database|service", decided=True, strongest="confirmed",
                weakest="possible")


@family
def clock_without_a_source(case):
    dc = case.host(case.rng.choice(["2008R2", "2012R2", "2016"]), days=12, name="DC01")
    at = dc.start + 2 * HOUR
    while at < dc.end:
        dc.log(at, "System", "Microsoft-Windows-Time-Service", 47, 3, ["0.pool.ntp.org,0x1"], ["ManualPeer"])
        dc.log(at + SECOND, "System", "Microsoft-Windows-Time-Service", 29, 2)
        at += 4 * HOUR
    case.expect(host=dc.name, rule="time|clock", cause="source|peer|reach|firewall|ntp|123", decided=False, strongest="likely")


@family
def binding_without_its_certificate(case):
    host = case.host(case.rng.choice(["2008R2", "2012R2", "2016"]), days=12)
    for at in moments(case, host, case.rng.randint(8, 16), least=10 * MINUTE):
        host.log(at, "System", "Microsoft-Windows-HttpEvent", 15021, 2, ["0.0.0.0:443"], ["Endpoint"])
        host.log(at + SECOND, "System", "Schannel", 36870, 2, ["server", "0x8009030d", "10003"], ["Type", "ErrorCode", "ErrorStatus"])
    case.expect(host=host.name, rule="certificate|http", cause="key|certificate|permission", decided=False, strongest="confirmed")


@family
def mail_waits_for_space(case):
    host = case.host(case.rng.choice(["2008R2", "2012R2"]), days=10)
    for at in moments(case, host, case.rng.randint(6, 12), least=HOUR):
        host.log(at - MINUTE, "System", "srv", 2013, 3, ["\\Device\\LanmanServer", "C:"])
        host.log(at, "Application", "MSExchangeTransport", 15006, 2,
                 ["Normal", "High", "C:\\Program Files\\Microsoft\\Exchange Server\\V14\\TransportRoles\\data\\Queue", "94%"])
    case.expect(host=host.name, rule="exchange|pressure", cause="disk|space|full|volume", decided=True, strongest="confirmed",
                weakest="likely")


@family
def service_slower_than_its_timeout(case):
    host = case.host(case.rng.choice(["2003", "2008R2", "2012R2"]), days=18)

    def each(at):
        scm(host, at + 65 * SECOND, 7009, "30000", "Backup Exec Remote Agent")
        scm(host, at + 65 * SECOND + SECOND, 7000, "Backup Exec Remote Agent", "%%1053")
    boots(case, host, case.rng.randint(4, 7), each=each)
    case.expect(host=host.name, rule="timeout|start", cadence="after-boot", cause=None, decided=False, strongest="likely")


@family
def licences_of_terminal_server(case):
    host = case.host(case.rng.choice(["2008R2", "2012R2"]), days=12)
    for at in moments(case, host, case.rng.randint(8, 14), least=HOUR):
        host.log(at, "System", "Microsoft-Windows-TerminalServices-RemoteConnectionManager", 1130, 2)
        host.log(at + SECOND, "System", "Microsoft-Windows-TerminalServices-RemoteConnectionManager", 1128, 2)
    case.expect(host=host.name, rule="licen", cause="licen", decided=True, strongest="confirmed", weakest="possible")


@family
def backup_of_an_offline_disk(case):
    host = case.host(case.rng.choice(["2008R2", "2012R2", "2016"]), days=14)
    at, n = host.start + 21 * HOUR, 0
    while at < host.end:
        host.log(at, "Application", "Microsoft-Windows-Backup", 517 if n % 2 else 521, 2, ["2015-01-01T21:00:00Z", "2155348010", "%%2155348010"],
                 ["BackupTime", "ErrorCode", "ErrorMessage"])
        at += DAY
        n += 1
    case.expect(host=host.name, rule="backup", occurrences=n, cause=None, decided=False, strongest="likely")


@family
def messages_of_a_healthy_farm(case):
    """Many warnings, none of them a trouble."""
    host = case.host(case.rng.choice(["2012R2", "2016", "2019"]), days=12)
    at = host.start + HOUR
    while at < host.end:
        host.log(at, "System", "Microsoft-Windows-DistributedCOM", 10016, 2,
                 ["machine-default", "Local", "Activation", "{2593F8B9-4EAF-457C-B68A-50F6B8EA6B54}", "{15C20B67-12E7-4BB6-92BB-7AFF07997402}",
                  "NT AUTHORITY", "SYSTEM", "S-1-5-18", "LocalHost (Using LRPC)", "Unavailable", "Unavailable"],
                 ["param%d" % k for k in range(1, 12)])
        host.log(at + 9 * MINUTE, "Application", "Microsoft-Windows-Perflib", 1008, 2, ["BITS", "C:\\Windows\\System32\\bitsperf.dll"])
        at += 9 * HOUR
    case.expect(clean=True)
