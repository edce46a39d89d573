#!/usr/bin/env python3
"""Is the table of scenarios true of the rules?  usage: check.py RULES TABLE [--page]

TABLE names what other tools filter for, and which of our rules know each event. Every rule it names must exist; a rule that it
names for an event must name that event, itself or through the rules it counts; an event that it calls missing must be known to no
problem. --page prints docs/SCENARIOS.md. Prints "scenarios: N passed, N failed"; exit code 1 when something failed, 77 without
PyYAML."""

import csv
import glob
import os
import sys

try:
    import yaml
except ImportError:
    print("scenarios: python3-yaml is not here, nothing was checked")
    sys.exit(77)

SOURCES = {
    "eventlogexpert": ("Built-in scenarios of EventLogExpert",
                       "https://github.com/microsoft/EventLogExpert/tree/main/src/EventLogExpert.Scenarios/Scenarios/built-in"),
    "nsa": ("Events that the NSA recommends to collect, the operational ones",
            "https://github.com/nsacyber/Event-Forwarding-Guidance/blob/master/Events/RecommendedEvents.csv"),
}
INTRO = """# Scenarios

What other tools filter event logs for, and what our rules make of it. Made from `tests/scenarios/scenarios.csv` by `make docs`; `make rules`
fails when a rule that is named is gone, does not know the event any more, or when a rule has come for an event that is called missing.

A filter shows events; a problem weighs their causes. Rules in *slanted* letters are evidence that problems weigh, no problem of their own.
Scenarios that record what was done (logons, changes, audit) are no faults and listed at the end of each part; the rules of SigmaHQ,
which culprit runs as well, look at them. Filters that ask for nothing but errors of a whole log (five of them) are left out: the report of
culprit lists the recurring errors that no rule explains.
"""


def load(folder):
    rules = {}
    for path in glob.glob(os.path.join(folder, "**", "*.yml"), recursive=True):
        for d in yaml.safe_load_all(open(path, encoding="utf-8")):
            if d and d.get("name"):
                rules[d["name"]] = d
    return rules


def listed(value):
    return value if isinstance(value, list) else [value]


def provider_fits(selection, provider):
    """None where the selection does not ask for one."""
    for key, values in selection.items():
        name, *modifiers = key.split("|")
        if name != "Provider_Name":
            continue
        for value in (str(v).lower() for v in listed(values)):
            if value.endswith("*"):
                value, modifiers = value[:-1], modifiers + ["startswith"]
            asked = provider.lower()
            if value in asked if "contains" in modifiers else asked.startswith(value) if "startswith" in modifiers else asked == value:
                return True
        return False
    return None


def names_event(rule, provider, number):
    selections = [m for name, s in rule.get("detection", {}).items() if name != "condition" for m in listed(s) if isinstance(m, dict)]
    anywhere = any(provider_fits(s, provider) for s in selections)
    return any(number in listed(s.get("EventID")) and (provider_fits(s, provider) or (provider_fits(s, provider) is None and anywhere))
               for s in selections)


def counted(rules, name, seen):
    """The rule and those it counts."""
    if name not in seen and name in rules:
        seen.add(name)
        for other in listed(rules[name].get("correlation", {}).get("rules") or []):
            counted(rules, other, seen)
    return seen


def faults(rules, row):
    named = row["rules"].split()
    for name in named:
        if name not in rules:
            yield "there is no rule %s" % name
    parts = {name: counted(rules, name, set()) for name in named}
    told = set()
    for number in map(int, row["known"].split()):
        by = {n for n, p in parts.items() if any(names_event(rules[r], row["provider"], number) for r in p)}
        told |= by
        if not by:
            yield "none of the rules named knows %s %d" % (row["provider"], number)
    for name in set(named) & set(rules) - told:
        yield "%s knows none of the events" % name
    for number in map(int, filter(str.isdigit, row["missing"].split())):
        for name in rules:
            if "diagnosis" in rules[name] and any(names_event(rules[r], row["provider"], number) for r in counted(rules, name, set())):
                yield "%s %d is not missing, %s knows it" % (row["provider"], number, name)
    if row["kind"] not in ("fault", "record") or row["collection"] not in SOURCES:
        yield "kind or collection"
    if row["kind"] == "fault" and row["missing"] and not row["gap"]:
        yield "no words for the gap"


def cell(text):
    return text.replace("|", "\\|").replace("*", "\\*") or " "


def page(rules, rows):
    print(INTRO)
    faults_ = [r for r in rows if r["kind"] == "fault"]
    print("Of %d filters for faults our rules know all events of %d, some of %d, none of %d." % (
        len(faults_), sum(not r["missing"] for r in faults_), sum(bool(r["missing"] and r["known"]) for r in faults_),
        sum(not r["known"] for r in faults_)))
    for collection, (title, address) in SOURCES.items():
        print("\n## %s\n\n[%s](<%s>)" % (title, collection, address))
        groups = list(dict.fromkeys(r["group"] for r in rows if r["collection"] == collection))
        for group in groups:
            mine = [r for r in rows if (r["collection"], r["group"]) == (collection, group)]
            print("%s\n| scenario | provider | known | missing | rules | gap |\n| --- | --- | --- | --- | --- | --- |" % (
                "\n### %s\n" % group if group else ""))
            for r in sorted(mine, key=lambda r: r["kind"] == "record"):
                names = " ".join(("`%s`" if "diagnosis" in rules[n] else "*`%s`*") % n for n in r["rules"].split())
                gap = r["gap"] or ("a record, no fault" if r["kind"] == "record" else "")
                print("| %s | %s | %s | %s | %s | %s |" % (
                    cell(r["scenario"]), cell(r["provider"]), cell(r["known"]), cell(r["missing"]), names or " ", cell(gap)))


def main():
    rules = load(sys.argv[1])
    rows = list(csv.DictReader(open(sys.argv[2], encoding="utf-8")))
    bad = [(r["scenario"], f) for r in rows for f in faults(rules, r)]
    for scenario, fault in bad:
        print("FAIL %s: %s: %s" % (sys.argv[2], scenario, fault), file=sys.stderr)
    if "--page" in sys.argv:
        page(rules, rows)
    else:
        failed = len({s for s, _ in bad})
        print("scenarios: %d passed, %d failed" % (len(rows) - failed, failed))
    return 1 if bad or not rows else 0


if __name__ == "__main__":
    sys.exit(main())
