#!/bin/bash
# Clusters of other shapes than combined nodes with a static quorum come up, and are seen as what they are:
# a dedicated controller that publishes no port, a dynamic quorum, a companion whose image is not here.
set -uo pipefail
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"

# up FILE : sets rc
up() {
	"$KCHAOS" up --project "$project" "$1" >"$work/up.out" 2>"$work/up.err"
	rc=$?
}

# status_has EXPRESSION
status_has() {
	"$KCHAOS" status "$project" >"$work/status.out" 2>"$work/status.err"
	grep -qE -- "$1" "$work/status.out" && return 0
	sed 's/^/# /' "$work/status.out" "$work/status.err"
	return 1
}

sed '/CONTROLLER1_PORT/d' "$top/compose/dedicated-1c3b.yaml" >"$work/inside.yaml"
up "$work/inside.yaml"
check "a controller that publishes no port comes up" is "$rc" 0 up
check "that it is published is told" grep -q "controller listener of service 'controller1' .* published on 127.0.0.1" "$work/up.err"
check "it is seen to be active, in a static quorum" status_has 'static quorum, active controller node 11'
"$KCHAOS" status --json "$project" >"$work/status.json"
python3 -W ignore "$top/tests/golden/schema.py" --answer "$KCHAOS" status "$work/status.json" || failed=1
check "and so for machines" test \
	"$(python3 -c 'import json, sys; s = json.load(open(sys.argv[1])); print(s["controller"], [n["controller_answers"] for n in s["nodes"]])' "$work/status.json")" = "11 [None, None, None, True]"
check "it is no broker" status_has '^11 +controller1 +controller +running +- +active'
docker kill "$project-controller1-1" >/dev/null
check "when it is killed there is none, and brokers answer" status_has 'no active controller'
check "kafka1 among them" status_has '^1 +kafka1 +broker +running +answers +-'
"$KCHAOS" down "$project" >/dev/null 2>&1
check "nothing of it is left" nothing_left

up "$here/dynamic.yaml"
check "a dynamic quorum comes up" is "$rc" 0 up
check "what has no image here is left out" grep -q 'leaving out ui: its image' "$work/up.err"
check "it is seen as dynamic, with an active controller" status_has 'dynamic quorum, active controller node [12]'
docker exec "$project-kafka1-1" /opt/kafka/bin/kafka-metadata-quorum.sh --bootstrap-server kafka1:19092 \
	describe --status >"$work/quorum.out" 2>&1
check "Kafka has both voters by their directories" test \
	"$(grep CurrentVoters "$work/quorum.out" | grep -o 'AAAAAAAAQACAAAAAAAAAA[Qg]' | sort -u | wc -l)" = 2
"$KCHAOS" down "$project" >/dev/null 2>&1
check "nothing of that is left either" nothing_left
