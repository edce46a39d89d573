#!/usr/bin/env python3
"""Are the rule files Sigma for others, and what our schema says?  usage: portable.py FOLDER [SCHEMA]

Loads every file as the YAML that pySigma loads (PyYAML's own loader, stricter than libyaml about plain words in flow collections)
and checks what the Sigma specification 2.1 asks of a document and pySigma refuses: ids, levels, states, time spans, modifiers,
conditions of correlations, regular expressions. Where pySigma itself is installed the rules are loaded with it as well. Prints
"N passed, N failed"; exit code 1 when something failed, 77 without PyYAML."""

import glob
import json
import os
import re
import sys
import uuid

try:
    import yaml
except ImportError:
    print("portable: python3-yaml is not here, nothing was checked")
    sys.exit(77)

LEVELS = {"informational", "low", "medium", "high", "critical"}
STATES = {"stable", "test", "experimental", "deprecated", "unsupported"}
TYPES = {"event_count", "value_count", "temporal", "temporal_ordered", "value_sum", "value_avg", "value_percentile", "value_median"}
COMPARES = {"gt", "gte", "lt", "lte", "eq", "neq", "field", "percentile"}
MODIFIERS = set("""all base64 base64offset cased cidr contains day endswith exists expand fieldref gt gte hour i lt lte m minute month
                   neq re s startswith utf16 utf16be utf16le week wide windash year""".split())


def search_faults(value, where):
    """Faults of a search identifier: a map, a list of maps, or keywords."""
    for item in value if isinstance(value, list) else [value]:
        for key, values in item.items() if isinstance(item, dict) else []:
            modifiers = str(key).split("|")[1:]
            for unknown in set(modifiers) - MODIFIERS:
                yield "%s: modifier %s" % (where, unknown)
            for text in values if isinstance(values, list) and "re" in modifiers else [values] if "re" in modifiers else []:
                try:
                    re.compile(str(text))
                except re.error as e:
                    yield "%s: %s: %s" % (where, text, e)


def detection_faults(document):
    source, detection = document.get("logsource"), document.get("detection")
    if not isinstance(source, dict) or not {"category", "product", "service"} & set(source):
        yield "no logsource"
    if not isinstance(detection, dict) or "condition" not in detection or len(detection) < 2:
        yield "no detection"
        return
    for name, value in detection.items():
        if name not in ("condition", "timeframe"):
            yield from search_faults(value, name)


def correlation_faults(document):
    c = document["correlation"]
    if c.get("type") not in TYPES:
        yield "type %s" % c.get("type")
    if not isinstance(c.get("rules"), list) and not isinstance(c.get("condition"), str):
        yield "rules is no list"
    if not re.fullmatch(r"\d+[smhdwMy]", str(c.get("timespan"))):
        yield "timespan %s" % c.get("timespan")
    if not isinstance(c.get("group-by", []), list):
        yield "group-by is no list"
    condition = c.get("condition")
    if not str(c.get("type")).startswith("temporal") and not isinstance(condition, dict):
        yield "no condition"
    if isinstance(condition, dict) and set(condition) - COMPARES:
        yield "condition %s" % condition


def faults(document, ids):
    if not isinstance(document, dict) or not document.get("title") or len(document["title"]) > 256:
        yield "no title, or one of more than 256 letters"
        return
    try:
        if str(uuid.UUID(str(document.get("id")))) in ids:
            yield "id is there twice"
        ids.add(str(document.get("id")))
    except ValueError:
        yield "id %s" % document.get("id")
    if document.get("level", "low") not in LEVELS or document.get("status", "test") not in STATES:
        yield "level or status"
    if "correlation" in document:
        yield from correlation_faults(document)
    elif "hypothesis" not in document or "detection" in document:
        yield from detection_faults(document)


class Yaml12(yaml.SafeLoader if "yaml" in globals() else object):
    """YAML 1.2, as culprit reads it: `on` is a word and a date is text."""


def load_12(path):
    Yaml12.yaml_implicit_resolvers = {
        first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith(("bool", "timestamp")) or first in "tTfF"]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }
    return [d for d in yaml.load_all(open(path, encoding="utf-8"), Loader=Yaml12) if d]


def with_schema(files, path):
    """What the schema says against the documents; None without python3-jsonschema."""
    try:
        from jsonschema import Draft202012Validator
    except ImportError:
        return None
    schema = Draft202012Validator(json.load(open(path, encoding="utf-8")))
    return ["%s: %s: %s: %s" % (f, d.get("name"), "/".join(str(p) for p in e.path), e.message[-200:])
            for f in files for d in load_12(f) for e in schema.iter_errors(d)]


def with_pysigma(files):
    """Loads all files as one collection, for they refer to each other; gives the errors, None without pySigma."""
    try:
        from sigma.collection import SigmaCollection
    except ImportError:
        return None
    return [str(e) for e in SigmaCollection.load_ruleset(files, collect_errors=True).errors]


def main():
    files = sorted(glob.glob(os.path.join(sys.argv[1], "**", "*.yml"), recursive=True))
    passed, failed, ids = 0, 0, set()
    for path in files:
        try:
            documents = list(yaml.safe_load_all(open(path, encoding="utf-8")))
        except yaml.YAMLError as e:
            failed += 1
            print("FAIL %s: %s" % (path, " ".join(str(e).split())))
            continue
        bad = [(d.get("name") if isinstance(d, dict) else "?", f) for d in documents if d for f in faults(d, ids)]
        failed += bool(bad)
        passed += not bad
        for name, fault in bad:
            print("FAIL %s: %s: %s" % (path, name, fault))
    errors = with_pysigma(files)
    schema = with_schema(files, sys.argv[2]) if len(sys.argv) > 2 else None
    for kind, told in (("pySigma", errors), ("schema", schema)):
        for e in told or []:
            failed += 1
            print("FAIL %s: %s" % (kind, e))
    also = ("" if errors is None else ", pySigma too") + ("" if schema is None else ", schema too")
    print("portable rules%s: %d passed, %d failed" % (also, passed, failed))
    return 1 if failed or not files else 0


if __name__ == "__main__":
    sys.exit(main())
