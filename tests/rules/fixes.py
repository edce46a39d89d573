#!/usr/bin/env python3
"""Are the steps of the fixes safe?  usage: fixes.py FOLDER

What the knowledge reports and their corrections warn of must not stand in a command that is printed; a step that only looks changes
nothing and restarts nothing; a command that writes into the registry or changes a service says how it is taken back. Prints
"fixes: N passed, N failed"; exit code 1 when something failed, 77 without PyYAML."""

import glob
import os
import re
import sys

try:
    import yaml
except ImportError:
    print("fixes: python3-yaml is not here, nothing was checked")
    sys.exit(77)

# Numbers are those of the corrections where one stands behind it.
NEVER = [(re.compile(pattern, re.I), why) for pattern, why in (
    (r"MaxUserPort.* /d (0x1388|5000)\b", "2: the socket pool is squeezed into 1024-5000"),
    (r"SocketPoolSize.* /d \d{1,3}\b|SocketPoolSize \d{1,3}\b", "5: forged answers are accepted more easily"),
    (r"stop [^&]*&&", "6: what was stopped stays down when the next command fails"),
    (r"dynamicport .*start=(1025|[1-9]\d{0,3})\b", "8: takes the ports of every service above 1024"),
    (r"SynAttackProtect.* /d 0(?!.* /f$)", "19"),
    (r"(SSL [23]\.0|TLS 1\.[01])\\.*Enabled.* /d (1|0xffffffff)", "21: old protocols come back"),
    (r"PagedPoolSize.* /d", "24: harms with /3GB and on terminal servers"),
    (r"resetpwd|ResumeReplication|forceremoval|MachineKeys.*(grant|/g)|BurFlags", "24: never a command to copy"),
    (r"Allow Replication With Divergent|Dsa Not Writable.*delete|delete .*Dsa Not Writable", "24: divergent replication"),
    (r"(eseutil|esentutl) /p", "throws data away"),
    (r"REPAIR_ALLOW_DATA_LOSS|ATTACH_REBUILD_LOG|FORCE_REBUILD", "throws data away"),
    (r"DisableLoopbackCheck.* /d (0x)?1", "opens the machine to reflected logons"),
    (r"AllowInsecureGuestAuth.* /d (0x)?1|RequireSecuritySignature.* /d 0", "lowers security of SMB for all"),
    (r"advfirewall set \S+ state off|firewall set opmode.* disable", "switches the whole firewall off"),
    (r"vssadmin delete shadows|wevtutil cl\b|Clear-EventLog", "deletes what is to be kept"),
    (r"regsvr32.*swprv(?!.*es\.dll)", "breaks VSS on Vista and later"),
)]
CHANGES = re.compile(r"\breg (add|delete|import|load)\b|\bsc (config|delete|start|stop)\b|\bnet (start|stop)\b|iisreset|regsvr32|\bdel \b|\brd /s|"
                     r"chkdsk \S+ /[fr]|/grant |/setowner|takeown|netsh .*\b(set|add|delete|reset)\b|"
                     r"\b(Set|Remove|Start|Stop|Restart|Disable|Enable|Update|Clear|Reset|New|Add|Resume|Suspend)-[A-Z]|"
                     r"vssadmin (resize|delete|add)|bcdedit /set|sfc /scannow|/RestoreHealth|\bALTER\b|\bKILL\b|sp_configure '", re.I)
WRITES = re.compile(r"\breg (add|delete)\b|\bsc config\b|netsh .*\b(set|add)\b", re.I)
READS = re.compile(r"'show advanced options'|Start-ScheduledTask -WhatIf|dynamicport", re.I)


def steps(document):
    told = document.get("diagnosis", {}).get("hypotheses", []) if "diagnosis" in document else []
    for h in told + ([document["hypothesis"]] if isinstance(document.get("hypothesis"), dict) else []):
        for step in h.get("fix") or []:
            yield h.get("id", "?"), step


def faults(step, applies):
    run = re.sub(r"Add-PSSnapin \S+", "", str(step.get("run") or ""))
    for pattern, why in NEVER:
        if pattern.search(run) and not (why == "19" and step.get("never") and step.get("security") == "opens"):
            if not (why.startswith("breaks VSS") and applies):
                yield "%s (%s)" % (run, why)
    if step.get("kind") == "look" and CHANGES.search(run) and not READS.search(run):
        yield "a step that looks changes something: %s" % run
    if step.get("kind") == "look" and step.get("risk") not in (None, "none"):
        yield "a step that looks has a risk: %s" % step.get("do")
    if WRITES.search(run) and not step.get("undo"):
        yield "nothing says how to take back: %s" % run
    if step.get("security") == "lowers" and not (step.get("never") or step.get("note") or step.get("undo")):
        yield "lowers security without a word: %s" % step.get("do")


def main():
    passed, bad = 0, 0
    for path in sorted(glob.glob(os.path.join(sys.argv[1], "**", "*.yml"), recursive=True)):
        for d in yaml.safe_load_all(open(path, encoding="utf-8")):
            for name, step in steps(d or {}):
                found = list(faults(step, "nt|lt" in (step.get("applies") or {})))
                for fault in found:
                    print("FAIL %s: %s: %s" % (path, name, fault))
                bad += bool(found)
                passed += not found
    print("fixes: %d passed, %d failed" % (passed, bad))
    return 1 if bad or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
