#!/bin/bash
# bed.sh - a test bed: three hosts on this machine, each with a Docker engine of its own, in one swarm.
#
# A host is a network namespace with a dockerd in it; a bridge joins the three, and has an address, so that this
# machine reaches them. The machine's own engine is not touched. Needs root, and what packages.sh hosts installs.
#
#	bed.sh up [--no-swarm] [--managers 1|3]    make the bed; prints the path of its hosts file
#	bed.sh down                                remove all of it
#	bed.sh leftovers                           list what is left of one; exit 1 when there is something
#	bed.sh status                              one line for each host
#	bed.sh load IMAGE...                       copy images of the machine's own engine to the three
#	bed.sh docker HOST ARGS...                 the docker client, at that host's engine
#	bed.sh on HOST COMMAND...                  a command of this machine in that host's network
#	bed.sh engine HOST stop|kill|start|pause|unpause
#	bed.sh link A B cut|heal                   B may be "here": this machine
#	bed.sh close A B PROTOCOL/PORT, open A B PROTOCOL/PORT
#	bed.sh cut HOST, heal [HOST]               a host from the other two; every rule of this kind
#	bed.sh mtu HOST BYTES                      larger packets to and from it are lost; its own card says 1500 as before
#
# Set BED_DIR, BED_NAME and BED_NET (the first three numbers of its addresses) for a second bed beside the first.
# Exit codes: 0 done, 1 something is left or not as asked, 2 wrong usage, 3 this machine cannot.
set -euo pipefail
PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin
LC_ALL=C
umask 022

