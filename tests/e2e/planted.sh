#!/bin/bash
# A planted duplicate and a planted reordering are found: another client writes a record with the
# stamp of one that is due later. When that one is written it is a second copy, and those between
# come behind a higher sequence.
set -uo pipefail
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"

"$KCHAOS" run --project "$project" -o "$work/planted" "$here/planted.yaml" >"$work/planted.out" 2>"$work/planted.err" &
pid=$!
for _ in $(seq 600); do
	grep -q '"begin": *true' "$work/planted/events.jsonl" 2>/dev/null && break
	sleep 0.1
done
sleep 2
python3 - "$work/planted" >"$work/record" <<'PY'
import json, os, sys
d = sys.argv[1]
h = json.load(open(d + "/run.json"))
rows = os.path.getsize(d + "/load/till-0.produced") // 44
print("kc1:%08x:0:%d:0;planted" % (h["run_id"], rows + 400))
PY
bootstrap=$(python3 -c 'import json, sys
print(",".join("127.0.0.1:%d" % n["broker"]["port"] for n in json.load(open(sys.argv[1]))["topology"]["nodes"]))' "$work/planted/run.json")
kcat -q -P -b "$bootstrap" -t orders -p 0 "$work/record" 2>/dev/null ||
	kcat -q -P -b "$bootstrap" -t orders -p 0 <"$work/record"
wait "$pid"
check "the run fails" is "$?" 1 planted
check "nothing of it is left" nothing_left
echo "# planted $(cut -c1-40 "$work/record"): duplicated $(field planted 'r["settlement"][0]["duplicated"]'), reordered $(field planted 'r["settlement"][0]["reordered"]')"
check "the one duplicate is counted" test "$(field planted 'r["settlement"][0]["duplicated"]')" = 1
check "what came behind it is counted as reordered" \
	test "$(field planted '100 < r["settlement"][0]["reordered"] < 600')" = True
check "none is called lost" test "$(field planted 'r["settlement"][0]["lost"]')" = 0
check "both expectations fail by it" \
	test "$(field planted 'sorted(x["kind"] for x in r["expectations"] if x["verdict"] == "fail")')" = "['duplicated', 'reordered']"
