#!/bin/bash
# A bulk workload on a real cluster, through the crash of a node: each record has its outcome, none that was
# acknowledged is lost, and what the brokers say lies in the topic is what was read back.
set -uo pipefail
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"

run bulk --keep "$here/bulk.yaml"
check "a bulk workload through a crash passes" is "$rc" 0 bulk
check "all of it was handed over, and answered one way or another" \
	[ "$(field bulk 'r["workloads"][0]["bulk"]["sent"]')" = 200000 ]
check "outcomes add up to what was sent" \
	[ "$(field bulk 's["produced"] - s["acked"] - s["rejected"] - s["unknown"] if (s := r["settlement"][0]) else -1')" = 0 ]
in_topic=$(docker exec "$project-kafka1-1" /opt/kafka/bin/kafka-get-offsets.sh --bootstrap-server kafka1:19092 --topic big |
	awk -F: '{ n += $3 } END { print n }')
check "what was read back is what the brokers have: $in_topic" \
	[ "$(field bulk 'r["read_back"]["records"]')" = "$in_topic" ]
check "found, doubled and written after all add up to that" \
	[ "$(field bulk 's["acked_found"] + s["unknown_found"] + s["rejected_found"] + s["duplicated"] if (s := r["settlement"][0]) else -1')" = "$in_topic" ]
check "outcomes and copies take less than two bits per record" \
	[ "$(du -cb "$work"/bulk/load/perf-0.outcomes "$work"/bulk/settle/copies "$work"/bulk/settle/order | tail -n 1 | cut -f1)" -lt 50000 ]
"$KCHAOS" down -q "$project"
check "nothing is left" nothing_left
