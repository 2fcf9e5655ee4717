#!/bin/bash
# A copy that was changed on one node's disk is found, with its node, partition and offset, and all others are
# the same; the offset is worked out a second time by other means. The tables of 'kchaos describe' are
# there for the running cluster and for the run.
set -uo pipefail
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
data=/var/lib/kafka/data

volume() { docker inspect -f "{{range .Mounts}}{{if eq .Destination \"$data\"}}{{.Source}}{{end}}{{end}}" "$project-$1-1"; }

run changed --keep "$here/replicas.yaml"
check "the run fails" is "$rc" 1 changed
check "no action failed" test "$(field changed '[a["action"] for a in r["actions"] if a["failed"]]')" = "[]"
grep -A2 'replicas: [0-9]' "$work/changed.out" | sed 's/^/# /'
check "by its replicas alone" \
	test "$(field changed '[x["kind"] for x in r["expectations"] if x["verdict"] != "pass"]')" = "['replicas']"
check "8 of 9 are identical" test "$(field changed '(r["replicas"]["identical"], r["replicas"]["replicas"])')" = "(8, 9)"
check "none was left out" test "$(field changed 'r["replicas"]["not_compared"]')" = "[]"
check "the one that differs is named" \
	test "$(field changed '[(d["node"], d["topic"], d["partition"]) for d in r["replicas"]["differences"]]')" = "[(3, 'payments', 0)]"
check "the summary says so" grep -q 'replicas: 8 of 9 identical' "$work/changed.out"

# The same segments as the host sees them: the first batch whose bytes are not as another node has them.
first=$(python3 - "$(volume kafka1)" "$(volume kafka3)" <<'PY'
import glob, struct, sys

def batches(folder):
    for path in sorted(glob.glob(folder + "/payments-0/*.log")):
        data, at = open(path, "rb").read(), 0
        while at + 61 <= len(data):
            base, length = struct.unpack_from(">qi", data, at)
            yield base, data[at + 21:at + 12 + length]
            at += 12 + length

for a, b in zip(batches(sys.argv[1]), batches(sys.argv[2])):
    if a != b:
        print(a[0])
        break
PY
)
echo "# first batch that differs: $first"
check "at the offset that other means find" test "$(field changed 'r["replicas"]["differences"][0]["offset"]')" = "$first"

# ---- the tables ----
"$KCHAOS" describe "$project" >"$work/live.out" 2>"$work/live.err"
check "describe shows the running cluster" is "$?" 0 live
check "its topic" grep -qE $'^Topic: payments\tTopicId: [A-Za-z0-9_-]{22}\tPartitionCount: 3\tReplicationFactor: 3\tConfigs: .*min.insync.replicas=2' "$work/live.out"
check "its partitions" test "$(grep -cE $'^\tTopic: payments\tPartition: [0-2]\tLeader: [1-3]\tReplicas: .*\tIsr: [1-3],[1-3],[1-3]\tElr: \tLastKnownElr: ' "$work/live.out")" = 3
check "its quorum" grep -qE '^LeaderId: +[1-3]$' "$work/live.out"
check "its nodes" test "$(grep -cE '^ +[1-3] +kafka[1-3] +broker,controller +running .* unfenced .*iB' "$work/live.out")" = 3
check "one of them is the active controller" test "$(grep -c ' active ' "$work/live.out")" = 1

"$KCHAOS" describe "$work/changed" --phase after --json >"$work/after.out" 2>"$work/after.err"
check "describe shows the run at a phase's begin" is "$?" 0 after
check "with every replica in sync" \
	test "$(python3 -c 'import json, sys
d = json.load(open(sys.argv[1]))
print([len(p["isr"]) for t in d["topics"] if t["name"] == "payments" for p in t["partitions"]], all(n["bytes"] > 0 for n in d["nodes"]))' "$work/after.out")" = "[3, 3, 3] True"
check "each boundary has its tables" test "$(wc -l <"$work/changed/snapshots.jsonl")" = 4
"$KCHAOS" down "$project" >/dev/null 2>&1
check "nothing of it is left" nothing_left
