#!/bin/bash
# Makes sure that a Docker engine answers: the one of DOCKER_HOST, else the one behind
# /var/run/docker.sock; if none does and we are root, starts one (and installs it first if needed).
# Silent when an engine answers. Exit 3: none does and none could be started.
set -euo pipefail
PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
readonly here
readonly socket=/var/run/docker.sock
readonly patience=30

say() { printf 'engine: %s\n' "$*" >&2; }

fail() {
	say "$*"
	exit 3
}

answers() {
	local host=${DOCKER_HOST:-unix://$socket}
	if [[ $host = unix://* ]] && command -v curl >/dev/null; then
		curl -sf --max-time 5 --unix-socket "${host#unix://}" http://localhost/_ping
	else
		timeout 10 docker -H "$host" version
	fi >/dev/null 2>&1
}

# For a caller who may not use the socket the engine is there, only not for him.
explain_refusal() {
	if [ -S "$socket" ] && [ ! -w "$socket" ]; then
		fail "cannot use the engine at $socket: permission denied; next step: run as root or join the group docker"
	fi
	fail "cannot reach an engine at $socket and not root: next step: start Docker (sudo $here/engine.sh) or set DOCKER_HOST"
}

# A pid file counts only while its process is the program that wrote it: after a reboot or in a
# copied container another process may have the number, and the daemon would refuse to start.
forget_stale() {
	local pidfile=$1 program=$2 pid
	[ -e "$pidfile" ] || return 0
	pid=$(cat "$pidfile" 2>/dev/null || true)
	if [ "$(cat "/proc/${pid:-none}/comm" 2>/dev/null || true)" = "$program" ]; then return 0; fi
	rm -f "$pidfile"
}

daemon_lives() { [ -e /var/run/docker.pid ]; }

log_path() {
	local path=/var/log/kchaos-dockerd.log
	{ : >>"$path"; } 2>/dev/null || path=${TMPDIR:-/tmp}/kchaos-dockerd.log
	echo "$path"
}

# Detached and without our lock, so that it outlives us and holds nothing back.
start_daemon() {
	local log=$1
	say "starting dockerd (log: $log)"
	if [ -d /run/systemd/system ] && systemctl start docker >"$log" 2>&1; then return; fi
	setsid dockerd >"$log" 2>&1 </dev/null 9>&- &
}

# The daemon's pid file tells a slow start from a failed one.
await() {
	local deadline=$((SECONDS + patience)) log=$1 child=${2:-}
	while ! answers; do
		if [ -n "$child" ] && ! kill -0 "$child" 2>/dev/null; then
			give_up "$log" "dockerd ended: $(reason "$log")"
		fi
		if [ $SECONDS -ge $deadline ]; then
			give_up "$log" "dockerd does not answer within $patience s"
		fi
		sleep 0.2
	done
}

reason() {
	local line
	line=$(grep -E 'failed to start|level=(fatal|error)' "$1" | tail -n 1 || true)
	echo "${line:-no error in its log}"
}

give_up() {
	tail -n 10 "$1" >&2 || true
	fail "cannot start an engine: $2; next step: see $1, or set DOCKER_HOST to one that runs"
}

start_locked() {
	local log child=
	log=$(log_path)
	forget_stale /var/run/docker.pid dockerd
	forget_stale /var/run/docker/containerd/containerd.pid containerd
	if daemon_lives; then
		say "waiting for the dockerd that is starting"
	else
		start_daemon "$log"
		child=${!:-}
	fi
	await "$log" "$child"
	say "dockerd answers"
}

main() {
	if answers; then return; fi
	if [ -n "${DOCKER_HOST:-}" ]; then
		fail "cannot reach the engine at DOCKER_HOST=$DOCKER_HOST: no answer; next step: start it, or unset DOCKER_HOST"
	fi
	if [ "$(id -u)" != 0 ]; then explain_refusal; fi
	"$here/packages.sh" engine
	exec 9>/var/run/kchaos-engine.lock
	flock 9
	if answers; then return; fi
	start_locked
}

main "$@"
