#!/bin/bash
# What build servers read, from kept run directories: JUnit XML against a schema, TAP and CSV by readers of their
# own, the workflow files in docs/ci. ci/hostile is a run that was cut off and has names that are markup, commands and formulas.
set -uo pipefail
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/../e2e/lib.sh"
"$top/compose/host/packages.sh" ci || exit 3
golden=$top/tests/golden/ci
shopt -s nullglob
runs=("$golden/hostile" "$top"/tests/runs/*/)

# report FORMAT RUN... : to $work/report
report() { "$KCHAOS" report --format "$1" -o "$work/report" "${@:2}"; }

valid() {
	report junit "$@" || return
	xmllint --noout --schema "$golden/junit.xsd" "$work/report" 2>"$work/said" && return
	sed 's/^/# /' "$work/said"
	return 1
}

# The schema is one: without its first case's name the report is refused.
refused() { ! sed '0,/ name="[^"]*" time/s// time/' "$work/report" | xmllint --noout --schema "$golden/junit.xsd" - 2>/dev/null; }

# What the counts say is what is there, and nothing that the user named has become an element.
counted() {
	python3 - "$work/report" <<'PY'
import sys, xml.etree.ElementTree as X
root = X.parse(sys.argv[1]).getroot()
def check(e):
    for what, path in (("tests", ".//testcase"), ("failures", ".//failure"), ("errors", ".//error")):
        assert int(e.get(what)) == len(e.findall(path)), (e.get("name"), what)
check(root)
for suite in root: check(suite)
known = {"testsuites", "testsuite", "testcase", "failure", "error", "system-out", "properties", "property"}
assert {e.tag for e in root.iter()} <= known
PY
}

points() {
	report tap "$@" && python3 - "$work/report" <<'PY'
import re, sys
lines = open(sys.argv[1], encoding="utf-8").read().split("\n")
assert lines[0] == "TAP version 14" and lines[-1] == ""
plan = int(re.fullmatch(r"1\.\.(\d+)", lines[1]).group(1))
inside, seen = False, 0
for line in lines[2:-1]:
    if inside:
        assert line.startswith("  "), line
        inside = line != "  ..."
    elif line == "  ---":
        inside = True
    else:
        seen += 1
        assert re.fullmatch(r"(not )?ok %d - ([^#\\]|\\[#\\])*" % seen, line), line
assert not inside and seen == plan, (seen, plan)
PY
}

# Rows as wide as the head, and no cell that a spreadsheet would calculate.
cells() {
	report csv "$@" && python3 - "$work/report" <<'PY'
import csv, re, sys
raw = open(sys.argv[1], encoding="utf-8", newline="").read()
rows = list(csv.reader(raw.splitlines(keepends=True), strict=True))
assert len(rows) > 1 and all(len(r) == len(rows[0]) for r in rows)
for row in rows:
    for cell in row:
        assert not re.match(r"[=+@\t\r]|-(?!\d)", cell), cell
head = {name: i for i, name in enumerate(rows[0])}
for row in rows[1:]:
    due, *parts = (int(row[head[n]]) for n in ("due", "served", "late", "rejected", "unknown"))
    assert due == sum(parts), row
PY
}

for run in "${runs[@]}"; do
	name=$(basename "$run")
	check "JUnit XML of $name is valid" valid "$run"
	check "JUnit XML of $name counts what it holds" counted
	check "TAP of $name has the points it plans" points "$run"
	check "CSV of $name has whole rows" cells "$run"
done
check "JUnit XML of all runs in one file is valid" valid "${runs[@]}" "${runs[0]}"
check "JUnit XML of all runs counts what it holds" counted
check "the schema refuses a case without a name" refused
