"""Many small clients: sick, healthy, silent, packed, unreadable, empty, hostile.  usage: make_cases.py DIR N"""
import os
import random
import sys
import zipfile

EVENT = ("<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Provider Name='{provider}'/>"
         "<EventID>{id}</EventID><Level>{level}</Level><TimeCreated SystemTime='{time}'/><EventRecordID>{record}</EventRecordID>"
         "<Channel>{channel}</Channel><Computer>{host}</Computer></System><EventData>{data}</EventData></Event>")
KINDS = {  # what a client suffers from: provider, id, channel, level, values
    "disk": ("disk", 7, "System", 2, ["\\Device\\Harddisk0\\DR0"]),
    "dcom": ("Microsoft-Windows-DistributedCOM", 10016, "System", 2, ["application-specific", "Local", "Activation"]),
    "sql": ("MSSQLSERVER", 17809, "Application", 2, ["10.0.0.9"]),
    "crash": ("Service Control Manager", 7031, "System", 2, ["Print Spooler", "3", "60000", "1", "Restart the service"]),
}


def moment(minutes):
    day, rest = divmod(minutes, 1440)
    return "2024-%02d-%02dT%02d:%02d:00.0000000Z" % (6 + day // 28, 1 + day % 28, rest // 60, rest % 60)


def log(host, kind, rng, days):
    events, record = [], 1
    for day in range(days):
        rows = [("EventLog", 6005, "System", 4, []), ("EventLog", 6013, "System", 4, ["", "", "", "", str(day * 86400), "60"])]
        rows += [KINDS[kind]] * rng.randint(3, 6) if kind else []
        rows += [("USER32", 1074, "System", 4, ["explorer.exe", host, "", "", "", "", host.replace("HOST", "USER")])] if day % 10 == 9 else []
        for i, (provider, number, channel, level, values) in enumerate(rows):
            data = "".join("<Data>%s</Data>" % v for v in values)
            events.append(EVENT.format(provider=provider, id=number, level=level, channel=channel, host=host, record=record,
                                       time=moment(day * 1440 + 60 * i + rng.randint(0, 59)), data=data))
            record += 1
    return "<Events>\n" + "\n".join(events) + "\n</Events>\n"


def main(folder, count):
    clients = []
    for i in range(count):
        rng, name = random.Random(i), "client-%04d" % i
        host, kind = "HOST-%04d-A" % i, (list(KINDS) + [None])[i % 5]
        path = os.path.join(folder, name)
        if i % 50 == 7:  # a packed one
            with zipfile.ZipFile(path + ".zip", "w") as packed:
                packed.writestr("System.xml", log(host, kind, rng, 20))
            continue
        os.makedirs(path)
        if i % 50 == 13:  # nothing at all
            continue
        with open(os.path.join(path, "System.xml"), "w", encoding="utf-8") as out:
            if i % 50 == 17:  # no log
                out.write("this is no log\n" * 40)
                continue
            if i % 50 == 23:  # markup and escapes where names belong
                host = "&lt;img src=x onerror=alert(1)&gt;\u202e%04d" % i
            out.write(log(host, kind, rng, 30))
        expected = [host]
        if i % 10 == 3:  # a second host that went silent
            expected.append("HOST-%04d-B" % i)
            with open(os.path.join(path, "second.xml"), "w", encoding="utf-8") as out:
                out.write(log(expected[1], None, rng, 3))
        if "&" not in host:
            clients.append("    - {name: %s, hosts: [%s], zone: Europe/Berlin, contact: 'desk@%s.example'}" % (name, ", ".join(expected), name))
    with open(folder + ".clients.yml", "w", encoding="utf-8") as out:
        out.write("clients:\n" + "\n".join(clients) + "\n")


main(sys.argv[1], int(sys.argv[2]))
