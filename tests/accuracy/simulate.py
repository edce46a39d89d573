#!/usr/bin/env python3
"""Simulated incidents with known causes.  usage: simulate.py FOLDER CASES SEED [FIRST]

Each family is a function that fills a case and says what is true of it: `cause` (what stands first), `decided` (does the evidence
decide it), `strongest` (the strongest verdict that the evidence bears), occurrences, cadence, status, what must be asked for, and
what no fix may say. The program sees only the folder; judge.py compares."""

import random
import sys
from datetime import timedelta

import chains  # noqa: F401  (adds its families to those of incidents)
import incidents
import traps  # noqa: F401  (adds its families to those of incidents)
from case import SCM, TCPIP, Case

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
FAMILIES = []


def family(f):
    FAMILIES.append(f)
    return f


# The founding story -----------------------------------------------------------------------------

def activesync(case, host, first, last, port=2883):
    """Attempts of Server ActiveSync; returns how many."""
    every = case.rng.choice([5, 9, 10]) * MINUTE
    at, n = first, 0
    while at < last:
        host.log(at, "Application", "Server ActiveSync", 3015, 2, ["80004005", str(port)])
        host.log(at + timedelta(seconds=3), "Application", "Server ActiveSync", 3024, 2, ["80004005"])
        at, n = at + every, n + 1
    return n


def sbs(case, dns=True, boots=True):
    """A Small Business Server with a start of DNS that takes the port; returns host and the moment."""
    rng = case.rng
    host = case.host("2003")
    if boots:
        at = host.start + 12 * HOUR
        while at < host.end - 4 * DAY and rng.random() < 0.6:
            host.boot(at, dns=dns)
            at += rng.uniform(1, 3) * DAY
    begin = host.end - rng.uniform(2, 3.5) * DAY
    host.boot(begin, dns=dns)
    return host, begin + 20 * MINUTE


def pool(rng, pid, holds):
    ports = set(rng.sample(range(1025, 65000), 2500)) - {2883}
    if holds:
        ports.add(2883)
    return [("UDP", p, pid) for p in sorted(ports)]


def fails_to_the_end(case, host, first):
    n = activesync(case, host, first, host.end)
    case.expect(host=host.name, rule="activesync_port_conflict", occurrences=n, cadence="periodic", status="active")
    return n


@family
def pool_seen(case):
    host, first = sbs(case)
    fails_to_the_end(case, host, first)
    at = first + 8 * HOUR
    case.netstat(host, at, [("TCP", 25, 1444), ("UDP", 53, 1388)] + pool(case.rng, 1388, True))
    case.tasklist(host, at, [("System", 4, "N/A"), ("dns.exe", 1388, "DNS"), ("inetinfo.exe", 1444, "IISADMIN, SMTPSVC")])
    case.expect(cause="dns.exe", decided=True, strongest="confirmed", weakest="confirmed")


@family
def pool_seen_without_tasklist(case):
    """Only the socket pool has thousands of ports."""
    host, first = sbs(case)
    fails_to_the_end(case, host, first)
    case.netstat(host, first + 8 * HOUR, [("TCP", 25, 1444)] + pool(case.rng, 1388, True))
    case.expect(cause="dns.exe", decided=True, strongest="likely", weakest="likely")


@family
def pool_by_logs(case):
    host, first = sbs(case)
    fails_to_the_end(case, host, first)
    if case.rng.random() < 0.5:
        case.systeminfo(host)
    case.expect(cause="dns.exe", decided=True, strongest="likely", weakest="likely", asks="netstat")


@family
def pool_by_registry(case):
    host, first = sbs(case)
    fails_to_the_end(case, host, first)
    case.systeminfo(host)
    case.registry(host, {"MaxUserPort": case.rng.choice([60000, 65534])})
    case.expect(cause="dns.exe", decided=True, strongest="likely", weakest="likely", asks="netstat")


