#!/bin/bash
# A real run killed (SIGKILL) at KILLS random moments (default 30): each time the watchdog must have
# everything gone within a minute, and the run directory must be readable and inconclusive. SEED
# chooses the moments again.
set -uo pipefail
# shellcheck source=tests/torture/lib.sh
. "$(dirname "$0")/lib.sh"
kills=${KILLS:-30}
seed=${SEED:-$RANDOM}
RANDOM=$seed
echo "# SEED=$seed"

# no_begin NAME : it was killed before it had a run directory
no_begin() { [ ! -e "$work/$1/run.json" ]; }

# survives NAME : the watchdog of a killed run ends; nothing is left; the directory is what it must be
survives() {
	local began=$SECONDS
	watchdog_ends || return 1
	took=$((SECONDS - began))
	[ "$took" -le 60 ] && clean && { no_begin "$1" || judged "$1"; }
}

# killed NAME TENTHS : a run, killed so many tenths of a second after its beginning
killed() {
	begin "$1"
	sleep "$(($2 / 10)).$(($2 % 10))"
	if ! kill -KILL "$pid" 2>/dev/null; then
		echo "# it had ended before"
		wait "$pid"
		is "$?" 0 "$1" && clean
		return
	fi
	wait "$pid" 2>/dev/null
	place=$(where "$1")
	survives "$1" || say "$1"
}

slowest=0
for i in $(seq "$kills"); do
	tenths=$((1 + RANDOM % 300))
	place=
	took=0
	point "killed after $((tenths / 10)).$((tenths % 10)) s" killed "kill$i" "$tenths"
	echo "# at: $place; gone after $took s"
	[ "$took" -gt "$slowest" ] && slowest=$took
	rm -rf "${work:?}/kill$i"
done
summary "SIGKILL"
echo "# slowest: $slowest s"
