#!/bin/bash
# The main job: minority-outage passes, its directory alone gives the same results again, and
# nothing is left behind. Told as events, they are those that were recorded.
set -uo pipefail
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"

patient minority --json "$top/scenarios/minority-outage.yaml"
check "minority-outage passes" is "$rc" 0 minority
check "nothing of it is left" nothing_left
check "results.json says pass" test "$(field minority 'r["verdict"]')" = pass
check "no record that all replicas had acknowledged is lost" \
	test "$(field minority '[s["lost"] for s in r["settlement"] if s["workload"] == "checkout"]')" = "[0]"
check "every record is accounted for" \
	test "$(field minority 'sum(s["unaccounted"] + s["unverified"] for s in r["settlement"])')" = 0
check "records were produced, found again and settled" \
	test "$(field minority 'r["settled"] and all(s["acked_found"] > 1000 for s in r["settlement"])')" = True
check "the stop is proven and its node left the ISR" \
	test "$(field minority 'r["actions"][0]["effective_ns"] > r["actions"][0]["requested_ns"] and min(s["min_isr"] for s in r["topics"][0]["isr"]) == 2')" = True

python3 -W ignore "$top/tests/golden/schema.py" --stream "$KCHAOS" "$work/minority.out" "$work/minority" || failed=1

cp "$work/minority/results.json" "$work/first.json"
mv "$work/minority" "$work/moved"
"$KCHAOS" analyse -q "$work/moved" >"$work/again"
check "analyse works from the directory alone" test $? = 0
check "and gives the same results byte for byte" cmp "$work/first.json" "$work/moved/results.json"
