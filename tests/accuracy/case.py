"""One simulated case: hosts with their logs and companion files, written as a client would send them, and the truth about it.

Everything is drawn from the random generator given, so that a seed is a case. Used by simulate.py."""

import json
import os
from datetime import datetime, timedelta
from xml.sax.saxutils import escape, quoteattr

NS = "http://schemas.microsoft.com/win/2004/08/events/event"
OLD = {"2003": "5.2"}
NT = {"2003": "5.2", "2008": "6.0", "2008R2": "6.1", "2012R2": "6.3", "2016": "10.0", "2019": "10.0", "2022": "10.0"}
BUILD = {"2003": 3790, "2008": 6002, "2008R2": 7601, "2012R2": 9600, "2016": 14393, "2019": 17763, "2022": 20348}
NAME = {"2003": "Microsoft(R) Windows(R) Server 2003, Standard Edition", "2008": "Microsoftr Windows Serverr 2008 Standard",
        "2008R2": "Microsoft Windows Server 2008 R2 Standard", "2012R2": "Microsoft Windows Server 2012 R2 Standard",
        "2016": "Microsoft Windows Server 2016 Standard", "2019": "Microsoft Windows Server 2019 Standard",
        "2022": "Microsoft Windows Server 2022 Standard"}
TCPIP = r"HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Services\Tcpip\Parameters"
SCM = "Service Control Manager"


class Host:
    def __init__(self, case, name, windows, start, days):
        self.case, self.name, self.windows, self.start = case, name, windows, start
        self.end = start + timedelta(days=days)
        self.events = []
        self.rng = case.rng

    @property
    def old(self):
        return self.windows in OLD

    def log(self, at, channel, provider, event_id, level, data=None, names=None):
        """`data` is a list; `names` gives its fields names where this Windows has them."""
        if not self.start <= at <= self.end:
            return
        self.events.append((at, len(self.events), channel, provider, event_id, level, data or [], names))

    def service(self, at, name, display, state="running"):
        data = [display, state] if self.old else [display, state]
        self.log(at, "System", SCM, 7036, 4, data, None if self.old else ["param1", "param2"])

    def boot(self, at, clean=True, dns=False):
        """A restart; returns when the services have started."""
        if clean:
            self.log(at - timedelta(minutes=4), "System", "USER32", 1074, 4, ["explorer.exe", self.name, "", "", "restart", "", "ADMIN"])
            self.log(at - timedelta(minutes=2), "System", "EventLog", 6006, 4)
        if not self.old:
            self.log(at, "System", "Microsoft-Windows-Kernel-General", 12, 4,
                     [NT[self.windows].split(".")[0], NT[self.windows].split(".")[1], str(BUILD[self.windows]), "0", "0", "0", ""],
                     ["MajorVersion", "MinorVersion", "BuildVersion", "QfeVersion", "ServiceVersion", "BootMode", "StartTime"])
        self.log(at + timedelta(seconds=20), "System", "EventLog", 6009, 4,
                 [NT[self.windows] + ".", str(BUILD[self.windows]), "Service Pack 2" if self.old else "", "Multiprocessor Free"])
        self.log(at + timedelta(seconds=20), "System", "EventLog", 6005, 4)
        if not clean:
            self.log(at + timedelta(seconds=21), "System", "EventLog", 6008, 2, ["03:11:00", "1/1/2012", "", "", "100"])
        if dns:
            self.dns_start(at + timedelta(seconds=50))
        return at + timedelta(minutes=2)

    def dns_start(self, at):
        self.log(at, "DNS Server", "DNS" if self.old else "Microsoft-Windows-DNS-Server-Service", 2, 4)
        self.service(at, "DNS", "DNS Server")

    def dns_restart(self, at):
        self.log(at - timedelta(seconds=5), "DNS Server", "DNS" if self.old else "Microsoft-Windows-DNS-Server-Service", 3, 4)
        self.service(at - timedelta(seconds=5), "DNS", "DNS Server", "stopped")
        self.dns_start(at)

    def noise(self):
        """What a healthy server writes."""
        rng, at = self.rng, self.start
        step = timedelta(minutes=rng.randint(35, 90))
        shows = ["Windows Installer", "Volume Shadow Copy", "WinHTTP Web Proxy Auto-Discovery Service", "Application Experience"]
        while at < self.end:
            at += step * rng.uniform(0.3, 1.7)
            kind = rng.random()
            if kind < 0.45:
                self.service(at, "", rng.choice(shows), rng.choice(["running", "stopped"]))
            elif kind < 0.7:
                self.log(at, "Application", "ESE" if self.old else "ESENT", rng.choice([700, 701]), 4, ["Information Store", "2984", "", "priv1.edb"])
            elif kind < 0.8:
                self.log(at, "Application", "SceCli", 1704, 4)
            elif kind < 0.86 and not self.old:
                self.log(at, "System", "Microsoft-Windows-DistributedCOM", 10016, 2,
                         ["application-specific", "Local", "Activation", "{8D8F4F83-3594-4F07-8369-FC3C3CAE4919}", "{F72671A9-012C-4725-9D2F-2A4D32D65169}",
                          "NT AUTHORITY", "SYSTEM", "S-1-5-18", "LocalHost (Using LRPC)"],
                         ["param1", "param2", "param3", "param4", "param5", "param6", "param7", "param8", "param9"])
            elif kind < 0.92:
                self.log(at, "System", "W32Time" if self.old else "Microsoft-Windows-Time-Service", 35, 4, ["dc"])
            elif kind < 0.97:
                self.log(at, "System", "Microsoft-Windows-WindowsUpdateClient" if not self.old else "Windows Update Agent", 19, 4, ["Definition Update"])
            else:
                self.log(at, "Application", "Application Error", 1000, 2, [rng.choice(["viewer.exe", "acrord32.exe"]), "1.0", "ntdll.dll", "6.1", "0001"])
        once = self.start + (self.end - self.start) * rng.random()
        self.log(once, "System", SCM, 7009, 2, ["30000", "Printer Helper"], None if self.old else ["param1", "param2"])
        if not self.old:
            self.log(once, "System", "Microsoft-Windows-DNS-Client", 1014, 3, ["wpad.example.com", "16", "02"], ["QueryName", "AddressLength", "Address"])


