#!/usr/bin/env python3
"""Runs the program on simulated cases and compares with the truth.  usage: judge.py PROGRAM FOLDER [RULES]

Prints the figures that issue 5 is judged by, and every case that misses one; exit code 1 when a figure is out of its bound."""

import concurrent.futures
import glob
import json
import os
import re
import subprocess
import sys

ORDER = ["ruled out", "unlikely", "possible", "likely", "confirmed"]
HARMFUL = re.compile(r"start=1025|MaxUserPort /t REG_DWORD /d 5000|\bformat [a-z]:|metadata cleanup|netdom resetpwd", re.I)


def report_of(program, folder, rules):
    command = [program, "analyze", "--progress", "never", "-q", "-f", "json"] + (["--rules", rules] if rules else []) + [folder]
    done = subprocess.run(command, capture_output=True)
    if done.returncode not in (0, 4):
        raise SystemExit("%s: exit code %d: %s" % (folder, done.returncode, done.stderr.decode()[-300:]))
    return json.loads(done.stdout)


def names_of(h):
    c = h["culprit"]
    return " ".join([h["id"], h["title"], c["service"], c["image"], c["display_name"]]).lower()


def finding_of(report, truth):
    for f in report["findings"]:
        if f["host"].lower() == truth["host"].lower() and re.search("^(%s)" % truth["rule"], f["rule"]["name"]):
            return f
    for f in report["findings"]:
        if f["host"].lower() == truth["host"].lower() and re.search(truth["rule"], f["rule"]["name"]):
            return f
    return None


def judge_clean(report, truth, miss):
    for f in report["findings"]:
        if f["rule"]["level"] in ("medium", "high", "critical") and f["category"] != "benign":
            miss("clean", "claims %s (%s)" % (f["rule"]["name"], f["rule"]["level"]))
        if truth.get("not_rules") and re.search(truth["not_rules"], f["rule"]["name"]):
            miss("clean", "takes the bait: %s" % f["rule"]["name"])
    if truth.get("unexplained"):
        u = [u for u in report["unexplained"] if u["provider"] == truth["unexplained"]]
        if not u:
            miss("unexplained", "not told: %s" % truth["unexplained"])
        elif sum(x["occurrences"] for x in u) != truth["occurrences"]:
            miss("occurrences", "unexplained %d, true %d" % (sum(x["occurrences"] for x in u), truth["occurrences"]))


def judge_finding(f, truth, miss, brier):
    first = f["hypotheses"][0]
    right = bool(truth.get("cause")) and bool(re.search(truth["cause"].lower(), names_of(first)))
    if truth.get("cause"):
        brier.append((first["probability"] - right) ** 2)
    if truth["decided"] and not right:
        miss("first", "first is %s (%.2f), true %s" % (first["id"], first["probability"], truth["cause"]))
    if ORDER.index(first["verdict"]) > ORDER.index(truth["strongest"]):
        miss("verdict", "%s is %s (%.2f), the evidence bears %s" % (first["id"], first["verdict"], first["probability"], truth["strongest"]))
    if right and truth.get("weakest") and ORDER.index(first["verdict"]) < ORDER.index(truth["weakest"]):
        miss("weak", "%s is only %s (%.2f; %s), the evidence bears %s" % (first["id"], first["verdict"], first["probability"], first["cap"], truth["weakest"]))
    for key in ("occurrences", "status"):
        if truth.get(key) is not None and f[key] != truth[key]:
            miss(key, "%s %s, true %s" % (key, f[key], truth[key]))
    if truth.get("cadence") and f["cadence"]["kind"] != truth["cadence"]:
        miss("cadence", "cadence %s, true %s" % (f["cadence"]["kind"], truth["cadence"]))
    if truth.get("cure") and not re.fullmatch(truth["cure"], f["cure"]):
        miss("status", "cure %s, true %s" % (f["cure"], truth["cure"]))
    if truth.get("asks") and not any(truth["asks"] in m["collect"] for m in f["missing_evidence"]):
        miss("asks", "does not ask for %s" % truth["asks"])
    for h in f["hypotheses"]:
        for step in h["fix"]:
            if HARMFUL.search(step["run"]):
                miss("fix", "harmful: %s" % step["run"])


def judge(program, folder, rules):
    truth = json.load(open(folder.rstrip("/") + ".truth.json"))
    report = report_of(program, folder, rules)
    misses, brier = [], []

    def miss(kind, text):
        misses.append((kind, text))

    if truth.get("clean"):
        judge_clean(report, truth, miss)
    else:
        f = finding_of(report, truth)
        if f is None:
            miss("found", "no finding of %s on %s" % (truth["rule"], truth["host"]))
        else:
            judge_finding(f, truth, miss, brier)
    return truth, misses, brier


def main():
    program, folder = sys.argv[1], sys.argv[2]
    rules = sys.argv[3] if len(sys.argv) > 3 else None
    cases = sorted(d for d in glob.glob(os.path.join(folder, "*/")))
    count, brier, decided = {}, [], 0
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for (truth, misses, b) in pool.map(lambda c: judge(program, c, rules), cases):
            decided += bool(truth.get("decided"))
            brier += b
            for kind, text in misses:
                count[kind] = count.get(kind, 0) + 1
                print("%-28s %-12s %s" % (truth["family"], kind, text))
    right = decided - count.get("first", 0)
    score = sum(brier) / len(brier) if brier else 0
    print("%d cases; first-ranked right in %d of %d decided (%.1f %%); Brier score %.3f" % (len(cases), right, decided, 100 * right / max(decided, 1), score))
    print("misses: " + (", ".join("%s %d" % kv for kv in sorted(count.items())) or "none"))
    bad = {k: v for k, v in count.items() if k != "first"}
    return 1 if bad or right < 0.95 * decided or score >= 0.08 else 0


if __name__ == "__main__":
    sys.exit(main())
