#!/bin/bash
# A host's engine is frozen: it accepts connections and answers nothing. Its nodes are unknown and go on; other hosts do not
# wait for it; what is to be undone there is waited for, told, and kept for later. PARTS names some.
set -uo pipefail
# shellcheck source=tests/hosts/lib.sh
. "$(dirname "$0")/lib.sh"
here=$top/tests/hosts
notes=$XDG_STATE_HOME/kchaos/hosts
journals=$XDG_STATE_HOME/kchaos/hosts/$project.journal

thaw() { "$bed" engine c unpause; }
trap 'thaw; end' EXIT

# begin_on NAME SCENARIO : in the background; sets name and pid
begin_on() {
	name=$1
	"$KCHAOS" run --project "$project" -o "$work/$1" "$here/$2.yaml" --hosts "$hosts_file" \
		>"$work/$1.out" 2>"$work/$1.err" &
	pid=$!
}

# frozen_after SECONDS : when the broker of c is down, its engine, too
frozen_after() {
	check "$name: the broker of c is stopped" await stop 1 effective
	sleep "$1"
	"$bed" engine c pause
}

# events EXPRESSION : of the run begun last: a Python expression over the lines of events.jsonl and engine.jsonl; begin(N) is when phase
# N (from 0) began, of(KIND, STEP, PHASE) such steps of actions
events() {
	python3 - "$work/$name" "$1" <<'PY'
import json, sys
lines = [json.loads(l) for f in ("events.jsonl", "engine.jsonl") for l in open(f"{sys.argv[1]}/{f}")]
def begin(n): return next(l["t"] for l in lines if l["event"] == "phase" and l["phase"] == n and l["begin"])
def of(kind, step): return [l for l in lines if l["event"] == "action" and l.get("kind") == kind and l["step"] == step]
hosts = [l for l in lines if l["event"] == "host"]
got = eval(sys.argv[2])
if not got: print("#", sys.argv[2], "is", got)
sys.exit(not got)
PY
}

# says FILE TEXT : whether it has it, shown when not
says() {
	grep -qF -- "$2" "$1" && return
	echo "# '$2' is not in:"
	tail -n 15 "$1" | sed 's/^/# /'
	return 1
}

# states ROLE : of the nodes of c in results.json: was the broker ever unknown; was the controller never anything but up
states() {
	if [ "$1" = broker ]; then
		field within 'any(s["state"] == "unknown" for n in r["nodes"] if n["host"] == "c" and n["id"] < 10 for s in n["states"])'
	else
		field within 'all(s["state"] == "up" for n in r["nodes"] if n["host"] == "c" and n["id"] > 10 for s in n["states"])'
	fi
}

# ended CODE LIMIT COMMAND... : whether it ends so, within so many seconds; its output is in $work/said
ended() {
	local code=$1 limit=$2 began=$SECONDS got
	shift 2
	timeout 300 "$@" >"$work/said" 2>&1
	got=$?
	[ "$got" = "$code" ] && [ $((SECONDS - began)) -le "$limit" ] && return
	echo "# exit code $got after $((SECONDS - began)) s: $(tail -n 3 "$work/said" | tr '\n' ' ')"
	return 1
}

