#!/bin/bash
# Ctrl-C in each phase of a real run, twice as well; SIGKILL with --keep; a run directory on a disk that
# becomes full: exit codes, nothing left, and never a pass.
set -uo pipefail
# shellcheck source=tests/torture/lib.sh
. "$(dirname "$0")/lib.sh"

# is_over CODE NAME : the run ended so, and nothing of it is left
is_over() { is "$rc" "$1" "$2" && watchdog_ends && clean; }

# What is there can be read and is no pass; before a run directory is complete there is nothing to read.
no_pass() { [ ! -e "$work/$1/run.json" ] || judged "$1"; }

# interrupted NAME TEXT : Ctrl-C as soon as the run says so
interrupted() {
	begin "$1"
	reaches "$1" "$2" || return 1
	kill -INT "$pid"
	wait "$pid"
	rc=$?
	is_over 130 "$1" && no_pass "$1"
}

i=0
while read -r moment; do
	i=$((i + 1))
	point "Ctrl-C at '$moment'" interrupted "int$i" "$moment"
done <<'END'
recorded in
starting kafka1
listeners answer
nodes ready after
creating 1 topic
warming up
settle in
phase 1/3
configure : requested
partition kafka1: requested
cpu kafka2: requested
stop kafka2: requested
disconnect kafka1: requested
kill kafka3: effective
restart kafka1: requested
stop kafka2: undone
phase 3/3
waiting until every replica
reading everything back
END

# too_late NAME : all is recorded, the cluster is being removed: Ctrl-C changes nothing
too_late() {
	begin "$1"
	reaches "$1" removing || return 1
	kill -INT "$pid"
	wait "$pid"
	rc=$?
	is_over 0 "$1"
}
point "Ctrl-C while the cluster is removed leaves the verdict as it is" too_late int-late

# pressed_twice NAME TEXT : the second Ctrl-C ends it at once; the watchdog does the rest
pressed_twice() {
	begin "$1"
	reaches "$1" "$2" || return 1
	kill -INT "$pid"
	sleep 0.2
	kill -INT "$pid"
	wait "$pid"
	rc=$?
	is_over 130 "$1" && no_pass "$1"
}
point "Ctrl-C twice while it starts" pressed_twice twice1 "starting kafka"
point "Ctrl-C twice in the middle" pressed_twice twice2 "stop kafka2: requested"

nodes() { docker ps -q --filter "label=io.kchaos.project=$project" --filter label=io.kchaos.role=node | wc -l; }

# kept NAME TEXT : killed, with --keep: healed and running, until it is taken down
kept() {
	begin "$1" --keep
	reaches "$1" "$2" || return 1
	kill -KILL "$pid"
	wait "$pid" 2>/dev/null
	watchdog_ends || return 1
	local running journals
	running=$(nodes)
	journals=$(find "$XDG_STATE_HOME" -name '*.journal' | wc -l)
	"$KCHAOS" down -q "$project"
	[ "$running $journals" = "3 0" ] || echo "# $running nodes run, $journals journals"
	if [ "$running $journals" = "3 0" ] && clean && no_pass "$1"; then return 0; fi
	say "$1"
}
point "SIGKILL with --keep while a node is being stopped" kept keep1 "stop kafka2: requested"
point "SIGKILL with --keep while nodes are down" kept keep2 "kill kafka3: effective"
point "SIGKILL with --keep while one restarts" kept keep3 "restart kafka1: requested"
point "SIGKILL with --keep while rules are made" kept keep4 "partition kafka1: requested"

# on_full_disk NAME COMMAND... : its run directory is on a disk of its own, which becomes full
on_full_disk() {
	local disk=$work/$1
	mkdir -p "$disk"
	mount -t tmpfs -o size=8m tmpfs "$disk" || return 1
	fill_and "$2" "$1/run" "$disk"
	local ok=$?
	umount -l "$disk"
	return "$ok"
}
fill_and() {
	begin "$2"
	reaches "$2" "stop kafka2: requested" || return 1
	dd if=/dev/zero of="$3/ballast" bs=64k >/dev/null 2>&1
	if "$1" "$2"; then
		rm "$3/ballast" # the verdict needs a little room
		no_pass "$2"
	else
		say "$2"
	fi
}
ends_by_itself() {
	wait "$pid"
	rc=$?
	is_over 3 "$1" && grep -q 'No space left' "$work/$1.err"
}
is_killed() {
	sleep 0.3
	kill -KILL "$pid"
	wait "$pid" 2>/dev/null
	watchdog_ends && clean
}
if [ "$(id -u)" = 0 ] && mount -t tmpfs tmpfs /mnt 2>/dev/null && umount /mnt; then
	point "the disk of the run directory becomes full" on_full_disk full1 ends_by_itself
	point "and a SIGKILL while it is full" on_full_disk full2 is_killed
else
	echo "# a disk of its own needs root: not tried"
fi
summary "Ctrl-C, --keep, full disk"
