#!/bin/bash
# The actions on the cluster as a whole, each seen by others than kchaos: Kafka's own tools, kcat, the
# files that commands touch.
set -uo pipefail
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
export KCHAOS_TEST_MARK=$work/mark

bootstrap() {
	python3 -c 'import json, sys
print(",".join("127.0.0.1:%d" % n["broker"]["port"] for n in json.load(open(sys.argv[1]))["topology"]["nodes"]))' "$work/run/run.json"
}

# What Kafka's own tool says of a topic's own configuration.
configs() {
	docker exec "$project-kafka1-1" sh -c 'java -Xshare:auto -XX:TieredStopAtLevel=1 -cp "/opt/kafka/libs/*" \
		kafka.admin.ConfigCommand --bootstrap-server kafka1:19092 --describe --entity-type topics --entity-name orders' 2>&1
}

# metadata PARTITION EXPRESSION : of p, the partition of orders as kcat shows it
metadata() {
	kcat -b "$(bootstrap)" -L -t orders -J 2>/dev/null | python3 -c 'import json, sys
p = [p for t in json.load(sys.stdin)["topics"] for p in t["partitions"] if p["partition"] == int(sys.argv[1])][0]
p["replicas"] = [r["id"] for r in p["replicas"]]
print(eval(sys.argv[2]))' "$1" "$2"
}

begin run faults_cluster.yaml

# configure: Kafka's own tool sees it, and sees it gone.
check "configure: takes effect" await configure 1 effective
during=$(configs)
check "configure: Kafka's tool tells the new values" \
	grep -q '^  min.insync.replicas=2 ' <<<"$during"
check "configure: and the one that was not set before" grep -q 'retention.ms=7200000' <<<"$during"

# burst: counted by a client of its own, by the records' own times.
check "burst: takes effect" await burst 1 effective
check "configure: ends after its time" await configure 1 undone

# move: others see the replicas there, and back again.
check "move: orders/0 is on its way" await move 1 requested
before=$(python3 -c 'import json, sys
seen = [json.loads(l) for l in open(sys.argv[1])]
print(next(e["replicas"] for e in seen if e.get("event") == "partition" and e["topic"] == "orders" and e["partition"] == 0))' "$work/run/observer.jsonl")
check "move: takes effect" await move 1 effective
moved=$(metadata 0 'p["replicas"]')
check "move: kcat sees other replicas ($before, then $moved)" test "$moved" != "$before"
check "move: and both of them in sync" test "$(metadata 0 'len(p["isrs"])')" = 2
after=$(configs)
check "configure: Kafka's tool tells the old value" grep -q '^  min.insync.replicas=1 ' <<<"$after"
check "configure: and nothing of what was not set before" test "$(grep -c retention.ms <<<"$after")" = 0
check "move: ends after its time" await move 1 undone
check "move: kcat sees them where they were" test "$(metadata 0 'p["replicas"]')" = "$before"

# elect: the preferred leader was changed by a move; only the election makes it lead.
check "elect: takes effect" await elect 1 effective
check "elect: kcat sees the first replica lead" \
	test "$(metadata 1 'p["leader"] == p["replicas"][0]')" = True

# command: the files it touches.
check "command: takes effect on this machine" await command 1 effective
check "command: the file is there" test -e "$KCHAOS_TEST_MARK"
check "command: it knew the nodes" grep -q 'kafka1 kafka2 kafka3' <<<"$(step command 1 effective)"
check "command: takes effect in a node" await command 2 effective
check "command: the file is in that node" docker exec "$project-kafka2-1" test -e /tmp/mark
check "command: and in no other" test -z "$(docker exec "$project-kafka1-1" ls /tmp/mark 2>/dev/null)"
check "command: one that fails has failed" await command 1 failed
check "command: with its exit code and words" \
	grep -q 'exit code 3: no luck' <<<"$(step command 1 failed)"
check "command: undone after its time" await command 1 undone
check "command: the file is gone" test ! -e "$KCHAOS_TEST_MARK"

# Before the run's end, which undoes the rest and removes the cluster.
kcat -b "$(bootstrap)" -C -t orders -e -q -f '%T\n' >"$work/times" 2>/dev/null
wait "$pid"
check "the run is inconclusive, for the command that failed" is "$?" 4 run
check "the rest was undone" grep -q "kafka2.*command undone by 'rm /tmp/mark'" "$work/run.err"
check "nothing is left" nothing_left
counted=$(python3 - "$work/run" "$work/times" <<'PY'
import json, sys
run = json.load(open(sys.argv[1] + "/run.json"))
events = [json.loads(l) for l in open(sys.argv[1] + "/events.jsonl")]
begin = next(e["t"] for e in events if e.get("kind") == "burst" and e.get("step") == "effective")
wall = (run["wall_start_ns"] + begin) / 1e6
times = [int(l) for l in open(sys.argv[2])]
inside = sum(wall <= t < wall + 4000 for t in times)
later = sum(wall + 4000 <= t < wall + 8000 for t in times)
print(inside, later)
PY
)
echo "# records in the 4 s of the burst, and in the 4 s after it: $counted"
read -r inside later <<<"$counted"
check "burst: kcat counts (500 + 50)/s in its time" test "$((inside >= 2100 && inside <= 2210))" = 1
check "burst: and 50/s after it" test "$((later >= 180 && later <= 300))" = 1

# Ctrl-C: the same, by the run itself.
begin interrupted faults_command.yaml
check "Ctrl-C: a command takes effect" await command 1 effective
kill -INT "$pid"
wait "$pid"
check "Ctrl-C: the run says so" is "$?" 130 interrupted
check "Ctrl-C: its file is gone" test ! -e "$KCHAOS_TEST_MARK"
check "Ctrl-C: nothing is left" nothing_left
check "Ctrl-C: no journal is left" test -z "$(find "$XDG_STATE_HOME" -name '*.journal')"

# kchaos and its watchdog are both killed: `down` undoes what the command did, before it takes the nodes
# away that the undoing needs.
begin killed faults_command.yaml
check "down: a command takes effect" await command 1 effective
kill -KILL "$(watchdog_of "$pid")" "$pid"
wait "$pid" 2>/dev/null
check "down: nobody undoes it yet" test -e "$KCHAOS_TEST_MARK"
"$KCHAOS" down "$project" >"$work/down.out" 2>"$work/down.err"
rc=$?
check "down: succeeds" is "$rc" 0 down
check "down: says that the command was undone" grep -q 'command undone by' "$work/down.err"
check "down: its file is gone" test ! -e "$KCHAOS_TEST_MARK"
check "down: nothing is left" nothing_left
check "down: no journal is left" test -z "$(find "$XDG_STATE_HOME" -name '*.journal')"
