#!/bin/bash
# kchaos is killed while a host's nodes are down, and while an engine does not answer: nothing stays on any host, and what
# could not be reached is told until it is.
set -uo pipefail
# shellcheck source=tests/hosts/lib.sh
. "$(dirname "$0")/lib.sh"

# begin_on NAME SCENARIO : in the background; sets name and pid
begin_on() {
	name=$1
	"$KCHAOS" run --project "$project" -o "$work/$1" "$top/scenarios/hosts/$2.yaml" --hosts "$hosts_file" \
		>"$work/$1.out" 2>"$work/$1.err" &
	pid=$!
}

begin_on dead rack-outage
check "a rack goes" await kill 1 effective
kill -KILL "$pid"
wait "$pid" 2>/dev/null
check "after a SIGKILL the watchdog works, and ends" watchdog_ends
check "nothing is left on any host" bare_hosts
check "and no note of the hosts" fails ls "$XDG_STATE_HOME"/kchaos/hosts/*

check "a cluster is brought up" "$KCHAOS" up "$top/compose/dedicated-3c3b.yaml" -q -p "$project" --hosts "$hosts_file"
"$bed" engine c pause
"$KCHAOS" down "$project" >"$work/down" 2>&1
check "a host that does not answer fails the taking down" test $? = 3
check "and is named" grep -q "host 'c'" "$work/down"
check "the others are bare" test -z "$(for h in a b; do at "$h" container ls -aq --filter label=io.kchaos.project; done)"
"$bed" engine c unpause
check "when it is back, down finishes the work" "$KCHAOS" down -q "$project"
check "nothing is left" bare_hosts
