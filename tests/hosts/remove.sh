# remove.sh - takes the bed away, whatever state it is in, and lists what is left. Sourced by bed.sh.
# shellcheck shell=bash disable=SC2154

remove_all() {
	local h
	trap - EXIT
	for h in "${hosts[@]}"; do empty_engine "$h" & done
	wait
	for h in "${hosts[@]}"; do (stop_engine "$h") || true; done
	end_processes
	unmount_all
	remove_network
	remove_traces
	rm -rf "$dir" || true
}

# An engine that has no containers ends at once. Of one that does not answer the processes are ended below.
empty_engine() {
	local ids
	answers "$1" || return 0
	ids=$(timeout 20 docker -H "unix://$dir/$1.sock" ps -aq || true)
	# shellcheck disable=SC2086 # the ids are separate words
	[ -z "$ids" ] || at "$1" rm -f -v $ids >/dev/null 2>&1 || true
}

# Processes of the bed: those whose command line names its directory, those in its namespaces, and their children
# (a container's shim is the first kind, the container the third).
processes() {
	local h pids
	pids=$(
		grep -lazF -- "$dir/" /proc/[0-9]*/cmdline 2>/dev/null | command cut -d/ -f3 | while read -r pid; do
			of_bed "$pid" && echo "$pid"
		done
		for h in "${hosts[@]}"; do
			[ ! -e "/run/netns/$(namespace "$h")" ] || ip netns pids "$(namespace "$h")"
		done
	)
	families "$pids" | sort -nu
}

# A test, an editor or a kchaos that names a file of the bed is not the bed.
of_bed() {
	case $(cat "/proc/$1/comm" 2>/dev/null) in
	dockerd | containerd | containerd-shim* | docker-proxy | runc*) ;;
	*) return 1 ;;
	esac
}

# families PIDS : and all their descendants
families() {
	local pid
	for pid in $1; do
		echo "$pid"
		families "$(cat "/proc/$pid/task/$pid/children" 2>/dev/null || true)"
	done
}

end_processes() {
	local pids tries
	for tries in $(seq 50); do
		pids=$(processes)
		[ -n "$pids" ] || return 0
		# shellcheck disable=SC2086 # the numbers are separate words
		[ $((tries % 10)) != 1 ] || kill -s KILL $pids 2>/dev/null || true
		sleep 0.1
	done
}

mounts() { awk -v d="$dir/" 'index($5, d) == 1 { print $5 }' /proc/self/mountinfo; }

# The innermost first.
unmount_all() {
	local point
	mounts | tac | while read -r point; do
		umount "$point" 2>/dev/null || umount -l "$point" || true
	done
}

rules() { iptables-save 2>/dev/null | grep -F -- "--comment $mark " || true; }

cables() { ip -o link show | sed -n "s/^[0-9]*: \($name-br\|$name-v[abc]\)[@:].*/\1/p"; }

namespaces() { ip netns list | sed -n "s/^\($name-[abc]\)\( .*\)\?$/\1/p"; }

remove_network() {
	local one
	while iptables -w -D FORWARD -i "$bridge" -o "$bridge" -m comment --comment "$mark" -j ACCEPT 2>/dev/null; do :; done
	# Deleting a cable waits for nobody; a namespace goes when its last process and socket have gone.
	for one in $(cables); do ip link del "$one" 2>/dev/null || true; done
	for one in $(namespaces); do ip netns del "$one" || true; done
}

# What a container that was killed with its engine has outside of the bed: a socket of its shim, and cgroups.
remove_traces() {
	local file id
	for file in "$dir"/?/run/containerd/daemon/*/moby/*/address; do
		[ -e "$file" ] || continue
		id=$(basename "$(dirname "$file")")
		rm -f "$(sed 's,^unix://,,' "$file")"
		find /sys/fs/cgroup -depth -type d -path "*/$id*" -exec rmdir {} + 2>/dev/null || true
	done
}

leftovers() {
	local left pid
	left=$(
		processes | while read -r pid; do echo "process $pid $(cat "/proc/$pid/comm" 2>/dev/null)"; done
		mounts | sed 's/^/mount /'
		namespaces | sed 's/^/namespace /'
		cables | sed 's/^/interface /'
		rules | sed 's/^/rule /'
		[ ! -e "$dir" ] || echo "directory $dir"
	)
	[ -z "$left" ] || echo "$left"
	[ -z "$left" ]
}