@family
def another_owner(case):
    host, first = sbs(case)
    fails_to_the_end(case, host, first)
    image, services = case.rng.choice([("beremote.exe", "BackupExecAgentAccelerator"), ("agentx.exe", "N/A"), ("svchost.exe", "Dhcp")])
    at = first + 3 * HOUR
    case.netstat(host, at, [("UDP", 2883, 5236), ("UDP", 53, 1388)] + pool(case.rng, 1388, False))
    case.tasklist(host, at, [("dns.exe", 1388, "DNS"), (image, 5236, services)])
    case.expect(cause=image, decided=True, strongest="confirmed", weakest="confirmed")


@family
def second_worker(case):
    host, first = sbs(case)
    fails_to_the_end(case, host, first)
    host.log(first - 2 * MINUTE, "System", "W3SVC", 1074, 4, ["3736", "ExchangeApplicationPool"])
    at = first + 3 * HOUR
    case.netstat(host, at, [("UDP", 2883, 3376), ("UDP", 53, 1388)] + pool(case.rng, 1388, False))
    case.tasklist(host, at, [("dns.exe", 1388, "DNS"), ("w3wp.exe", 3376, "N/A")])
    case.expect(cause="w3wp.exe", decided=True, strongest="confirmed", weakest="confirmed")


@family
def captures_apart(case):
    """netstat from before, tasklist from after a restart of DNS: the PID is another's now."""
    host, first = sbs(case)
    fails_to_the_end(case, host, first)
    case.netstat(host, first + 3 * HOUR, [("UDP", 2883, 1388), ("UDP", 53, 1388)] + pool(case.rng, 1388, True))
    case.tasklist(host, first + 9 * HOUR, [("spoolsv.exe", 1388, "Spooler"), ("dns.exe", 4711, "DNS")])
    case.expect(cause="dns.exe", decided=True, strongest="likely", weakest="likely")


@family
def pool_out_of_reach(case):
    """Without MaxUserPort the pool of 2003 begins at 49152; the port is not in it."""
    host, first = sbs(case)
    fails_to_the_end(case, host, first)
    case.systeminfo(host)
    case.registry(host, {})
    case.expect(cause=None, decided=False, strongest="possible", asks="netstat")


@family
def cured_by_reserving(case):
    host = case.host("2003", days=20)
    first = host.start + 4 * DAY
    host.boot(first - 20 * MINUTE, dns=True)
    end = first + 2 * DAY
    n = activesync(case, host, first, end)
    for d in (2.01, 6, 9, 12):
        host.boot(first + d * DAY, dns=True)
    case.systeminfo(host)
    case.registry(host, {"MaxUserPort": 60000, "ReservedPorts": ["1433-1434", "2883-2883"]}, at=first + 11 * DAY)
    case.expect(host=host.name, rule="activesync_port_conflict", occurrences=n, cadence="periodic", status="stopped", cure="mechanism",
                cause="dns.exe", decided=True, strongest="likely", weakest="likely")


@family
def gone_by_luck(case):
    host = case.host("2003", days=20)
    first = host.start + 4 * DAY
    host.boot(first - 20 * MINUTE, dns=True)
    n = activesync(case, host, first, first + 2 * DAY)
    for d in (2.01, 5, 8, 11):
        host.boot(first + d * DAY, dns=True)
    case.expect(host=host.name, rule="activesync_port_conflict", occurrences=n, cadence="periodic", status="stopped", cure="none|count",
                cause="dns.exe", decided=True, strongest="likely", weakest="likely")


@family
def log_ends_early(case):
    """Nothing of the log is left after the last failure but some minutes."""
    host, first = sbs(case)
    last = first + 6 * HOUR
    host.end = last + 4 * MINUTE
    n = activesync(case, host, first, last)
    case.expect(host=host.name, rule="activesync_port_conflict", occurrences=n, status="active", cause="dns.exe", decided=True, strongest="likely", weakest="likely")


# SQL Server connections -------------------------------------------------------------------------

PRELOGIN = ("A connection was successfully established with the server, but then an error occurred during the pre-login handshake. "
            "(provider: TCP Provider, error: 0 - An existing connection was forcibly closed by the remote host.) System.Data.SqlClient.SqlException")
