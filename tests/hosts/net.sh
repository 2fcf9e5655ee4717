# net.sh - the bed's namespaces, cables and rules. Sourced by bed.sh.
#
# What cuts a cable is a rule in the namespaces at its two ends, in the table mangle, which comes before what an
# engine does to ports: so it needs nothing of the bridge, and goes with the namespace.
# shellcheck shell=bash disable=SC2154

cable() { echo "$name-v$1"; }

make_network() {
	local h
	check_free
	ip link add "$bridge" type bridge
	ip addr add "$here/24" dev "$bridge"
	ip link set "$bridge" up
	let_through
	for h in "${hosts[@]}"; do make_host "$h"; done
}

# Whoever has these addresses already would lose them to us.
check_free() {
	local route
	route=$(ip -4 route show root "$net.0/24")
	[ -z "$route" ] || fail 3 "the addresses $net.0/24 are in use here ($route); next step: set BED_NET to three other numbers"
}

# Where a bridge's packets pass the machine's filter, its own engine has them dropped.
let_through() {
	iptables -w -I FORWARD -i "$bridge" -o "$bridge" -m comment --comment "$mark" -j ACCEPT
}

make_host() {
	local space
	space=$(namespace "$1")
	ip netns add "$space"
	ip link add "$(cable "$1")" type veth peer name eth0 netns "$space"
	ip link set "$(cable "$1")" master "$bridge" up
	ip -n "$space" link set lo up
	ip -n "$space" addr add "$(address "$1")/24" dev eth0
	ip -n "$space" link set eth0 up
	make_chain "$space"
}

make_chain() {
	inside "$1" -N "$mark"
	inside "$1" -A PREROUTING -j "$mark"
}

# inside NAMESPACE RULE... : iptables there
inside() {
	local space=$1
	shift
	nsenter --net="/run/netns/$space" iptables -w -t mangle "$@"
}

# end RULES: for each end of the link A B that is a host, its packets from the other end
at_ends() {
	local change=$1 a=$2 b=$3
	shift 3
	[ "$a" = here ] || change_rule "$change" "$a" -s "$(address "$b")" "$@" -j DROP
	[ "$b" = here ] || change_rule "$change" "$b" -s "$(address "$a")" "$@" -j DROP
}

# change_rule -A|-D HOST RULE... : done when it is so already
change_rule() {
	local change=$1 space there=0
	space=$(namespace "$2")
	shift 2
	inside "$space" -C "$mark" "$@" 2>/dev/null && there=1
	case $change$there in
	-A0 | -D1) inside "$space" "$change" "$mark" "$@" ;;
	esac
}

known_end() { [ "${1:-}" = here ] || known "${1:-}"; }

known_link() {
	need_up
	need_root
	known_end "${1:-}"
	known_end "${2:-}"
	[ "$1" != "$2" ] || fail 2 "a link has two ends, not '$1' twice"
}

link() {
	known_link "$@"
	case ${3:-} in
	cut) at_ends -A "$1" "$2" ;;
	heal) at_ends -D "$1" "$2" ;;
	*) usage ;;
	esac
}

# A port is closed in both directions: what is addressed to it at either end is dropped.
port_rule() {
	known_link "${@:2}"
	[[ ${4:-} =~ ^(tcp|udp)/[0-9]+$ ]] || fail 2 "a port is written tcp/7946 or udp/4789, not '${4:-}'"
	at_ends "$1" "$2" "$3" -p "${4%/*}" --dport "${4#*/}"
}

close_port() { port_rule -A "$@"; }
open_port() { port_rule -D "$@"; }

cut() {
	local other
	known "${1:-}"
	for other in "${hosts[@]}"; do
		[ "$other" = "$1" ] || link "$1" "$other" cut
	done
}

# At the far end of its cable: the host itself does not know, as with a tunnel somewhere between two machines.
mtu() {
	known "${1:-}"
	need_up
	need_root
	[[ ${2:-} =~ ^[0-9]+$ ]] || fail 2 "an MTU is a number of bytes, not '${2:-}'"
	ip link set "$(cable "$1")" mtu "$2"
}

# Of one host: its links; of none named: every rule, and full packets.
heal() {
	local h other
	need_up
	need_root
	if [ $# = 0 ]; then
		for h in "${hosts[@]}"; do
			inside "$(namespace "$h")" -F "$mark"
			mtu "$h" 1500
		done
		return
	fi
	known "$1"
	for other in "${hosts[@]}" here; do
		[ "$other" = "$1" ] || link "$1" "$other" heal
	done
}
