#!/bin/bash
# The disk and resource families on a real cluster, each effect looked at by other means than kchaos:
# df, the kernel's mounts and cgroup files, the bytes on the volume, the engine's inspect.
set -uo pipefail
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
data=/var/lib/kafka/data

# seen PHASE ACTION STEP [SECONDS] : waits until the run's record has that step
seen() {
	local tries=$((${4:-60} * 10))
	for _ in $(seq "$tries"); do
		grep -qE "\"phase\": ?$1, ?\"action\": ?$2,.*\"step\": ?\"($3|failed)\"" "$work/faults/events.jsonl" 2>/dev/null && break
		kill -0 "$pid" 2>/dev/null || return 1
		sleep 0.1
	done
	grep -qE "\"phase\": ?$1, ?\"action\": ?$2,.*\"step\": ?\"$3\"" "$work/faults/events.jsonl"
}

container() { echo "$project-$1-1"; }
state() { docker inspect -f '{{.State.Status}}' "$(container "$1")"; }
volume() { docker inspect -f "{{range .Mounts}}{{if eq .Destination \"$data\"}}{{.Source}}{{end}}{{end}}" "$(container "$1")"; }
free_kib() { df -Pk "$(volume "$1")" | awk 'NR == 2 {print $4}'; }

# cgroup NODE V1-FILE V2-FILE : the kernel's own figure
cgroup() {
	local id v1 v2
	id=$(docker inspect -f '{{.Id}}' "$(container "$1")")
	v1=/sys/fs/cgroup/${2%%.*}/docker/$id/$2
	v2=/sys/fs/cgroup/system.slice/docker-$id.scope/$3
	[ "$2" = cpu.cfs_quota_us ] && [ ! -e "$v1" ] && v1=/sys/fs/cgroup/cpu,cpuacct/docker/$id/$2
	cat "$v1" 2>/dev/null || cut -d' ' -f1 "$v2"
}
cpu_quota() { cgroup "$1" cpu.cfs_quota_us cpu.max; }
memory_limit() { cgroup "$1" memory.limit_in_bytes memory.max; }

is_writable() { touch "$(volume "$1")/.probe" 2>/dev/null && rm -f "$(volume "$1")/.probe"; }
is_readonly() { grep -q " $(volume "$1") .* - tmpfs tmpfs ro" /proc/self/mountinfo && ! is_writable "$1"; }

# eventually COMMAND... : within 10 s
eventually() {
	for _ in $(seq 100); do
		"$@" && return 0
		sleep 0.1
	done
	return 1
}
is_state() { [ "$(state "$1")" = "$2" ]; }
has_quota() { [ "$(cpu_quota "$1")" = "$2" ]; }
has_limit() { test "$(memory_limit "$1")" "$2" "$3"; }
garbled_bytes() { tail -c 1024 "$1" | tr -d '\245' | wc -c; }

"$KCHAOS" run --project "$project" -o "$work/faults" "$here/faults_disk.yaml" >"$work/faults.out" 2>"$work/faults.err" &
pid=$!

# ---- limits ----
check "cpu takes effect" seen 0 0 effective
check "the kernel's quota is half a CPU" has_quota kafka1 50000
check "memory takes effect" seen 0 1 effective
check "the kernel's limit is 2 GiB" has_limit kafka3 -eq 2147483648
check "the engine shows it, without swap" \
	test "$(docker inspect -f '{{.HostConfig.Memory}} {{.HostConfig.MemorySwap}}' "$(container kafka3)")" = "2147483648 2147483648"
check "other nodes have no limit" has_quota kafka2 -1
check "cpu is undone in time" seen 0 0 undone
check "no quota is left" has_quota kafka1 -1
check "memory is undone in time" seen 0 1 undone
check "more than 2 GiB are allowed again" has_limit kafka3 -gt 2147483648

# ---- fill-disk ----
before=$(free_kib kafka2)
check "fill-disk takes effect" seen 1 0 effective
after=$(free_kib kafka2)
echo "# free on kafka2's disk: $before KiB, then $after KiB"
check "about 64 MiB are left, of more" test "$before" -gt 98304 -a "$after" -le 65536 -a "$after" -gt 57344
check "the space is taken by one file" test -s "$(volume kafka2)/.kchaos-ballast"
check "other disks are as they were" test "$(free_kib kafka1)" -gt 98304
check "fill-disk is undone in time" seen 1 0 undone
check "the file is gone" test ! -e "$(volume kafka2)/.kchaos-ballast"
check "the space is there again" test "$(free_kib kafka2)" -gt 98304

# ---- read-only ----
check "read-only takes effect" seen 2 0 effective
check "the kernel has the disk read-only, and a write fails" is_readonly kafka2
check "the node ends of it" eventually is_state kafka2 exited
check "other disks are writable" is_writable kafka1
check "read-only is undone in time" seen 2 0 undone
check "the disk can be written" is_writable kafka2
check "the node runs again" is_state kafka2 running

# ---- corrupt ----
check "corrupt takes effect" seen 3 1 effective
for s in "$(volume kafka3)"/payments-0/*.log; do [ -s "$s" ] && segment=$s; done
check "the last 1024 bytes of the segment are all alike" test "$(garbled_bytes "$segment")" = 0
check "its beginning is not" test "$(head -c 1024 "$segment" | tr -d '\245' | wc -c)" -gt 0
first=$(grep '^directory.id' "$(volume kafka1)/meta.properties")

# ---- wipe-disk ----
check "wipe-disk takes effect" seen 4 0 effective
check "the node runs again" is_state kafka1 running
check "its disk was formatted anew" eventually test -e "$(volume kafka1)/meta.properties"
check "with another identity" test "$(grep '^directory.id' "$(volume kafka1)/meta.properties")" != "$first"

# ---- memory ----
check "memory takes effect on a stopped node" seen 5 0 effective
check "the kernel kills it" eventually is_state kafka3 exited
check "the engine calls it out of memory" \
	test "$(docker inspect -f '{{.State.OOMKilled}} {{.State.ExitCode}}' "$(container kafka3)")" = "true 137"
check "heal is done" seen 5 2 "done"
check "the node runs again" is_state kafka3 running
check "with more memory" has_limit kafka3 -gt 2147483648

wait "$pid"
check "the run passes" is "$?" 0 faults
check "no action failed" test "$(field faults '[a["action"] for a in r["actions"] if a["failed"]]')" = "[]"
check "the engine's word is in the record" grep -q '"what": *"oom"' "$work/faults/engine.jsonl"
check "and the report names it" grep -q 'kafka3 was killed for lack of memory' "$work/faults.out"
check "nothing of it is left" nothing_left