REUSE = ("A transport-level error has occurred when sending the request to the server. (provider: TCP Provider, error: 0 - An existing "
         "connection was forcibly closed by the remote host.) System.Data.SqlClient.SqlException")
RECEIVE = ("A transport-level error has occurred when receiving results from the server. (provider: TCP Provider, error: 0 - An existing "
           "connection was forcibly closed by the remote host.) System.Data.SqlClient.SqlException")


def resets(case, host, times, text):
    for at in times:
        host.log(at, "Application", case.rng.choice([".NET Runtime", "ASP.NET 4.0.30319.0", "LineOfBusiness"]), 1026, 2, [text])
    n = len([t for t in times if host.start <= t <= host.end])
    case.expect(host=host.name, rule="sql_forcibly_closed", occurrences=n)
    return n


def client_and_server(case, server_windows=None):
    client = case.host(None, days=12, name="APP01")
    server = case.host(server_windows or client.windows, days=12, name="SQL01")
    server.end = client.end
    server.log(server.start + HOUR, "Application", "MSSQLSERVER", 17162, 4, ["SQL Server is starting"])
    return client, server


def spread(case, host, n, days=5):
    begin = host.end - days * DAY
    return sorted(begin + (host.end - begin) * case.rng.random() for _ in range(n))


@family
def sql_limit(case):
    client, server = client_and_server(case)
    times = spread(case, client, case.rng.randint(8, 40))
    resets(case, client, times, PRELOGIN)
    for at in times:
        server.log(at - timedelta(seconds=case.rng.randint(0, 40)), "Application", "MSSQLSERVER", 17809, 2, ["198.51.100.7"])
    case.expect(cause="connection_limit", decided=True, strongest="confirmed", weakest="confirmed")


@family
def sql_adapter(case):
    client, server = client_and_server(case)
    times = spread(case, client, case.rng.randint(8, 30))
    resets(case, client, times, RECEIVE)
    for at in times:
        server.log(at - timedelta(seconds=case.rng.randint(5, 60)), "System", "e1rexpress", 27, 3, ["Intel(R) Gigabit"])
    case.expect(cause="adapter|link|network", decided=True, strongest="likely", weakest="likely")


@family
def sql_offload(case):
    client, server = client_and_server(case, "2003")
    client.windows = "2003"
    times = spread(case, client, case.rng.randint(8, 30))
    resets(case, client, times, RECEIVE)
    case.systeminfo(server)
    case.registry(server, {"EnableTCPChimney": 1, "EnableRSS": 1, "EnableTCPA": 1})
    case.expect(cause="network_offload", decided=True, strongest="likely")


@family
def sql_unknown(case):
    """Nothing but the words of the client: nobody can know."""
    client = case.host(None, days=12, name="APP01")
    resets(case, client, spread(case, client, case.rng.randint(5, 20)), RECEIVE)
    case.expect(cause=None, decided=False, strongest="possible")


# Healthy machines and things that look like something ---------------------------------------------

@family
def healthy(case):
    host = case.host(case.rng.choice(["2003", "2008R2", "2012R2", "2016", "2019", "2022"]))
    at = host.start + 12 * HOUR
    while at < host.end:
        host.boot(at)
        at += case.rng.uniform(3, 9) * DAY
    case.expect(clean=True)


@family
def number_trap(case):
    """Schannel's state 10013 is no Winsock error, and 3015 has other owners."""
    host = case.host(case.rng.choice(["2012R2", "2016", "2019"]))
    for i in range(6):
        at = host.start + i * DAY + case.rng.random() * DAY
        host.log(at, "System", "Schannel", 36871, 2, ["client", "10013", "628"], ["Type", "ErrorState", "ProcessId"])
        host.log(at + HOUR, "Application", "Print Tools", 3015, 2, ["80004005", "2883"])
    case.expect(clean=True, not_rules="activesync|port")


