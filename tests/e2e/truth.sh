#!/bin/bash
# Truth: all nodes paused for exactly 5 s under 100 records a second; the windows must start and
# end within 50 ms of the engine's own event times. A machine that is busy just then gets three tries.
set -uo pipefail
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"

# compare : the windows of the last run against its engine events; the last line says "same" or "differs"
compare() {
	python3 - "$work/pause" <<'PY'
import json, sys
d = sys.argv[1]
engine = [json.loads(l) for l in open(d + "/engine.jsonl")]
r = json.load(open(d + "/results.json"))
paused = [e["t"] for e in engine if e.get("what") == "pause"]
back = [e["t"] for e in engine if e.get("what") == "unpause"]
print("# pauses %s, unpauses %s" % ([round(t / 1e9, 3) for t in paused], [round(t / 1e9, 3) for t in back]))
bad = []
for w in r["workloads"]:
    if w["plane"] != "produce":
        continue
    # The partition is out from when its leader (or, for acks=all, any follower) froze: between
    # the first and the last pause; and it is back after the last unpause.
    for win in w["windows"]:
        print("# %s/%d: %.3f .. %.3f" % (w["name"], win["partition"], win["from_ns"] / 1e9, win["to_ns"] / 1e9))
    if len(w["windows"]) != 1:
        bad.append("%s has %d windows" % (w["name"], len(w["windows"])))
        continue
    win = w["windows"][0]
    # An edge is a stretch of uncertainty; it must reach to within 50 ms of what the engine says,
    # and may not be wider than 100 ms itself.
    slack, widest = 50e6, 100e6
    if win["from_latest_ns"] < min(paused) - slack or win["from_ns"] > max(paused) + slack:
        bad.append("%s starts at %.3f s" % (w["name"], win["from_ns"] / 1e9))
    if win["to_ns"] < min(back) - slack or win["to_earliest_ns"] > max(back) + slack:
        bad.append("%s ends at %.3f s" % (w["name"], win["to_ns"] / 1e9))
    if max(win["from_latest_ns"] - win["from_ns"], win["to_ns"] - win["to_earliest_ns"]) > widest:
        bad.append("%s is less sure of its edges than 100 ms" % w["name"])
    print("# start %+.0f ms, end %+.0f ms off the engine's first pause and last unpause" % (
        (win["from_ns"] - min(paused)) / 1e6, (win["to_ns"] - max(back)) / 1e6))
for b in bad:
    print("# " + b)
print("same" if not bad and len(paused) == 3 and len(back) == 3 else "differs")
PY
}

for try in 1 2 3; do
	rm -rf "$work/pause"
	run pause "$here/pause-all.yaml"
	check "the run comes to its verdict" is "$rc" 0 pause
	check "nothing of it is left" nothing_left
	compare >"$work/compared"
	grep '^#' "$work/compared"
	[ "$(tail -n 1 "$work/compared")" != same ] || break
	echo "# try $try: the windows differ"
done
check "windows start and end within 50 ms of the engine's events" test "$(tail -n 1 "$work/compared")" = same
