# lib.sh - shared by the tests on a real cluster: a scratch folder, TAP lines, "nothing is left".
# Sourced; the caller has set -uo pipefail. KCHAOS names the program.
# shellcheck shell=bash disable=SC2034
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
here=$top/tests/e2e
KCHAOS=${KCHAOS:-$top/build/release/kchaos}
work=$(mktemp -d)
export XDG_STATE_HOME=$work/state # a test's undo journals are its own
unset GITHUB_ACTIONS GITHUB_STEP_SUMMARY # a job that runs the tests is not to be told of their runs
failed=0
project=e2e-$$-$RANDOM

end() {
	"$KCHAOS" down "$project" >/dev/null 2>&1
	rm -rf "$work"
	[ "$failed" = 0 ]
}
trap end EXIT

ok() { echo "ok - $*"; }
not_ok() {
	echo "not ok - $*"
	failed=1
}

# check TEXT COMMAND... : one test
check() {
	local text=$1
	shift
	if "$@"; then ok "$text"; else not_ok "$text"; fi
}

# run NAME ARGS... : kchaos run into $work/NAME, its output kept; sets rc
run() {
	local name=$1
	shift
	"$KCHAOS" run --project "$project" -o "$work/$name" "$@" >"$work/$name.out" 2>"$work/$name.err"
	rc=$?
}

# begin NAME SCENARIO : a run of $here/SCENARIO in the background, which a shell starts deaf to Ctrl-C; sets
# name and pid
begin() {
	name=$1
	env --default-signal=INT "$KCHAOS" run --project "$project" -o "$work/$name" "$here/$2" >"$work/$name.out" 2>"$work/$name.err" &
	pid=$!
}

# step ACTION N STEP : of the run begun last, the line of the N-th (from 1) such step of such actions
step() { grep "\"kind\":\"$1\",\"step\":\"$3\"" "$work/$name/events.jsonl" 2>/dev/null | sed -n "$2p"; }

# await ACTION N STEP : until it is there
await() {
	for _ in $(seq 900); do
		[ -z "$(step "$@")" ] || return 0
		kill -0 "$pid" 2>/dev/null || break
		sleep 0.1
	done
	echo "# there is no $2. '$1 $3'"
	return 1
}

# patient NAME ARGS... : as run; a run that fails by nothing but its timeliness (another program may have had
# the processor) is tried again, twice at most; so is one whose generator came too late to judge by. What is lost,
# unaccounted for or unproven is never excused.
patient() {
	local try
	for try in 1 2 3; do
		run "$@"
		[[ $rc =~ ^[14]$ ]] && only_late "$1" || return 0
		echo "# $1, try $try: too late, as above"
		[ "$try" = 3 ] || rm -rf "${work:?}/$1"
	done
}

# only_late NAME : whether its failed expectations are all of times and shares; shows them
only_late() {
	python3 - "$work/$1/results.json" <<'PY'
import json, sys
r = json.load(open(sys.argv[1]))
bad = [x for x in r["expectations"] if x["verdict"] != "pass"]
for x in bad:
    print("#", x["verdict"], x["kind"], x.get("expected"), "| observed:", x.get("observed"))
print("# machine:", json.dumps(r.get("instrument")))
lagged = [x for x in bad if x["verdict"] == "inconclusive" and "the generator lagged" in (x["why"] or "")]
if any(x["verdict"] == "inconclusive" and x not in lagged for x in bad):
    sys.exit(1)
sys.exit(not bad or any(x["kind"] not in ("available", "outage", "latency", "throughput", "isr", "quorum") for x in bad))
PY
}

# is RC WANT NAME : the exit code, with the output shown when it is another
is() {
	[ "$1" = "$2" ] && return 0
	echo "# exit code $1 instead of $2; the last lines of its output:"
	tail -n 40 "$work/$3.out" "$work/$3.err" | sed 's/^/# /'
	return 1
}

# field RUN EXPRESSION : evaluates a Python expression over results.json, called r
field() {
	python3 -c 'import json,sys; r = json.load(open(sys.argv[1])); print(eval(sys.argv[2]))' \
		"$work/$1/results.json" "$2"
}

# watchdog_of PID : the process that watches a kchaos
watchdog_of() { pgrep -P "$1" -x kchaos-watchdog; }

# watchdogs : how many there are of our project. A dead kchaos is no longer the parent of its watchdog,
# but its command line is still the watchdog's.
watchdogs() {
	ps -eo stat=,comm=,args= | awk -v p="$project" '$1 !~ /^Z/ && $2 == "kchaos-watchdog" && index($0, p) { n++ } END { print n + 0 }'
}

# watchdog_ends : waits until none is left, for at most a minute
watchdog_ends() {
	for _ in $(seq 300); do
		[ "$(watchdogs)" != 0 ] || return 0
		sleep 0.2
	done
	echo "# the watchdog of $project is still there"
	return 1
}

# nothing_left : no container, network or volume of our project
nothing_left() {
	local left
	left=$(
		docker ps -aq --filter "label=com.docker.compose.project=$project"
		docker network ls -q --filter "label=com.docker.compose.project=$project"
		docker volume ls -q --filter "label=com.docker.compose.project=$project"
	)
	[ -z "$left" ] || echo "# left: $left"
	[ -z "$left" ]
}
