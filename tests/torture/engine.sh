#!/bin/bash
# The engine is restarted, or goes away, in the middle of a run: no pass comes of it, kchaos says what is
# to be done, and nothing is left in the end. It is an engine of the test's own, in a network namespace of
# its own, so that nobody else's is touched. Needs root.
set -uo pipefail
# shellcheck source=tests/torture/lib.sh
. "$(dirname "$0")/lib.sh"
PATH=$PATH:/usr/sbin:/sbin
image=${IMAGE:-kchaos/kafka:$(cat "$top/compose/image/VERSION")}
ns=kchaos-$$

if [ "$(id -u)" != 0 ] || ! command -v dockerd ip nsenter >/dev/null || ! ip netns add "$ns" 2>/dev/null; then
	echo "# an engine of its own needs root, dockerd, ip and nsenter: not tried"
	exit 0
fi

within() { nsenter --net="/run/netns/$ns" -- "$@"; }

# The test's own engine; everything below asks it.
start_engine() {
	within dockerd --config-file "$work/daemon.json" --data-root "$work/engine/data" \
		--exec-root "$work/engine/run" --pidfile "$work/engine/pid" -H "$DOCKER_HOST" \
		--containerd-namespace "$ns" --containerd-plugins-namespace "plugins.$ns" \
		>>"$work/engine.log" 2>&1 </dev/null &
	for _ in $(seq 300); do
		docker version >/dev/null 2>&1 && return 0
		sleep 0.1
	done
	echo "# the engine does not answer:"
	tail -n 5 "$work/engine.log" | sed 's/^/# /'
	return 1
}

# end_process SIGNAL PIDFILE : and waits until it is gone; a file that outlives it would stop the next one
end_process() {
	local pid
	pid=$(cat "$2" 2>/dev/null) || return 1
	kill "-$1" "$pid" 2>/dev/null
	for _ in $(seq 600); do
		kill -0 "$pid" 2>/dev/null || break
		sleep 0.1
	done
	rm -f "$2"
}

# stop_engine SIGNAL : with what it has started for itself; the containers' own processes are left alone
stop_engine() {
	end_process "$1" "$work/engine/pid"
	end_process KILL "$work/engine/run/containerd/containerd.pid"
	return 0
}

leave() {
	"$KCHAOS" down "$project" >/dev/null 2>&1
	stop_engine TERM
	# Where the engine did not come back, its containers and their keepers are still there, perhaps frozen.
	find /sys/fs/cgroup -path "*/$ns/*" -name freezer.state -exec sh -c 'echo THAWED >"$1"' - {} \;
	find /sys/fs/cgroup -path "*/$ns/*" -name cgroup.procs -exec cat {} + | sort -u | xargs -r kill -KILL
	ps -eo pid=,args= | awk -v ns="$ns" '/containerd-shim/ && index($0, "-namespace " ns " ") { print $1 }' |
		xargs -r kill -KILL
	ip netns del "$ns"
	grep -o " $work/engine[^ ]*" /proc/mounts | sort -r | xargs -r umount -l
	find /sys/fs/cgroup -depth -type d -path "*/$ns*" -exec rmdir {} + 2>/dev/null
	end
}
trap leave EXIT

mkdir -p "$work/engine"
echo "{\"cgroup-parent\": \"/$ns\"}" >"$work/daemon.json"
cat >"$work/kchaos" <<END
#!/bin/sh
exec nsenter --net=/run/netns/$ns -- $KCHAOS "\$@"
END
chmod +x "$work/kchaos"
within ip link set lo up
if ! docker save "$image" -o "$work/image.tar"; then
	not_ok "the image $image is here"
	exit
fi
export DOCKER_HOST=unix://$work/engine.sock
KCHAOS=$work/kchaos
start_engine && docker load -qi "$work/image.tar" >/dev/null
check "an engine of our own answers" test -n "$(docker images -q "$image")"
rm -f "$work/image.tar"

# ends NAME SECONDS : the run ends by itself within so long; sets rc
ends() {
	for _ in $(seq "$2"); do
		kill -0 "$pid" 2>/dev/null || break
		sleep 1
	done
	kill -0 "$pid" 2>/dev/null && echo "# it goes on and on: $(where "$1")" && return 1
	wait "$pid"
	rc=$?
}

# restarted NAME SIGNAL TEXT : the engine is restarted when the run says so. A cluster that went down
# with it may take its time to come back in sync; then Ctrl-C is the end of it.
restarted() {
	begin "$1"
	reaches "$1" "$3" || return 1
	stop_engine "$2"
	start_engine || return 1
	if ! ends "$1" 60; then
		kill -INT "$pid"
		ends "$1" 60 || return 1
	fi
	echo "# ended with $rc: $(tail -n 1 "$work/$1.err")"
	"$KCHAOS" down -q "$project" # the run may have to say that it could not
	[ "$rc" != 0 ] && watchdog_ends && clean && judged "$1"
}
point "the engine is restarted while the load runs" restarted term1 TERM "phase 1/3"
point "it crashes and comes back while nodes are down" restarted kill1 KILL "kill kafka3: effective"

# gone NAME TEXT : the engine stays away for longer than is waited for, and comes back later; sets healed
gone() {
	begin "$1"
	reaches "$1" "$2" || return 1
	stop_engine KILL
	ends "$1" 90 || return 1
	echo "# ended with $rc: $(tail -n 1 "$work/$1.err")"
	is "$rc" 3 "$1" || return 1
	grep -q "kchaos heal $project.*kchaos down $project" "$work/$1.err" || return 1
	start_engine || return 1
	"$KCHAOS" heal "$project" >"$work/heal.out" 2>&1
	healed=$?
	sed 's/^/# heal: /' "$work/heal.out"
	"$KCHAOS" down -q "$project" || return 1
	clean && judged "$1"
}
gone_before_faults() { gone gone1 "phase 1/3" && test "$healed" = 0; }
# The engine took nodes with it that nobody else is to start again, and without a quorum a topic's config
# cannot be set back: heal may have to say so.
gone_among_faults() { gone gone2 "kill kafka3: effective" && { test "$healed" = 0 || grep -q retention.ms "$work/heal.out"; }; }
point "the engine is away for more than 10 s: exit 3, then heal and down" gone_before_faults
point "the same while nodes are hurt" gone_among_faults

# killed_meanwhile NAME : kchaos dies while the engine is away; the watchdog waits for it
killed_meanwhile() {
	begin "$1"
	reaches "$1" "stop kafka2: requested" || return 1
	stop_engine KILL
	kill -KILL "$pid"
	wait "$pid" 2>/dev/null
	sleep 4
	start_engine || return 1
	if watchdog_ends && clean && judged "$1"; then return 0; fi
	say "$1"
}
point "kchaos is killed while the engine is away" killed_meanwhile gone3
summary "engine"