def xml_event(host, number, event):
    at, _, channel, provider, event_id, level, data, names = event
    fields = "".join("<Data%s>%s</Data>" % (" Name=" + quoteattr(names[i]) if names and i < len(names) else "", escape(str(v)))
                     for i, v in enumerate(data))
    return ("<Event xmlns='%s'><System><Provider Name=%s/><EventID Qualifiers='0'>%d</EventID><Level>%d</Level><Task>0</Task>"
            "<Keywords>0x80000000000000</Keywords><TimeCreated SystemTime='%sZ'/><EventRecordID>%d</EventRecordID><Channel>%s</Channel>"
            "<Computer>%s</Computer><Security/></System><EventData>%s</EventData></Event>"
            % (NS, quoteattr(provider), event_id, level, at.strftime("%Y-%m-%dT%H:%M:%S.%f000"), number, escape(channel), escape(host.name), fields))


def json_event(host, number, event):
    at, _, channel, provider, event_id, level, data, names = event
    if names:
        fields = {n: str(v) for n, v in zip(names, data)}
    else:
        fields = {"Data": {"#text": [str(v) for v in data]}} if data else None
    return json.dumps({"Event": {"#attributes": {"xmlns": NS}, "System": {
        "Provider": {"#attributes": {"Name": provider}}, "EventID": event_id, "Level": level, "Task": 0, "Keywords": "0x80000000000000",
        "TimeCreated": {"#attributes": {"SystemTime": at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")}}, "EventRecordID": number,
        "Channel": channel, "Computer": host.name, "Security": None}, "EventData": fields}})


class Case:
    def __init__(self, rng, folder, family):
        self.rng, self.folder, self.family = rng, folder, family
        self.hosts, self.files = [], {}
        self.silent = False  # no log but the files
        self.truth = {"family": family}

    def host(self, windows=None, days=None, name=None):
        rng = self.rng
        windows = windows or rng.choice(["2008R2", "2012R2", "2016", "2019", "2022"])
        start = datetime(rng.randint(2009, 2013) if windows in OLD else rng.randint(2014, 2023), rng.randint(1, 12), rng.randint(1, 28), rng.randint(0, 23), 7)
        if self.hosts:
            start = self.hosts[0].start
        host = Host(self, name or rng.choice(["ALDER", "BIRCH", "CEDAR", "MAPLE", "ROWAN", "HAZEL"]) + rng.choice(["-SRV", "-DC", "01", "-SBS"]),
                    windows, start, days or rng.randint(9, 25))
        self.hosts.append(host)
        return host

    def file(self, name, text, encoding="utf-8"):
        self.files[name] = text.encode(encoding)

    def systeminfo(self, host):
        self.file("systeminfo-%s.txt" % host.name, "\r\nHost Name:                 %s\r\nOS Name:                   %s\r\nOS Version:                %s.%d %s\r\n"
                  "OS Manufacturer:           Microsoft Corporation\r\n" % (
                      host.name, NAME[host.windows], NT[host.windows], BUILD[host.windows],
                      "Service Pack 2 Build 3790" if host.old else "N/A Build %d" % BUILD[host.windows]))

    def registry(self, host, values, key=TCPIP, at=None):
        lines = ["Windows Registry Editor Version 5.00", "", "[%s]" % key, '"Hostname"="%s"' % host.name.lower()]
        for name, value in values.items():
            if isinstance(value, int):
                lines.append('"%s"=dword:%08x' % (name, value))
            else:
                raw = "".join(v + "\0" for v in value) + "\0"
                lines.append('"%s"=hex(7):%s' % (name, ",".join("%02x" % b for b in raw.encode("utf-16le"))))
        stamp = at.strftime("-%Y-%m-%d") if at else ""
        self.file("tcpip-%s%s.reg" % (host.name, stamp), "\r\n".join(lines) + "\r\n", "utf-16")

    def netstat(self, host, at, rows):
        """rows: (protocol, port, pid)"""
        text = "C:\\>date /t\r\n%s\r\n\r\nC:\\>time /t\r\n%s\r\n\r\nC:\\>netstat -ano\r\n\r\nActive Connections\r\n\r\n" % (at.strftime("%a %m/%d/%Y"), at.strftime("%I:%M %p"))
        text += "  Proto  Local Address          Foreign Address        State           PID\r\n"
        for protocol, port, pid in rows:
            text += "  %-6s %-22s %-22s %-15s %d\r\n" % (protocol, "0.0.0.0:%d" % port, "0.0.0.0:0" if protocol == "TCP" else "*:*",
                                                        "LISTENING" if protocol == "TCP" else "", pid)
        self.file("netstat-%s.txt" % host.name, text)

    def tasklist(self, host, at, rows):
        """rows: (image, pid, services)"""
        text = "C:\\>date /t\r\n%s\r\n\r\nC:\\>time /t\r\n%s\r\n\r\nC:\\>tasklist /svc\r\n\r\nImage Name                   PID Services\r\n" % (at.strftime("%a %m/%d/%Y"), at.strftime("%I:%M %p"))
        text += "========================= ====== =============================================\r\n"
        for image, pid, services in rows:
            text += "%-25s %6d %s\r\n" % (image, pid, services)
        self.file("tasklist-%s.txt" % host.name, text)

    def expect(self, **truth):
        self.truth.update(truth)

    def write(self):
        rng = self.rng
        os.makedirs(self.folder, exist_ok=True)
        for host in self.hosts:
            host.events.sort()
            channels = sorted({e[2] for e in host.events})
            form = rng.choice(["windows", "windows", "windows", "utf16", "evtxexport", "jsonl"])
            for channel in channels:
                events = [e for e in host.events if e[2] == channel]
                first = rng.randint(1000, 90000)
                stem = os.path.join(self.folder, "%s-%s" % (host.name, channel.replace("/", "_")))
                if form == "jsonl":
                    with open(stem + ".json", "w") as f:
                        f.writelines(json_event(host, first + i, e) + "\n" for i, e in enumerate(events))
                elif form == "evtxexport":
                    with open(stem + ".xml", "w") as f:
                        f.write("evtxexport 20181227\n\n" + "\n\n".join(xml_event(host, first + i, e) for i, e in enumerate(events)) + "\n\n")
                else:
                    text = "<?xml version=\"1.0\" encoding=\"%s\" standalone=\"yes\"?>\r\n<Events>%s</Events>" % (
                        "utf-16" if form == "utf16" else "utf-8", "".join(xml_event(host, first + i, e) for i, e in enumerate(events)))
                    with open(stem + ".xml", "wb") as f:
                        f.write(text.encode("utf-16" if form == "utf16" else "utf-8"))
        for name, data in self.files.items():
            with open(os.path.join(self.folder, name), "wb") as f:
                f.write(data)
        with open(self.folder.rstrip("/") + ".truth.json", "w") as f:
            json.dump(self.truth, f, indent=1, default=str)
