#!/bin/bash
# A companion (no Kafka node: here a shell that sleeps) is hurt when a scenario names it, and put back: looked
# at with the engine's own tool. Nobody else notices, and no group picks it.
set -uo pipefail
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"

# Any small image that is here will do: one for helper containers has a shell.
"$top/compose/image/helper.sh" || exit 1
image=${KCHAOS_HELPER_IMAGE:-$(docker image ls --filter label=io.kchaos.helper --format '{{.Repository}}:{{.Tag}}' | head -n 1)}

# The cluster of combined-3, a companion that ends with code 7 when it is asked to, and one that cannot be.
export KCHAOS_TEST_COMPOSE=$work/compose.yaml KCHAOS_TEST_COMPANION=idle
cp "$top/compose/combined-3.yaml" "$KCHAOS_TEST_COMPOSE"
cat >>"$KCHAOS_TEST_COMPOSE" <<YAML

  idle:
    image: $image
    hostname: idle-one
    entrypoint: [sh, -c, "trap 'exit 7' TERM; while :; do sleep 0.2; done"]
    depends_on: [kafka1]

  absent:
    image: nowhere.invalid/absent:1
YAML
idle=$project-idle-1

# inspect FORMAT : of the companion
inspect() { docker inspect -f "$1" "$idle" 2>/dev/null; }
state() { inspect '{{.State.Status}} {{.State.ExitCode}}'; }
# When the nodes' processes began: the same as before, or one of them was touched.
nodes() { docker inspect -f '{{.Name}} {{.State.Status}} {{.State.StartedAt}}' "$project"-kafka{1,2,3}-1; }
addresses() { inspect '{{range .NetworkSettings.Networks}}{{.IPAddress}} {{end}}'; }

begin run companions.yaml

check "stop: takes effect" await stop 1 effective
before=$(nodes)
check "stop: the engine shows it exited, by its own answer to SIGTERM" test "$(state)" = "exited 7"
check "stop: its proof is the engine's" grep -q '"text":"exited (7)"' <<<"$(step stop 1 effective)"
check "start: takes effect, by 'stopped'" await start 1 effective
check "start: the engine shows it running" test "$(state)" = "running 0"
check "pause: takes effect" await pause 1 effective
check "pause: the engine shows it paused" test "$(state)" = "paused 0"
check "pause: ends after its time" await pause 1 undone
check "pause: the engine shows it running" test "$(state)" = "running 0"
address=$(addresses)
check "disconnect: takes effect" await disconnect 1 effective
check "disconnect: it has no address" test -z "$(addresses)"
check "disconnect: ends after its time" await disconnect 1 undone
check "disconnect: it has the address it had ($address)" test -n "$address" -a "$(addresses)" = "$address"
check "cpu: takes effect" await cpu 1 effective
check "memory: takes effect" await memory 1 effective
limits=$(inspect '{{.HostConfig.CpuQuota}} {{.HostConfig.NanoCpus}} {{.HostConfig.Memory}}')
check "cpu, memory: the engine shows the limits ($limits)" grep -qE '^(20000|0) (0|200000000) 67108864$' <<<"$limits"
check "command: takes effect" await command 1 effective
check "command: it ran there" grep -q 'idle-one' <<<"$(step command 1 effective)"
check "command: its file is there" docker exec "$idle" test -e /tmp/mark
check "cpu: ends after its time" await cpu 1 undone
check "memory: ends after its time" await memory 1 undone
check "until here no node was touched" test "$(nodes)" = "$before"
check "kill: takes effect on node and companion" await kill 1 'done'
check "kill: both, by their names" grep -q 'companion idle exited (137)' <<<"$(step kill 1 'done')"
check "kill: ends after its time" await kill 1 undone
check "kill: the last one takes effect" await kill 2 effective
wait "$pid"
check "the run passes" is "$?" 0 run
check "what was left was undone in the end" grep -q 'companion idle started again' "$work/run.err"
check "what has no image here was left out" grep -q 'leaving out absent: its image' "$work/run.err"
check "nothing is left" nothing_left
check "the report calls it by its name" grep -qE 'stop +idle' "$work/run.out"
check "results.json has it among the action's nodes" test "$(field run 'r["actions"][0]["nodes"]')" != "[]"
python3 - "$work/run" <<'PY' >"$work/seen" 2>&1
import json, sys
run = json.load(open(sys.argv[1] + "/run.json"))
idle = {c["name"]: c for c in run["topology"]["companions"]}["idle"]
assert [n["name"] for n in run["topology"]["nodes"]] == ["kafka1", "kafka2", "kafka3"]
lines = [json.loads(l) for l in open(sys.argv[1] + "/engine.jsonl")]
told = [e["what"] for e in lines if e["node"] == idle["id"]]
assert {"die", "start", "pause", "unpause", "disconnect", "connect"} <= set(told), told
seen = [json.loads(l) for l in open(sys.argv[1] + "/observer.jsonl")]
assert not [e for e in seen if e.get("node") == idle["id"]]
print("as it should be")
PY
sed 's/^/# /' "$work/seen"
check "run.json and engine.jsonl have it, the observer has not" grep -q '^as it should be' "$work/seen"

# kchaos and its watchdog are both killed while the companion is down: `heal` starts it.
begin killed companions.yaml
check "after a crash: it is stopped" await stop 1 effective
kill -KILL "$(watchdog_of "$pid")" "$pid"
wait "$pid" 2>/dev/null
check "after a crash: it stays so" test "$(state)" = "exited 7"
"$KCHAOS" heal "$project" >"$work/heal.out" 2>"$work/heal.err"
rc=$?
check "after a crash: heal succeeds" is "$rc" 0 heal
check "after a crash: heal says that it started it" grep -q 'companion idle started again' "$work/heal.err"
check "after a crash: it runs" test "$(state)" = "running 0"
check "its log can be read by its name" "$KCHAOS" logs --project "$project" idle
"$KCHAOS" down "$project" >/dev/null 2>&1
check "after a crash: nothing is left" nothing_left

# One that was left out cannot be named: known only when the cluster is up, told before the load begins.
KCHAOS_TEST_COMPANION=absent run absent "$here/companions.yaml"
check "one whose image is not here is refused" is "$rc" 3 absent
check "with the reason" grep -q "'stop'.*companion 'absent' is left out: its image 'nowhere.invalid/absent:1' is not here" "$work/absent.err"
check "and nothing is left" nothing_left
