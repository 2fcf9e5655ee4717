#!/usr/bin/env python3
"""Runs the samples of README.md and docs/ and compares what they print, numbers aside.

    samples.py [--live] KCHAOS PAGE...

A mark is a comment on a line of its own; the fenced block behind it is what it is about:

    <!-- sample: COMMAND -->        what COMMAND prints, numbers aside
    <!-- sample exact: COMMAND -->  the same, numbers too
    <!-- sample live: COMMAND -->   what needs a cluster: with --live only, and by its words: numbers, units and strips aside
    <!-- file: PATH -->             is written to PATH
    <!-- prepare: COMMAND -->       no block: done for the samples below it
    <!-- picture: COMMAND -->       no block, but a line ![...](FILE.svg): the picture that COMMAND prints

The commands of a page run in the order of the page in a folder with the shipped scenarios/ and compose/ and, as runs/NAME,
the kept runs of tests/runs/. In a block a line "..." stands for any lines; a first line "$ COMMAND" is for readers, who
do not see marks, and must be part of the mark's. A block that has no mark and either no
language or a line "$ kchaos ..." at its begin is a fault: nobody would run what it shows. KCHAOS_ACCEPT=1 writes blocks without "..." anew, and draws pictures.
"""
import os
import re
import shutil
import subprocess
import sys
import tempfile

MARK = re.compile(r"^<!-- (?P<kind>sample|sample exact|sample live|file|prepare|picture): (?P<what>.*) -->$")
MISTAKEN = re.compile(r"^<!-- *(sample|file|prepare|picture)\b")
SHOWN = re.compile(r"^!\[.+\]\((?P<file>[^)]+\.svg)\)$")
LIMIT = {False: 60, True: 300}  # seconds for a command; with a cluster


class Block:
    """A fenced block with the mark before it: lines[first:end] are its text."""

    def __init__(self, mark, line, first, end, opens=""):
        self.line, self.first, self.end, self.opens = line, first, end, opens
        self.kind = mark["kind"] if mark else None
        self.what = mark["what"] if mark else None


def fenced(lines, i):
    """-> the number of the line that closes the block which line i opens."""
    end = i + 1
    while end < len(lines) and lines[end] != "```":
        end += 1
    return end


def blocks(lines):
    """-> the blocks of a page in their order, and what is wrong with its marks."""
    found, faults, mark, at, i = [], [], None, 0, 0

    def lonely():
        if mark:
            faults.append(f"{at + 1}: `{mark[0]}` has no block behind it")

    while i < len(lines):
        line = lines[i]
        if line.startswith("```"):
            end = fenced(lines, i)
            found.append(Block(mark, at if mark else i, i + 1, end, line))
            mark, i = None, end
        elif MARK.match(line):
            lonely()
            mark, at = MARK.match(line), i
            if mark["kind"] in ("prepare", "picture"):
                found.append(Block(mark, i, i + 1, i + 2))
                mark = None
        elif MISTAKEN.match(line):
            faults.append(f"{i + 1}: a mark that is none: {line}")
        elif line.strip():
            lonely()
            mark = None
        i += 1
    lonely()
    return found, faults


def plain(line):
    """Numbers, and the widths they make, aside."""
    return re.sub(r"\s+", " ", re.sub(r"\d+(?:[.,]\d+)*", "N", line)).strip()


def words(line):
    """Of another run: units, strips of the timeline and rules of tables aside, too."""
    line = re.sub(r"[█▒░]+|(?<= )[\d-]{8,}$|[-=─]{3,}", "#", line)
    return plain(re.sub(r"(?<=\d) (?:ns|us|µs|ms|s|B|KiB|MiB|GiB)\b", "", line))


SHAPE = {"sample": plain, "sample exact": str.rstrip, "sample live": words}


def follows(part, got, start):
    """-> behind the first place from start on at which part stands, or None."""
    for i in range(start, len(got) - len(part) + 1):
        if got[i:i + len(part)] == part:
            return i + len(part)
    return None


def matches(wanted, got):
    """Line by line; "..." takes as many as it needs. -> None, or the wanted lines that are not there."""
    parts = [[]]
    for line in wanted:
        if line == "...":
            parts.append([])
        else:
            parts[-1].append(line)
    if len(parts) == 1:
        return None if wanted == got else wanted
    first, last = parts[0], parts[-1]
    if got[:len(first)] != first:
        return first
    at = len(first)
    for part in parts[1:-1]:
        then = follows(part, got, at)
        if then is None:
            return part
        at = then
    return None if len(got) - len(last) >= at and got[len(got) - len(last):] == last else last


def unlike(block, text, got):
    """-> what differs, in words, or None."""
    shape = SHAPE[block.kind]
    wanted = [shape(line) for line in text]
    told = [shape(line) for line in got]
    missing = matches(wanted, told)
    if missing is None:
        return None
    if missing is not wanted and "..." in wanted:
        near = max(told, key=lambda line: sum(a == b for a, b in zip(line, missing[0])), default="(nothing)")
        absent = next((line for line in missing if line not in told), missing[0])
        return f"no line '{absent}' where it is shown" + ("" if absent in told else f"; nearest is '{near}'")
    at = next((i for i, (a, b) in enumerate(zip(wanted, told)) if a != b), min(len(wanted), len(told)))
    return f"line {at + 1} is '{(told + ['(nothing)'])[at]}' instead of '{(wanted + ['(nothing)'])[at]}'"