self=$(readlink -f "${BASH_SOURCE[0]}")
readonly self
readonly lib=${self%/*}
readonly dir=${BED_DIR:-${TMPDIR:-/tmp}/kchaos-hosts}
readonly name=${BED_NAME:-kchaos}
readonly net=${BED_NET:-10.99.0}
readonly hosts=(a b c)
readonly here=$net.254
readonly bridge=$name-br
readonly mark=$name-bed
readonly patience=60

say() { printf 'bed: %s\n' "$*" >&2; }

# fail CODE TEXT : the text names the cause and the next step
fail() {
	local code=$1
	shift
	say "$*"
	exit "$code"
}

# shellcheck source=tests/hosts/net.sh
. "$lib/net.sh"
# shellcheck source=tests/hosts/engines.sh
. "$lib/engines.sh"
# shellcheck source=tests/hosts/swarm.sh
. "$lib/swarm.sh"
# shellcheck source=tests/hosts/remove.sh
. "$lib/remove.sh"

usage() {
	sed -n 's/^#\t/\t/p' "$self" >&2
	exit 2
}

# known HOST : or wrong usage
known() {
	case " ${hosts[*]} " in *" ${1:-} "*) return 0 ;; esac
	fail 2 "there is no host '${1:-}'; the hosts are: ${hosts[*]}"
}

number() {
	case $1 in a) echo 1 ;; b) echo 2 ;; c) echo 3 ;; esac
}

# address HOST|here
address() {
	if [ "$1" = here ]; then echo "$here"; else echo "$net.$(number "$1")"; fi
}

namespace() { echo "$name-$1"; }

need_root() {
	[ "$(id -u)" = 0 ] || fail 3 "cannot make namespaces and engines: not root; next step: sudo $self"
}

need_up() {
	[ -e "$dir/up" ] || fail 1 "there is no bed in $dir; next step: $self up"
}

# lock FILE : one change at a time, of the bed (a file beside it, for `down` removes what is in it) or of one engine
lock() {
	exec 9>"$1"
	flock -w 300 9 || fail 1 "another bed.sh holds $1 since 300 s; next step: wait for it, or end it"
}

# A path of a socket has 107 bytes at most, and those of an engine's own parts are longer than ours.
check_names() {
	[ ${#dir} -le 60 ] || fail 2 "the path $dir is too long for sockets; next step: set BED_DIR to a shorter one"
	[[ $dir == /* ]] || fail 2 "BED_DIR must be an absolute path, not '$dir'"
	[[ $name =~ ^[a-z][a-z0-9]{0,7}$ ]] || fail 2 "BED_NAME must be 1 to 8 small letters and digits, not '$name'"
	[[ $net =~ ^[0-9]+\.[0-9]+\.[0-9]+$ ]] || fail 2 "BED_NET must be three numbers such as 10.99.0, not '$net'"
}

write_hosts_file() {
	local h i=0 network=host
	[ "$1" = 0 ] || network=overlay
	{
		echo "# Three hosts on one machine, made by bed.sh."
		echo "network: $network"
		echo "hosts:"
		for h in "${hosts[@]}"; do
			i=$((i + 1))
			echo "  $h:"
			endpoint "$h"
			echo "    rack: r$i"
			echo "    address: $(address "$h")"
			printf '    engine_%s\n' "stop: $(order "$h" stop)" "kill: $(order "$h" kill)" "start: $(order "$h" start)"
		done
	} >"$dir/hosts.yaml"
}

# b is spoken to by TCP with certificates, the others by a socket.
endpoint() {
	if [ "$1" = b ]; then
		echo "    engine: tcp://$(address b):2376"
		echo "    tls: $dir/tls"
	else
		echo "    engine: unix://$dir/$1.sock"
	fi
}

order() { printf '"env BED_DIR=%s BED_NAME=%s BED_NET=%s %s engine %s %s"' "$dir" "$name" "$net" "$self" "$1" "$2"; }

# A bed that is whole stays; an engine of it that was ended is started. Half of one goes.
up() {
	local swarm=1 managers=1 h
	while [ $# -gt 0 ]; do
		case $1 in
		--no-swarm) swarm=0 ;;
		--managers) managers=${2:-} && shift ;;
		*) usage ;;
		esac
		shift || usage
	done
	[[ $managers =~ ^[13]$ ]] || fail 2 "--managers takes 1 or 3, not '$managers'"
	need_root
	check_names
	need_tools
	lock "$dir.lock"
	if [ -e "$dir/up" ]; then
		stays "$swarm" "$managers"
		return
	fi
	if ! leftovers >/dev/null; then
		say "removing what is left of a bed"
		remove_all
	fi
	trap 'say "the bed could not be made; what there is of it goes"; remove_all' EXIT
	make_network
	make_certificates
	for h in "${hosts[@]}"; do begin_engine "$h"; done
	for h in "${hosts[@]}"; do await_engine "$h"; done
	[ "$swarm" = 0 ] || form_swarm "$managers"
	write_hosts_file "$swarm"
	echo "$swarm $managers" >"$dir/up"
	trap - EXIT
	echo "$dir/hosts.yaml"
}

stays() {
	local h
	[ "$(cat "$dir/up")" = "$1 $2" ] ||
		fail 1 "the bed in $dir is up, but made with other options (swarm, managers: $(cat "$dir/up")); next step: $self down"
	for h in "${hosts[@]}"; do
		answers "$h" || start_engine "$h"
	done
	say "it is up already"
	echo "$dir/hosts.yaml"
}

need_tools() {
	local tool
	for tool in docker dockerd ip iptables nsenter unshare openssl setsid flock; do
		command -v "$tool" >/dev/null ||
			fail 3 "cannot make a bed: no '$tool' here; next step: $(readlink -f "$lib/../..")/compose/host/packages.sh hosts"
	done
}

down() {
	need_root
	check_names
	lock "$dir.lock"
	remove_all
	rm -f "$dir.lock"
	leftovers || fail 1 "could not remove the above; next step: look at who uses it, then $self down again"
}

status() {
	local h
	need_up
	for h in "${hosts[@]}"; do
		printf '%s\t%s\t%s\n' "$h" "$(address "$h")" "$(engine_state "$h")"
	done
}

engine() {
	local host=${1:-}
	known "$host"
	need_up
	need_root
	case ${2:-} in
	stop | kill | start | pause | unpause)
		lock "$dir/$host.lock"
		"${2}_engine" "$host"
		;;
	*) usage ;;
	esac
}

# load IMAGE... : the tar is written once; the engines read it at the same time
load() {
	local h pids=() pid
	need_up
	[ $# -gt 0 ] || usage
	docker save -o "$dir/images.tar" "$@" ||
		fail 1 "cannot take $* from the machine's own engine; next step: docker images, or $lib/../../compose/image/get.sh"
	for h in "${hosts[@]}"; do
		at "$h" load -q -i "$dir/images.tar" >&2 &
		pids+=($!)
	done
	for pid in "${pids[@]}"; do
		wait "$pid" || fail 1 "an engine could not load $*: see its words above; next step: df $dir"
	done
	rm -f "$dir/images.tar"
}

main() {
	local command=${1:-}
	[ $# = 0 ] || shift
	case $command in
	up | down | leftovers | status | load | engine | link | cut | heal | mtu) "$command" "$@" ;;
	close | open) "${command}_port" "$@" ;;
	docker | on)
		known "${1:-}"
		"run_$command" "$@"
		;;
	*) usage ;;
	esac
}

run_docker() {
	local host=$1
	shift
	exec docker -H "unix://$dir/$host.sock" "$@"
}

run_on() {
	local host=$1
	shift
	exec nsenter --net="/run/netns/$(namespace "$host")" "$@"
}

main "$@"
