#!/usr/bin/env python3
"""Runs the samples of README.md and docs/ and compares what they print, numbers aside.

A sample is a fenced block after a comment that names its command:

    <!-- sample: kchaos explain NOT_ENOUGH_REPLICAS -->
    ```
    ...
    ```

The command runs in a folder with the shipped scenarios/ and compose/ and, as runs/NAME, the kept runs of tests/runs/.
A block after `<!-- file: PATH -->` is written to that file first, in the order of the page. In the block a line "..." stands for any lines, and a number for any number. KCHAOS_ACCEPT=1 writes blocks without "..." anew.
"""
import os
import re
import subprocess
import sys
import tempfile

SAMPLE = re.compile(r"(<!-- (?P<kind>sample|file): (?P<command>[^\n]*?) -->\n+```\w*\n)(?P<text>.*?)(?P<end>^```$)", re.S | re.M)


def plain(line):
    """Numbers, and the widths they make, aside."""
    return re.sub(r"\s+", " ", re.sub(r"\d+(?:[.,]\d+)*", "N", line)).strip()


def matches(wanted, got):
    """Line by line; "..." takes as many as it needs."""
    if not wanted:
        return not got
    if wanted[0] == "...":
        return any(matches(wanted[1:], got[i:]) for i in range(len(got) + 1))
    return bool(got) and wanted[0] == got[0] and matches(wanted[1:], got[1:])


def lines(text):
    return [plain(line) for line in text.strip("\n").split("\n")]


def run(command, where, env):
    done = subprocess.run(["bash", "-c", command], cwd=where, env=env, capture_output=True, text=True, timeout=60, check=False)
    return done.stdout + done.stderr


def check(path, where, env):
    """-> the faults of one page, and how many samples it has."""
    with open(path, encoding="utf-8") as f:
        page = f.read()
    faults, n, new = [], 0, page
    for m in SAMPLE.finditer(page):
        if m["kind"] == "file":
            with open(os.path.join(where, m["command"]), "w", encoding="utf-8") as f:
                f.write(m["text"])
            continue
        n += 1
        got = run(m["command"], where, env)
        if matches(lines(m["text"]), lines(got)):
            continue
        if os.environ.get("KCHAOS_ACCEPT") and "\n...\n" not in "\n" + m["text"]:
            new = new.replace(m[0], m[1] + got.rstrip("\n") + "\n" + m["end"])
            continue
        wanted, told = lines(m["text"]), lines(got)
        at = next((i for i, (a, b) in enumerate(zip(wanted, told)) if a != b and a != "..."), min(len(wanted), len(told)))
        faults.append(f"{path}: `{m['command']}` prints something else: line {at + 1} is '{(told + ['(nothing)'])[min(at, len(told))]}'"
                      f" instead of '{(wanted + ['(nothing)'])[min(at, len(wanted))]}'")
    if new != page:
        with open(path, "w", encoding="utf-8") as f:
            f.write(new)
    return faults, n


def main():
    kchaos, pages = os.path.abspath(sys.argv[1]), sys.argv[2:]
    bad = 0
    with tempfile.TemporaryDirectory() as where:
        os.mkdir(os.path.join(where, "bin"))
        os.mkdir(os.path.join(where, "runs"))
        os.symlink(kchaos, os.path.join(where, "bin", "kchaos"))
        for folder in ("scenarios", "compose"):
            os.symlink(os.path.abspath(folder), os.path.join(where, folder))
        for name in sorted(os.listdir("tests/runs")):
            if name.endswith(".tar.xz"):
                subprocess.run(["tar", "-C", os.path.join(where, "runs"), "-xJf", os.path.join("tests/runs", name)], check=True)
        env = dict(os.environ, PATH=os.path.join(where, "bin") + ":" + os.environ["PATH"], NO_COLOR="1")
        for page in pages:
            faults, n = check(page, where, env)
            for fault in faults:
                print("not ok - " + fault)
                bad = 1
            if n and not faults:
                print(f"ok - {page}: {n} sample{'' if n == 1 else 's'} printed as told")
    return bad


sys.exit(main())