def drawing(svg):
    """What a picture shows, whatever gnuplot drew it: its texts and colours."""
    return re.findall(r"<(?:text|title)[^>]*>(.*?)</(?:text|title)>", svg, re.S), set(re.findall(r"#[0-9a-f]{6}", svg))


class Bench:
    """The folder in which samples run."""

    def __init__(self, kchaos, where, live):
        self.where, self.live = where, live
        os.mkdir(self.at("bin"))
        os.mkdir(self.at("runs"))
        os.symlink(kchaos, self.at("bin", "kchaos"))
        for folder in ("scenarios", "compose", "docs"):
            os.symlink(os.path.abspath(folder), self.at(folder))
        for name in sorted(os.listdir("tests/runs")):
            if name.endswith(".tar.xz"):
                subprocess.run(["tar", "-C", self.at("runs"), "-xJf", os.path.join("tests/runs", name)], check=True)
        self.env = dict(os.environ, PATH=self.at("bin") + ":" + os.environ["PATH"], NO_COLOR="1", XDG_STATE_HOME=self.at("state"))
        for name in ("GITHUB_ACTIONS", "GITHUB_STEP_SUMMARY", "KCHAOS_ACCEPT"):
            self.env.pop(name, None)

    def at(self, *names):
        return os.path.join(self.where, *names)

    def run(self, command):
        """-> what it prints, and its exit code."""
        done = subprocess.run(["bash", "-c", command], cwd=self.where, env=self.env, stdin=subprocess.DEVNULL, capture_output=True, text=True,
                              timeout=LIMIT[self.live], check=False)
        return (done.stdout + done.stderr).strip("\n").split("\n"), done.returncode

    def write(self, path, lines):
        with open(self.at(path), "w", encoding="utf-8") as f:
            f.write("\n".join(lines) + "\n")

    def sample(self, block, text):
        """-> what is wrong with it or None, and what it printed; nothing when it was not its turn."""
        if block.kind == "sample live" and not self.live:
            return None, None
        got, _ = self.run(block.what)
        if self.live and block.kind != "sample live":
            return None, None  # done for those below it
        head = text[:1] if text and text[0].startswith("$ ") else []
        if head and head[0][2:] not in block.what:
            return f"`{head[0]}` is not what is run: `{block.what}`", None
        differs = unlike(block, "\n".join(text[len(head):]).strip("\n").split("\n"), got)
        return differs and f"`{block.what}` prints something else: {differs}", head + got

    def picture(self, block, text, page):
        """The same bytes by the gnuplot of Debian 12, what it shows by others."""
        shown = text and SHOWN.match(text[0])
        if not shown:
            return "no line ![...](FILE.svg) behind it"
        path = os.path.join(os.path.dirname(page), shown["file"])
        made = "\n".join(self.run(block.what)[0]) + "\n"
        if os.environ.get("KCHAOS_ACCEPT"):
            with open(path, "w", encoding="utf-8") as f:
                f.write(made)
        with open(path, encoding="utf-8") as f:
            kept = f.read()
        version = subprocess.run(["gnuplot", "--version"], capture_output=True, text=True, check=True).stdout
        same = made == kept if version.startswith("gnuplot 5.4 ") else drawing(made) == drawing(kept)
        return None if same and "</svg>" in kept else f"{path} is not what `{block.what}` draws: look, then KCHAOS_ACCEPT=1 tests/golden/samples.sh"

    def block(self, block, text, page):
        """-> what is wrong with it or None, and what a sample printed."""
        if block.kind is None:
            shown = block.opens == "```" or (text and text[0].startswith("$ kchaos"))
            return f"a block has no mark, so nobody runs what it shows: {text[:1]}" if shown else None, None
        if block.kind == "file":
            self.write(block.what, text)
            return None, None
        if block.kind == "prepare":
            got, rc = self.run(block.what)
            return f"`{block.what}` ends with {rc}: {' '.join(got)}" if rc else None, None
        if block.kind == "picture":
            return (None, None) if self.live else (self.picture(block, text, page), text)
        return self.sample(block, text)

    def page(self, path):
        """-> the faults of one page, and how many samples of it were run and compared."""
        with open(path, encoding="utf-8") as f:
            lines = f.read().split("\n")
        found, faults = blocks(lines)
        faults, n, new = [f"{path}:{fault}" for fault in faults], 0, []
        if self.live and not any(block.kind == "sample live" for block in found):
            return faults, 0
        for block in found:
            text = lines[block.first:block.end]
            fault, got = self.block(block, text, path)
            n += got is not None
            if fault and got and block.kind != "picture" and os.environ.get("KCHAOS_ACCEPT") and "..." not in text:
                new.append((block, got))
            elif fault:
                faults.append(f"{path}:{block.line + 1}: {fault}")
                if self.live and got:
                    print("\n".join("# " + line for line in got))
        for block, got in reversed(new):
            lines[block.first:block.end] = got
        if new:
            with open(path, "w", encoding="utf-8") as f:
                f.write("\n".join(lines))
        return faults, n


def main():
    live = sys.argv[1] == "--live"
    kchaos, pages = os.path.abspath(sys.argv[1 + live]), sys.argv[2 + live:]
    bad = 0
    where = tempfile.mkdtemp()
    try:
        bench = Bench(kchaos, where, live)
        for path in pages:
            faults, n = bench.page(path)
            for fault in faults:
                print("not ok - " + fault)
                bad = 1
            if n and not faults:
                print(f"ok - {path}: {n} sample{'' if n == 1 else 's'} printed as told", flush=True)
    finally:
        shutil.rmtree(where, ignore_errors=True)
    return bad


if __name__ == "__main__":
    sys.exit(main())
