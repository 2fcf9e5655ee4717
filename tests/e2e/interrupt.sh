#!/bin/bash
# Ctrl-C in the middle of an outage: healed, torn down, written, 130. After a SIGKILL the watchdog does
# that; and where it was killed too, heal and down finish the work.
set -uo pipefail
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"

# start NAME : runs majority-outage in the background and waits until its nodes are stopped
start() {
	# A shell starts background commands with Ctrl-C ignored, which kchaos respects.
	env --default-signal=INT "$KCHAOS" run --project "$project" -o "$work/$1" "$top/scenarios/majority-outage.yaml" \
		>"$work/$1.out" 2>"$work/$1.err" &
	pid=$!
	for _ in $(seq 600); do
		grep -q '"step": *"done"' "$work/$1/events.jsonl" 2>/dev/null && return 0
		kill -0 "$pid" 2>/dev/null || break
		sleep 0.1
	done
	echo "# it did not get to its outage"
	tail -n 20 "$work/$1.err" | sed 's/^/# /'
	return 1
}

check "majority-outage gets to its outage" start int
kill -INT "$pid"
wait "$pid"
check "one Ctrl-C ends it with 130" is "$?" 130 int
check "nothing of it is left" nothing_left
check "what was recorded is analysed" test -s "$work/int/results.json"
check "and a cut-off run is no pass" test "$(field int 'r["verdict"]')" != pass

# no_pass NAME : what a cut-off run may say of itself
no_pass() {
	"$KCHAOS" analyse -q "$work/$1" >/dev/null 2>"$work/analyse.err"
	case $? in 1 | 4) return 0 ;; esac
	sed 's/^/# /' "$work/analyse.err"
	return 1
}

no_journal() { test -z "$(find "$XDG_STATE_HOME" -name '*.journal')"; }

check "majority-outage gets to its outage again" start twice
kill -INT "$pid"
sleep 0.3
kill -INT "$pid"
wait "$pid"
check "a second Ctrl-C ends it with 130" is "$?" 130 twice
check "and says who cleans up" grep -q "the watchdog takes project '$project' down now" "$work/twice.err"
check "the watchdog ends" watchdog_ends
check "nothing of it is left" nothing_left
check "and no undo journal" no_journal

check "majority-outage gets to its outage a third time" start dog
kill -KILL "$pid"
wait "$pid" 2>/dev/null
check "after a SIGKILL the watchdog works, and ends" watchdog_ends
check "nothing is left then" nothing_left
check "and no undo journal" no_journal
check "what it did is in the run directory" grep -q 'is taken down: containers 3, networks 1' "$work/dog/watchdog.log"
check "the directory of a killed run can be analysed, and is no pass" no_pass dog

check "majority-outage gets to its outage once more" start kill9
# shellcheck disable=SC2046 # one number
kill -KILL $(watchdog_of "$pid") "$pid"
wait "$pid" 2>/dev/null
check "without a watchdog a SIGKILL leaves the cluster behind" test -n "$(docker ps -aq --filter "label=com.docker.compose.project=$project")"
"$KCHAOS" heal "$project" >"$work/heal.out" 2>&1
check "kchaos heal finishes" test $? = 0
check "and has every node running again" \
	test "$(docker ps -q --filter "label=com.docker.compose.project=$project" | wc -l)" = 3
"$KCHAOS" heal "$project" >"$work/heal2.out" 2>&1
check "a second heal has nothing to do" test $? = 0
"$KCHAOS" down "$project" >"$work/down.out" 2>&1
check "kchaos down removes it" test $? = 0
check "nothing is left then" nothing_left
check "and no undo journal" no_journal
check "the directory of this run, too, can be analysed, and is no pass" no_pass kill9