# until after the end
beyond_the_end() {
	begin_on beyond silent_beyond
	frozen_after 1
	wait "$pid"
	rc=$?
	check "a run that leaves something on a host ends with 3" is "$rc" 3 beyond
	check "the engine is told to be silent, with its nodes" events 'hosts[0]["host"] == "c" and not hosts[0]["up"] and len(hosts[0]["nodes"]) == 2'
	check "an action on a silent host fails within 3 s, and names it" events \
		'[a for a in of("pause", "failed") if "host c" in a["text"] and a["t"] - begin(1) < 21e9]'
	check "and is done where the engine answers" events '[a for a in of("pause", "effective") if a["t"] - begin(1) < 21e9]'
	check "the next action is on time" events '[a for a in of("pause", "effective") if 22e9 <= a["t"] - begin(1) < 22.5e9]'
	check "the way out waits" says "$work/beyond/kchaos.log" "waiting for host c, at most"
	check "and says what is still to undo, and where" says "$work/beyond.err" "still to undo: 'start' of"
	check "and how to do it later" says "$work/beyond/events.jsonl" "'kchaos heal $project' does that when it is back"
	check "nothing is lost" test "$(field beyond '[x["observed"] for x in r["expectations"]][0][:27]')" = "0 acknowledged records lost"
	check "the journal is kept" test -s "$journals"
	check "and where the hosts are" test -e "$notes/$project.yaml"
	check "status ends with 3, and soon" ended 3 30 "$KCHAOS" status "$project"
	check "and says that c may have nodes" says "$work/said" "on any host that answers; host 'c'"
	check "heal waits, and ends with 3" ended 3 90 "$KCHAOS" heal "$project"
	check "it says what is still to undo" says "$work/said" "still to undo: 'start' of node"
	check "and for whom it waited" says "$work/said" " for host 'c'"
	check "the journal is still kept" test -s "$journals"
	thaw
	check "when the engine is back heal finishes the work" ended 0 60 "$KCHAOS" heal "$project"
	check "what it started is told" says "$work/said" "started again"
	check "down takes the rest" ended 0 60 "$KCHAOS" down "$project"
	check "nothing is left on any host" bare_hosts
	check "nor noted" fails ls "$notes"/*
}

# it comes back within the run
within_the_run() {
	begin_on within silent_within
	frozen_after 2
	sleep 14
	thaw
	wait "$pid"
	rc=$?
	check "a run whose engine comes back passes" is "$rc" 0 within
	check "nothing is left on any host" bare_hosts
	check "nor noted" fails ls "$notes"/*
	check "the engine is told to be silent, and back" events '[(h["host"], h["up"]) for h in hosts] == [("c", False), ("c", True)]'
	check "what another host is due to suffer is on time" events '[a for a in of("pause", "effective") if 14e9 <= a["t"] - begin(1) < 14.5e9]'
	check "and what it is due to be rid of" events '[a for a in of("pause", "undone") if 16e9 <= a["t"] - begin(1) < 17e9]'
	check "the stopped broker of c is unknown meanwhile" test "$(states broker)" = True
	check "its controller, which answers, is up all the time" test "$(states controller)" = True
	check "no window is put down to the engine" test "$(field within '"engine" in json.dumps([w["windows"] for w in r["workloads"]])')" = False
	check "what was done on c is undone once it answers" events '[a for a in of("stop", "undone") if hosts[1]["t"] <= a["t"] < hosts[1]["t"] + 5e9]'
}

# kchaos is killed meanwhile
without_kchaos() {
	begin_on dead silent_beyond
	frozen_after 1
	kill -KILL "$pid"
	wait "$pid" 2>/dev/null
	check "while the engine is frozen the watchdog says for whom it waits" within 30 grep -qF "host 'c'" "$work/dead/watchdog.log"
	check "and waits" test "$(watchdogs)" = 1
	check "status ends with 3 as long as a host does not answer" ended 3 30 "$KCHAOS" status "$project"
	check "it shows the nodes of the others" says "$work/said" "kafka1 "
	check "and says whose nodes are unknown" says "$work/said" "nodes on these hosts run is unknown: host 'c'"
	thaw
	check "when the engine is back it works, and ends" watchdog_ends
	check "nothing is left on any host" bare_hosts
	check "nor noted" fails ls "$notes"/*
}

# all engines are gone, and nobody else's doing
all_ended() {
	on_hosts all "$here/all_ended.yaml"
	check "engines that actions ended are not lost" is "$rc" 0 all
	check "nothing is left on any host" bare_hosts
}

for part in ${PARTS:-beyond_the_end within_the_run without_kchaos all_ended}; do "$part"; done
