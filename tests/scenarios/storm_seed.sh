#!/bin/bash
# One seed, one storm: chaos-storm twice with --seed 7 does the same to the same nodes, in turn.
set -uo pipefail
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/../e2e/lib.sh"

picks() { field "$1" '[(a["action"], a["nodes"]) for a in r["actions"] if a["inner"]]'; }

for i in 1 2; do
	run "storm-$i" --seed 7 "$top/scenarios/chaos-storm.yaml"
	check "chaos-storm with seed 7, run $i" is "$rc" 0 "storm-$i"
	echo "# $(picks "storm-$i")"
done
check "both runs did the same to the same nodes" test "$(picks storm-1)" = "$(picks storm-2)"
check "and that is more than three strokes" test "$(field storm-1 'sum(a["inner"] for a in r["actions"])')" -gt 3
check "nothing is left" nothing_left
