#!/usr/bin/env python3
"""Holds the JSON Schema of scenario files against `kchaos validate`, with a validator of its own.

    schema.py KCHAOS GOOD... -- BAD...
    schema.py --stream KCHAOS FILE RUN      what `kchaos run --json` printed, of the run directory RUN
    schema.py --answer KCHAOS WHAT FILE...  what a command printed, against `kchaos schema WHAT`

Good files must pass both. Of bad ones the schema may pass what only the whole file, or the cluster, tells; but what it
refuses, kchaos must refuse; and of single faults planted in good files it must see most.
"""
import copy
import glob
import json
import os
import re
import subprocess
import sys
import tempfile

import jsonschema
import yaml


class Loader(yaml.SafeLoader):
    """YAML 1.2's scalars: `on` and `1:30` are texts, as they are to kchaos."""


Loader.yaml_implicit_resolvers = {
    first: [(tag, regex) for tag, regex in rows if tag in ("tag:yaml.org,2002:int", "tag:yaml.org,2002:float", "tag:yaml.org,2002:null", "tag:yaml.org,2002:merge")]
    for first, rows in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
Loader.add_implicit_resolver("tag:yaml.org,2002:bool", __import__("re").compile(r"^(true|false)$"), list("tf"))

failed = 0


def report(ok, text):
    global failed
    failed += not ok
    print(("ok - " if ok else "not ok - ") + text)


def validates(kchaos, path):
    return subprocess.run([kchaos, "validate", path], capture_output=True, check=False).returncode == 0


def planted(doc):
    """One fault each: (what, the document with it)."""
    def change(what, fn):
        d = copy.deepcopy(doc)
        fn(d)
        return what, d
    w = next(iter(doc["workloads"]))
    yield change("an unknown key of the file", lambda d: d.update(phasses=[]))
    yield change("no phases", lambda d: d.pop("phases"))
    yield change("no name", lambda d: d.pop("name"))
    yield change("phases that are a mapping", lambda d: d.update(phases={}))
    yield change("an unknown key of a workload", lambda d: d["workloads"][w].update(late_afer="1s"))
    yield change("a duration without a unit", lambda d: d["workloads"][w].update(late_after=5))
    yield change("a phase without a name", lambda d: d["phases"][0].pop("name"))
    yield change("an unknown action", lambda d: d["phases"][0].update(do=[{"stopp": "minority"}]))
    yield change("two actions in one item", lambda d: d["phases"][0].update(do=[{"stop": "minority", "kill": "minority"}]))
    yield change("an unknown key of an action", lambda d: d["phases"][0].update(do=[{"stop": {"node": "minority", "gently": 1}}]))
    yield change("an action without what it needs", lambda d: d["phases"][0].update(do=["stop"]))
    yield change("an unknown expectation", lambda d: d.update(expect=[{"lots": 0}]))
    yield change("a percentage above its form", lambda d: d.update(expect=[{"available": {"at_least": "most"}}]))
    yield change("a choice that is none", lambda d: d["phases"][0].update(until={"quorum": "perhaps"}))
    yield change("an empty list of phases", lambda d: d.update(phases=[]))
    yield change("partitions that are a text", lambda d: next(iter(d["topics"].values())).update(partitions="many"))


def closed(schema):
    """The same, with no member that it does not name."""
    if isinstance(schema, dict):
        schema = {k: closed(v) for k, v in schema.items()}
        if "properties" in schema and schema.get("type") == "object":
            schema["additionalProperties"] = False
    elif isinstance(schema, list):
        schema = [closed(v) for v in schema]
    return schema


def asked(kchaos, what):
    schema = json.loads(subprocess.run([kchaos, "schema", what], capture_output=True, check=True).stdout)
    jsonschema.Draft202012Validator.check_schema(schema)
    return closed(schema)


def judge_of(kchaos, what):
    return jsonschema.Draft202012Validator(asked(kchaos, what))


def event_kinds(kchaos):
    """A validator per kind of line."""
    events = asked(kchaos, "events")
    return {name: jsonschema.Draft202012Validator(dict(schema, **{"$defs": events["$defs"]})) for name, schema in events["$defs"].items()}


def answers(kchaos, where):
    """What commands print with --json, of the runs in a folder: as `kchaos schema COMMAND` says."""
    def told(*args):
        return json.loads(subprocess.run([kchaos, *args], capture_output=True, check=False).stdout)
    names = sorted(os.listdir(where))
    subprocess.run([kchaos, "analyse", "-q", os.path.join(where, names[0])], capture_output=True, check=True)
    os.mkdir(os.path.join(where, "empty"))
    runs, listed = judge_of(kchaos, "runs"), told("runs", "--json", where)
    report(runs.is_valid(listed), f"runs --json is as its schema says {[e.message[:100] for e in runs.iter_errors(listed)][:2] or ''}".rstrip())
    by_name = {os.path.basename(run["dir"]): run for run in listed}
    report(set(by_name) == set(names) | {"empty"}, "runs --json lists every folder")
    report(by_name[names[0]]["verdict"] is not None and by_name[names[1]]["verdict"] is None and by_name["empty"]["why"] is not None,
           "and tells what was analysed, what was not, and what is no run")
    os.rmdir(os.path.join(where, "empty"))
    tables, bad = judge_of(kchaos, "describe"), []
    for name in names:
        bad += list(tables.iter_errors(told("describe", "--json", os.path.join(where, name))))
    report(not bad, f"describe --json of {len(names)} runs is as its schema says {[e.message[:100] for e in bad][:2] or ''}".rstrip())
    compare, held = judge_of(kchaos, "compare"), told("compare", "--json", *(os.path.join(where, n) for n in ("minority-kill", "minority-outage", "load-test")))
    report(compare.is_valid(held), f"compare --json is as its schema says {[e.message[:100] for e in compare.iter_errors(held)][:2] or ''}".rstrip())
    said = {word for part in held["parts"] for number in part["numbers"] for word in number["against_first"]}
    report(held["worse"] and len(held["runs"]) == 3 and {"better", "worse", "same", "within"} <= said <= {"none", "not judged", "same", "within", "chance", "differs", "better", "worse"},
           "and says what is better and what is worse")
    checks, found = judge_of(kchaos, "doctor"), told("doctor", "--json")
    report(checks.is_valid(found) and len(found) > 5 and all(c["state"] in ("ok", "warning", "missing") for c in found),
           "doctor --json is as its schema says")


def as_text(d):
    """A diagnostic as people are told it."""
    place = f"{d['file']}:" if d["file"] else ""
    place += f"{d['line']}:{d['column']}:" if d["line"] else ""
    return f"{place} {d['severity']}: {d['text']}".lstrip() + (f" [{d['code']}]" if d["code"] else "")


def diagnosed(kchaos, good, bad):
    """validate --json: as its schema says, and what people are told of the same files."""
    judge, same, listed = judge_of(kchaos, "validate"), 0, 0
    for path in good + bad:
        told = subprocess.run([kchaos, "validate", path], capture_output=True, text=True, check=False)
        made = subprocess.run([kchaos, "validate", "--json", path], capture_output=True, text=True, check=False)
        answer = json.loads(made.stdout)
        for e in list(judge.iter_errors(answer))[:1]:
            report(False, f"validate --json {path}: {e.json_path}: {e.message[:150]}")
        lines = [as_text(d) for d in answer[0]["diagnostics"]]
        wanted = [line for line in told.stderr.splitlines() if re.search(r"(^|: )(error|warning): .* \[K\d{3}\]$", line) and not line.startswith("kchaos:")]
        shown = lines if answer[0]["errors"] <= 20 and answer[0]["warnings"] <= 20 else [line for line in lines if line in wanted]
        fits = [line for line in shown if line.endswith("]")] == wanted and made.returncode == told.returncode and not made.stderr
        fits = fits and answer[0]["valid"] == (made.returncode == 0) == (answer[0]["errors"] == 0)
        if not fits:
            report(False, f"validate --json {path} says something else than validate: {shown[:2]} {wanted[:2]}")
        same, listed = same + fits, listed + len(lines)
    report(same == len(good + bad) and listed > 100, f"validate --json of {same} files is as its schema says, and what people are told ({listed} diagnostics)")
    made = subprocess.run([kchaos, "validate", "--json", good[0], "nowhere", bad[0]], capture_output=True, text=True, check=False)
    answer = json.loads(made.stdout)
    report(made.returncode == 2 and judge.is_valid(answer) and [f["valid"] for f in answer] == [True, False, False]
           and [(d["file"], d["line"], d["code"]) for d in answer[1]["diagnostics"]] == [(None, None, "K202")], "and of several files, one of which is not there")


def kept_answers(kchaos, what, paths):
    judge = judge_of(kchaos, what)
    for path in paths:
        with open(path, encoding="utf-8") as f:
            wrong = [f"{e.json_path}: {e.message[:150]}" for e in judge.iter_errors(json.load(f))]
        report(not wrong, f"{os.path.basename(path)} is as `kchaos schema {what}` says {wrong[:2] or ''}".rstrip())


def stream(kchaos, path, run):
    """Each line an event as its schema says and as it was recorded; the last one the results."""
    kinds, wrong, seen = event_kinds(kchaos), [], set()
    with open(path, encoding="utf-8") as f:
        lines = f.read().splitlines()
    for number, text in enumerate(lines[:-1], 1):
        line = json.loads(text)
        seen.add(line["event"])
        wrong += [f"line {number}: {e.message[:150]}" for e in kinds[line["event"]].iter_errors(line)][:1]
    report(not wrong and seen >= {"run", "phase", "action"}, f"{len(lines) - 1} lines of run --json are as their schema says {wrong[:2] or ''}".rstrip())
    with open(os.path.join(run, "events.jsonl"), encoding="utf-8") as f:
        recorded = f.read().splitlines()
    report(lines[:-1] == recorded, f"and are those of events.jsonl ({len(recorded)} lines)")
    with open(os.path.join(run, "results.json"), encoding="utf-8") as f:
        results = json.load(f)
    last = json.loads(lines[-1])
    report(last == results and judge_of(kchaos, "results").is_valid(last), "the last line of run --json is results.json")


def machine(kchaos, runs):
    """results.json and the event streams of kept runs against their schemas: nothing more, nothing less."""
    results, kinds = judge_of(kchaos, "results"), event_kinds(kchaos)
    told, seen = 0, set()
    with tempfile.TemporaryDirectory() as where:
        for archive in runs:
            subprocess.run(["tar", "-C", where, "-xJf", archive], check=True)
            run = os.path.join(where, os.path.basename(archive)[: -len(".tar.xz")])
            made = json.loads(subprocess.run([kchaos, "report", "--format", "json", run], capture_output=True, check=True).stdout)
            for e in list(results.iter_errors(made))[:2]:
                report(False, f"results of {os.path.basename(run)}: {e.json_path}: {e.message[:150]}")
            told += 1
            for name in ("events", "observer", "engine", "load", "instrument"):
                with open(os.path.join(run, name + ".jsonl"), encoding="utf-8") as f:
                    for number, text in enumerate(f, 1):
                        line = json.loads(text)
                        if line["event"] in seen and number > 100:
                            continue
                        seen.add(line["event"])
                        for e in list(kinds[line["event"]].iter_errors(line))[:1]:
                            report(False, f"{name}.jsonl:{number} of {os.path.basename(run)}: {e.message[:150]}")
        answers(kchaos, where)
    report(told == len(runs) > 0, f"the results of {told} kept runs are as their schema says")
    report(seen >= {"run", "phase", "action", "claim", "partition", "engine", "instrument"}, f"lines of {len(seen)} kinds are as theirs says")
    without = dict(made)
    del without["settlement"]
    report(not results.is_valid(without), "results without a member are refused")


def main():
    if sys.argv[1] == "--stream":
        stream(*sys.argv[2:])
        return 1 if failed else 0
    if sys.argv[1] == "--answer":
        kept_answers(sys.argv[2], sys.argv[3], sys.argv[4:])
        return 1 if failed else 0
    kchaos, rest = sys.argv[1], sys.argv[2:]
    good, bad = rest[: rest.index("--")], rest[rest.index("--") + 1:]
    schema = json.loads(subprocess.run([kchaos, "schema"], capture_output=True, check=True).stdout)
    jsonschema.Draft202012Validator.check_schema(schema)
    judge = jsonschema.Draft202012Validator(schema)
    for path in good:
        with open(path, encoding="utf-8") as f:
            errors = [e.message[:200] for e in judge.iter_errors(yaml.load(f, Loader))]
        report(not errors, f"the schema takes {path} {errors[:2] if errors else ''}".rstrip())
    refused = 0
    for path in bad:
        try:
            with open(path, encoding="utf-8") as f:
                fine = judge.is_valid(yaml.load(f, Loader))
        except yaml.YAMLError:
            continue
        refused += not fine
        if not fine and validates(kchaos, path):
            report(False, f"the schema refuses {path}, which kchaos takes")
    report(refused > 0, f"what the schema refuses kchaos refuses ({refused} of {len(bad)} wrong files)")
    with open(good[0], encoding="utf-8") as f:
        doc = yaml.load(f, Loader)
    beside = tempfile.TemporaryDirectory()  # as a scenario stands: beside the folder of its Compose file
    os.mkdir(os.path.join(beside.name, "scenarios"))
    os.symlink(os.path.abspath("compose"), os.path.join(beside.name, "compose"))
    path = os.path.join(beside.name, "scenarios", "planted.yaml")
    with open(path, "w", encoding="utf-8") as f:
        yaml.safe_dump(doc, f, sort_keys=False)
    report(validates(kchaos, path), "nothing is wrong where nothing is planted")
    for what, wrong in planted(doc):
        with open(path, "w", encoding="utf-8") as f:
            yaml.safe_dump(wrong, f, sort_keys=False)
        seen, told = not judge.is_valid(wrong), not validates(kchaos, path)
        report(seen and told, f"both refuse {what}" if seen and told else f"{what}: schema {seen}, kchaos {told}")
    diagnosed(kchaos, good, bad)
    kept_answers(kchaos, "status", sorted(glob.glob("tests/golden/answers/status*.json")))
    machine(kchaos, sorted(os.path.join("tests/runs", n) for n in os.listdir("tests/runs") if n.endswith(".tar.xz")))
    return 1 if failed else 0


sys.exit(main())
