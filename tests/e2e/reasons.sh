#!/bin/bash
# Why each window was one, on real clusters: a controller killed among combined nodes, and the only
# controller killed before a broker.
set -uo pipefail
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"

# among RUN WORKLOAD PARTS REASON... : windows longer than 4 s of these parts (a pattern) exist, and their
# reasons are among these
among() {
	python3 - "$work/$1/results.json" "${@:2}" <<'PY'
import json, re, sys
path, name, parts, *want = sys.argv[1:]
r = json.load(open(path))
long = [x for w in r["workloads"] if w["name"] == name for x in w["windows"]
        if sum(q["ns"] for q in x["reasons"]) > 4e9 and re.fullmatch(parts, x["part"])]
for x in long:
    if x["reason"] not in want:
        print("#", name, x["part"], x["reason"], x["reasons"], x["evidence"])
if not long:
    print("# no long window of", name, parts)
sys.exit(not long or any(x["reason"] not in want for x in long))
PY
}

# told RUN WORKLOAD PARTS PATTERN : one piece of evidence of each of those windows is like this
told() {
	python3 - "$work/$1/results.json" "${@:2}" <<'PY'
import json, re, sys
path, name, parts, pattern = sys.argv[1:]
r = json.load(open(path))
long = [x for w in r["workloads"] if w["name"] == name for x in w["windows"]
        if sum(q["ns"] for q in x["reasons"]) > 4e9 and re.fullmatch(parts, x["part"])]
bad = [x for x in long if not any(re.fullmatch(pattern, e) for e in x["evidence"])]
for x in bad:
    print("#", name, x["part"], x["reason"], x["evidence"])
sys.exit(not long or bool(bad))
PY
}

# sound RUN : the shares of each window are its length, and every reason has its evidence
sound() {
	test "$(field "$1" '[x["reason"] for w in r["workloads"] for x in w["windows"]
		if not x["evidence"] or max(q["ns"] for q in x["reasons"]) != [q["ns"] for q in x["reasons"] if q["name"] == x["reason"]][0]
		or sum(q["ns"] for q in x["reasons"]) != x["to_earliest_ns"] + (x["to_ns"] - x["to_earliest_ns"]) // 2
			- x["from_ns"] - (x["from_latest_ns"] - x["from_ns"]) // 2]')" = "[]"
}

# dead RUN ACTION : the node that this action killed
dead() { field "$1" "'kafka%d' % r['actions'][$2]['nodes'][0]"; }

patient kill "$here/reasons-kill.yaml"
check "a run in which the controller is killed" is "$rc" 0 kill
gone=$(dead kill 0)
check "writes to all replicas waited for a leader, or for the dead node in the ISR" \
	among kill checkout '.*' "no leader" "dead node in the ISR"
check "the evidence names the node, its death and the end of it" \
	told kill checkout '.*' "$gone \(kill at \+[0-9.]+ s\) was (in the ISR|the leader) of payments/[0-2] until \+[0-9.]+ s"
check "the election is told beside it" told kill checkout '.*' 'the quorum had no leader from \+[0-9.]+ s until \+[0-9.]+ s'
check "writes to the leader alone waited for a leader only" among kill fire-hose '.*' "no leader"
check "readers waited for the same as writers" among kill ledger '.*' "no leader" "dead node in the ISR"
check "the dead broker answered nothing" among kill tools "$gone" "node down"
check "the group waited for its coordinator, or its commits for the dead node" \
	among kill desk '.*' "coordinator gone" "dead node in the ISR"
check "reasons make up windows, and have evidence" sound kill
cp "$work/kill/results.json" "$work/first.json"
"$KCHAOS" analyse -q "$work/kill" >/dev/null
check "the same run gives the same reasons" cmp "$work/first.json" "$work/kill/results.json"
check "nothing of it is left" nothing_left

patient controller "$here/reasons-controller.yaml"
check "a run in which the only controller is killed, and a broker" is "$rc" 0 controller
gone=$(dead controller 1)
check "without a quorum nobody takes the dead broker out" among controller checkout '.*' "no quorum"
check "that it leads by the metadata is told, too" \
	told controller fire-hose payments/0 "$gone \(kill at \+[0-9.]+ s\) was the leader of payments/0 .*"
check "and that it is in sync by them" \
	told controller checkout 'payments/[12]' "$gone \(kill at \+[0-9.]+ s\) was in the ISR of payments/[12] .*"
check "changes to topics waited for the controller" among controller office '.*' "no quorum"
check "so did the questions about the quorum" among controller tools "(?!$gone).*" "no quorum"
check "metadata were missed of the dead broker alone" among controller watchman "$gone" "node down"
check "reasons make up windows there, too" sound controller
check "nothing of that is left either" nothing_left
