# lib.sh - shared by the tests that kill real runs: a run in the background, what it may leave, and a
# count of the points tried and of what was left.
# Sourced; the caller has set -uo pipefail.
# shellcheck shell=bash disable=SC2034
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/../e2e/lib.sh"
here=$top/tests/torture
points=0
leftovers=0
export KCHAOS_TORTURE=$work/flag # made by a command of short.yaml, removed by its undoing

# begin NAME ARGS... : a run of short.yaml in the background; sets pid
begin() {
	local name=$1
	shift
	# A shell starts background commands with Ctrl-C ignored, which kchaos respects.
	env --default-signal=INT "$KCHAOS" run --project "$project" -o "$work/$name" "$@" \
		"$here/short.yaml" >"$work/$name.out" 2>"$work/$name.err" &
	pid=$!
}

# reaches NAME TEXT : waits until the run says so on standard error; fails when it ends before
reaches() {
	for _ in $(seq 1200); do
		grep -q -- "$2" "$work/$1.err" 2>/dev/null && return 0
		kill -0 "$pid" 2>/dev/null || break
		sleep 0.05
	done
	echo "# it never said '$2'; its last lines:"
	tail -n 10 "$work/$1.err" | sed 's/^/# /'
	return 1
}

# where NAME : the last thing the run said
where() { grep -v '^kchaos' "$work/$1.err" 2>/dev/null | tail -n 1 | sed 's/^ *//; s/^+[0-9.]*s *//'; }

# leftovers_of : one line for each thing of ours that is still there
leftovers_of() {
	docker ps -a --filter "label=io.kchaos.project=$project" --format 'container {{.Names}}'
	docker network ls --filter "label=io.kchaos.project=$project" --format 'network {{.Name}}'
	docker volume ls --filter "label=io.kchaos.project=$project" --format 'volume {{.Name}}'
	find "$XDG_STATE_HOME" -name '*.journal' -printf 'journal %f\n' 2>/dev/null
	[ "$(watchdogs)" = 0 ] || echo "a watchdog"
	[ ! -e "$KCHAOS_TORTURE" ] || echo "what a command did"
	# Faults belong into the nodes' own network namespaces; this one must know nothing of them.
	{ iptables-save || iptables-legacy-save; } 2>/dev/null | grep -i kchaos | sed 's/^/rule /'
	ip -o link show 2>/dev/null | grep -o 'kchaos[0-9]*' | sed 's/^/interface /'
}

# clean : nothing is left; what is, is counted and shown
clean() {
	local left
	left=$(leftovers_of)
	[ -n "$left" ] || return 0
	leftovers=$((leftovers + $(echo "$left" | wc -l)))
	echo "# left: ${left//$'\n'/, }"
	return 1
}

# judged NAME : the run directory can be read, and its verdict is "inconclusive"
judged() {
	"$KCHAOS" analyse -q "$work/$1" >"$work/$1.verdict" 2>&1
	local code=$?
	[ "$code" = 4 ] && return 0
	echo "# exit code $code: $(tail -n 1 "$work/$1.verdict")"
	return 1
}

# say NAME : what the run and the watchdog said last, for a point that failed
say() {
	tail -n 5 "$work/$1.err" | sed 's/^/# /'
	tail -n 20 "$work/$1/watchdog.log" 2>/dev/null | sed 's/^/# /'
	return 1
}

# point TEXT COMMAND... : one point; COMMAND does what is to be survived. What a failed one has left must
# not spoil the next one.
point() {
	local text=$1
	shift
	points=$((points + 1))
	if "$@"; then
		ok "$text"
		return
	fi
	not_ok "$text"
	kill -KILL "$pid" 2>/dev/null && wait "$pid" 2>/dev/null
	watchdog_ends
	"$KCHAOS" down -q "$project" >/dev/null 2>&1
}

summary() { echo "# $1: points $points, leftovers $leftovers"; }
