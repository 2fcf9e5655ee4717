#!/bin/bash
# What build servers read, from kept run directories: JUnit XML against a schema, TAP and CSV by readers of their
# own, the workflow files in docs/ci. ci/hostile is a run that was cut off and has names that are markup, commands and formulas.
set -uo pipefail
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/../e2e/lib.sh"
"$top/compose/host/packages.sh" ci || exit 3
golden=$top/tests/golden/ci
shopt -s nullglob
runs=("$golden/hostile")
for archive in "$top"/tests/runs/*.tar.xz; do
	tar -C "$work" -xJf "$archive"
	runs+=("$work/$(basename "$archive" .tar.xz)")
done

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

# formats TEXT RUN... : the three of these runs
formats() {
	check "JUnit XML of $1 is valid" valid "${@:2}"
	check "JUnit XML of $1 counts what it holds" counted
	check "TAP of $1 has the points it plans" points "${@:2}"
	check "CSV of $1 has whole rows" cells "${@:2}"
}
formats "a run with hostile names" "$golden/hostile"
formats "all kept runs in one, one of them twice" "${runs[@]}" "${runs[0]}"
report junit "$golden/hostile"
check "the schema refuses a case without a name" refused

# What a job does is a shell's, and what it names is there.
workflow() {
	"$python" - "$top" "$1" <<'PY'
import glob, os, re, subprocess, sys, yaml
top, name = sys.argv[1:]
doc = yaml.safe_load(open(os.path.join(top, "docs/ci", name), encoding="utf-8"))
scripts, matrix, keeps, junit = [], [], [], []
if name == "github.yml":
    assert set(doc[True]) == {"workflow_dispatch", "pull_request", "schedule"}  # YAML 1.1 reads "on" so
    for job in doc["jobs"].values():
        matrix += job["strategy"]["matrix"]["scenario"]
        for step in job["steps"]:
            assert ("run" in step) != ("uses" in step), step
            assert "run" in step or re.fullmatch(r"[\w.-]+/[\w.-]+@v\d+", step["uses"]), step
            scripts += [step["run"]] if "run" in step else []
            keeps += [step["with"]["path"]] if "upload-artifact" in step.get("uses", "") else []
            junit += [step["with"]["report_paths"]] if "junit" in step.get("uses", "") else []
else:
    for job in (v for v in doc.values() if isinstance(v, dict)):
        assert job["stage"] in doc["stages"]
        scripts += job["before_script"] + job["script"]
        matrix += job["parallel"]["matrix"][0]["SCENARIO"]
        keeps += job["artifacts"]["paths"]
        junit += [job["artifacts"]["reports"]["junit"]]
        assert job["artifacts"]["when"] == "always"
assert keeps == ["runs/"] and junit == ["runs/*/junit.xml"], (keeps, junit)
for script in scripts:
    subprocess.run(["bash", "-n", "-c", script], check=True)
    assert "${{" not in script, script  # text of an event must not become a command
shipped = {os.path.basename(f)[:-5] for f in glob.glob(os.path.join(top, "scenarios/*.yaml"))}
assert matrix and set(matrix) <= shipped, matrix
targets = set(re.findall(r"^([\w-]+):", open(os.path.join(top, "Makefile")).read(), re.M))
for target in re.findall(r"make -C kchaos ([a-z]\S*)", "\n".join(scripts)):
    assert target in targets, target
assert any(re.search(r"kchaos run .* -o ", s) for s in scripts)
PY
}

# One with a YAML reader: packages are the system's, and python3 need not be.
python=python3
"$python" -c 'import yaml' 2>/dev/null || python=/usr/bin/python3
for file in github.yml gitlab.yml; do
	check "docs/ci/$file is a workflow that runs what is shipped and keeps its reports" workflow "$file"
done

# In GitHub Actions: what does not hold is annotated, the summary appended; neither changes what comes out.
cp -R "$golden/hostile" "$work/run"
touch "$work/summary"
GITHUB_ACTIONS=true GITHUB_STEP_SUMMARY=$work/summary "$KCHAOS" analyse -q "$work/run" >"$work/out" 2>"$work/err"
check "in a job of GitHub the exit code stays" [ $? = 4 ]
check "each expectation that does not hold is annotated" [ "$(grep -c '^::error file=runs/a%2Cb%3Ac%25%0A.yaml,line=[0-9]*,title=' "$work/err")" = 4 ]
check "and nothing else is said" [ "$(wc -l <"$work/err") $(wc -l <"$work/out")" = "4 1" ]
check "the summary is there" grep -q '^\*\*Verdict: inconclusive' "$work/summary"
GITHUB_STEP_SUMMARY=$work "$KCHAOS" analyse -q "$work/run" >"$work/out" 2>"$work/err"
check "a summary that cannot be written is a warning" [ "$? $(grep -c 'kchaos: warning: cannot write' "$work/err")" = "4 1" ]

# Two runs of one phase that waits for a condition: it came after one second, and after five.
waited() {
	mkdir -p "$work/runs/$1"
	python3 - "$golden/hostile/run.json" "$work/runs/$1/run.json" <<'PY'
import json, sys
run = json.load(open(sys.argv[1]))
run["plan"]["phases"] = run["plan"]["phases"][:1]
run["plan"]["phases"][0]["until"] = {"kind": "isr", "want": "full", "timeout_ns": 10**10}
run["plan"]["expects"] = []
json.dump(run, open(sys.argv[2], "w"))
PY
	cat >"$work/runs/$1/events.jsonl" <<JSON
{"t":1000000000,"event":"phase","phase":0,"begin":true,"text":"one"}
{"t":$(($2 + 1))000000000,"event":"phase","phase":0,"begin":false,"text":"until"}
{"t":$(($2 + 2))000000000,"event":"run","text":"end"}
JSON
}
waited soon 1
waited later 5

# exits CODE TEXT ARGS... : the exit code of a command, which says so
exits() {
	local want=$1 text=$2
	shift 2
	"$KCHAOS" "$@" >"$work/out" 2>"$work/err"
	if [ $? = "$want" ] && grep -qF -- "$text" "$work/out" "$work/err"; then return; fi
	tail -n 40 "$work/out" "$work/err" | sed 's/^/# /'
	return 1
}
check "compare says what is worse" exits 0 "1.00 s ± 200 ms  5.00 s ± 200 ms  WORSE" compare "$work/runs/soon" "$work/runs/later"
check "and exits 1 with --fail-on-regression" exits 1 WORSE compare --fail-on-regression "$work/runs/soon" "$work/runs/later"
check "but not for what is better" exits 0 better compare --fail-on-regression "$work/runs/later" "$work/runs/soon"
check "compare takes runs that were cut off, of other scenarios, whatever their names are" exits 0 "against A" compare "$golden/hostile" "${runs[@]}"
check "compare wants two runs" exits 2 "wants RUN RUN..." compare "$golden/hostile"
check "runs lists a folder" exits 0 "not analysed yet" runs "$work/runs"
check "show shows a run" exits 0 "kchaos report $work/runs/soon --format junit" show "$work/runs/soon/"
check "show of what is no run says so" exits 2 "run.json" show "$work"
