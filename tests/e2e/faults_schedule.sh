#!/bin/bash
# Faults that last, crash loops, repetitions and rolling restarts, as the engine itself saw them.
set -uo pipefail
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"

docker events --filter "label=com.docker.compose.project=$project" --filter type=container \
	--format '{{.TimeNano}} {{.Action}} {{index .Actor.Attributes "com.docker.compose.service"}}' >"$work/engine" &
witness=$!

# effective KIND : waits until an action of this kind took effect
effective() {
	for _ in $(seq 600); do
		grep -q "\"kind\":\"$1\",\"step\":\"effective\"" "$work/run/events.jsonl" 2>/dev/null && return 0
		kill -0 "$pid" 2>/dev/null || return 1
		sleep 0.1
	done
	return 1
}

paused() { docker inspect -f '{{.State.Paused}}' "$(docker ps -aq \
	--filter "label=com.docker.compose.project=$project" --filter "label=com.docker.compose.service=$1")"; }

# of SERVICE ACTION : how often the engine saw it
of() { grep -c " $2 $1\$" "$work/engine"; }

"$KCHAOS" run --project "$project" -o "$work/run" "$here/schedule.yaml" >"$work/run.out" 2>"$work/run.err" &
pid=$!
check "the pause takes effect" effective pause
check "the engine holds kafka1 for paused" test "$(paused kafka1)" = true
sleep 4
check "it is not paused any more, in the middle of its phase" test "$(paused kafka1)" = false
wait "$pid"
rc=$?
check "the run ends without an expectation to hold, so inconclusive" is "$rc" 4 run
kill "$witness"
wait "$witness" 2>/dev/null
check "no action failed" test "$(field run 'sum(a["failed"] for a in r["actions"])')" = 0

# The last die of each is the rolling restart's; the run's own end removes the containers.
check "kafka3 died at least three times in its crash loop, and each death is in the record" test \
	"$(of kafka3 kill)" -ge 3 -a \
	"$(field run 'sum(a["action"] == "kill" and a["nodes"] == [3] for a in r["actions"])')" -ge 3
python3 - "$work/engine" "$work/run/results.json" <<'EOF'
import json, sys

def tell(ok, text):
    print("ok - " + text if ok else "not ok - " + text)

engine = [line.split() for line in open(sys.argv[1])]
run = json.load(open(sys.argv[2]))
actions = run["actions"]
base = run["wall_start_ns"]

def inner(kind):
    return [a for a in actions if a["inner"] and a["action"] == kind]

def seen(a, word, node):
    """Did the engine see it between the request and a moment after it was done?"""
    return any(w == word and s == "kafka%d" % node and
               a["requested_ns"] - 50e6 <= int(t) - base <= a["done_ns"] + 50e6 for t, w, s in engine)

kills = [a for a in inner("kill")]
tell(all(seen(a, "kill", a["nodes"][0]) for a in kills), "the engine saw each of the %d kills of the crash loop" % len(kills))
pauses = inner("pause")
tell(len(pauses) == 3 and all(seen(a, "pause", a["nodes"][0]) for a in pauses), "the engine saw the three repeated pauses")
gaps = [b["requested_ns"] - a["requested_ns"] for a, b in zip(pauses, pauses[1:])]
tell(all(1.4e9 < g < 2.8e9 for g in gaps), "they are 2 s apart, 0.5 s more or less: " + ", ".join("%.2f s" % (g / 1e9) for g in gaps))
ends = [a["undone_ns"] - a["effective_ns"] for a in pauses]
tell(all(0.45e9 < e < 1.5e9 for e in ends), "each lasted 0.5 s: " + ", ".join("%.2f s" % (e / 1e9) for e in ends))
segv = [a for a in actions if a["action"] == "kill" and not a["inner"]]
tell(len(segv) == 1 and "SIGSEGV" in segv[0]["proof"], "a signal other than SIGKILL ended kafka2: " + str(segv and segv[0]["proof"]))

restarts = inner("restart")
order = [a["nodes"][0] for a in restarts]
begin = next(a for a in actions if a["action"] == "rolling-restart")["requested_ns"]
active = next(c["node"] for c in run["controllers"] if c["from_ns"] <= begin < c["to_ns"])
tell(sorted(order) == [1, 2, 3] and order[-1] == active, "all were restarted, the active controller (%d) last: %s" % (active, order))
down, most = set(), 0
for t, word, service in sorted(engine, key=lambda e: int(e[0])):
    if int(t) - base < begin or int(t) - base > restarts[-1]["done_ns"]:
        continue
    if word == "die":
        down.add(service)
    elif word == "start":
        down.discard(service)
    most = max(most, len(down))
tell(most == 1, "never more than one of them was down")
EOF
check "nothing is left" nothing_left