@family
def unknown_vendor(case):
    host = case.host()
    n, at = 0, host.start + DAY
    while at < host.end:
        host.log(at, "Application", "Contoso Archive", 4711, 2, ["Job %d failed" % case.rng.randint(1, 9999), "0x%08X" % case.rng.randint(1, 9)])
        at, n = at + 37 * MINUTE, n + 1
    case.expect(clean=True, unexplained="Contoso Archive", occurrences=n)


# Other recurring trouble ------------------------------------------------------------------------

def every(host, step, channel, provider, event_id, level, data=None, names=None, first=None, jitter=0, rng=None):
    at, n = first or host.start + DAY, 0
    while at < host.end:
        when = at + (rng.uniform(-jitter, jitter) * MINUTE if jitter else timedelta())
        host.log(when, channel, provider, event_id, level, data, names)
        at, n = at + step, n + 1
    return n


@family
def failing_disk(case):
    host = case.host()
    every(host, 3 * HOUR, "System", "disk", 7, 2, [r"\Device\Harddisk1\DR1"], jitter=60, rng=case.rng)
    every(host, 7 * HOUR, "System", "Ntfs", 55, 2, ["D:"], jitter=60, rng=case.rng)
    case.expect(host=host.name, rule="disk_failing", cause="disk", decided=True, strongest="likely", weakest="likely")


@family
def storage_resets(case):
    host = case.host()
    every(host, 5 * HOUR, "System", case.rng.choice(["storahci", "iaStorA", "LSI_SAS", "megasas"]), 129, 3, [r"\Device\RaidPort0"], jitter=90, rng=case.rng)
    case.expect(host=host.name, rule="storage_resets", cause=None, decided=False, strongest="likely")


@family
def time_skew(case):
    host = case.host()
    every(host, HOUR, "System", "Microsoft-Windows-Time-Service", 36, 3, ["86400"], jitter=5, rng=case.rng)
    every(host, 3 * HOUR, "System", "Microsoft-Windows-Security-Kerberos", 5, 2, ["host/dc", "0x25"], jitter=30, rng=case.rng)
    case.expect(host=host.name, rule="time_skew", cause=None, decided=False, strongest="likely")


@family
def no_controller_at_boot(case):
    host = case.host()
    n, at = 0, host.start + DAY
    while at < host.end:
        host.boot(at)
        host.log(at + 70 * timedelta(seconds=1), "System", "NETLOGON", 5719, 2, ["EXAMPLE", "%%1311"])
        at, n = at + case.rng.uniform(1, 2) * DAY, n + 1
    case.expect(host=host.name, rule="no_domain_controller", occurrences=n, cadence="after-boot" if n >= 3 else None, cause=None, decided=False,
                strongest="likely")


@family
def ias_loses_its_port(case):
    host, first = sbs(case)
    n = 0
    for i in range(4):
        at = first - 20 * MINUTE + i * 3 * HOUR
        if i:
            host.boot(at, dns=True)
        host.log(at + 90 * timedelta(seconds=1), "System", SCM, 7023, 2, ["Internet Authentication Service", "%%10048"])
        n += 1
    case.expect(host=host.name, rule="ias|radius", cause="dns.exe", decided=True, strongest="likely", weakest="likely", asks="netstat")


@family
def http_port_taken(case):
    host = case.host()
    every(host, 6 * HOUR, "System", "Microsoft-Windows-HttpEvent", 15005, 2, [r"\Device\Http\ReqQueue", "0.0.0.0:80"], jitter=60, rng=case.rng)
    case.expect(host=host.name, rule="http", cause=None, decided=False, strongest="likely", asks="netstat")


FAMILIES += incidents.FAMILIES


def main():
    folder, cases, seed = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    begin = int(sys.argv[4]) if len(sys.argv) > 4 else 0
    for i in range(begin, begin + cases):
        rng = random.Random(seed * 100003 + i)
        f = FAMILIES[i % len(FAMILIES)]
        case = Case(rng, "%s/%03d-%s" % (folder, i, f.__name__), f.__name__)
        f(case)
        for host in case.hosts:
            if not case.silent:
                host.noise()
        case.write()


if __name__ == "__main__":
    main()
