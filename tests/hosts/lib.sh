# lib.sh - shared by the tests on several hosts: the bed, and boxes, small containers that answer pings and HTTP.
# Sourced; the caller has set -uo pipefail.
# shellcheck shell=bash disable=SC2034
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/../e2e/lib.sh"
bed=$top/tests/hosts/bed.sh
hosts_file=${BED_DIR:-${TMPDIR:-/tmp}/kchaos-hosts}/hosts.yaml
net=${BED_NET:-10.99.0} # a's address is $net.1
boxnet=boxes-$$
boximage=kchaos/box:1

# at HOST ARGS... : the docker client there
at() { timeout 60 "$bed" docker "$@"; }

ms() { echo $(($(date +%s%N) / 1000000)); }

# within SECONDS COMMAND... : tries until it succeeds
within() {
	local last=$((SECONDS + $1))
	shift
	until "$@" >/dev/null 2>&1; do
		[ $SECONDS -lt $last ] || return 1
		sleep 0.2
	done
}

fails() { ! "$@" >/dev/null 2>&1; }

# make_box_image [HOST...] : of one static program, in each engine, or in those
make_box_image() {
	local h
	[ $# -gt 0 ] || set -- a b c
	mkdir -p "$work/box/bin" "$work/box/www"
	cp "$(command -v busybox)" "$work/box/bin/"
	for h in sh ping httpd wget sleep; do ln -sf busybox "$work/box/bin/$h"; done
	for h; do
		tar -C "$work/box" -c . | at "$h" import - "$boximage" >/dev/null || return
	done
}

# box HOST NAME ADDRESS ARGS... : answers "box NAME" at its port 80
box() {
	local host=$1 name=$2 address=$3
	shift 3
	# shellcheck disable=SC2016 # for the shell in the box
	at "$host" run -d --init --name "$name" --label io.kchaos.test=box --network "$boxnet" --ip "$address" "$@" "$boximage" \
		sh -c 'echo "box $1" >/www/index.html; exec httpd -f -p 80 -h /www' sh "$name" >/dev/null
}

# hears HOST NAME TARGET : whether the box gets an answer to a ping
hears() { at "$1" exec "$2" ping -c 1 -W 1 "$3" >/dev/null 2>&1; }

# reads URL TEXT [HOST NAME] : from this machine, or from a box
reads() {
	local got
	if [ $# = 2 ]; then
		got=$(curl -s -m 2 "$1")
	else
		got=$(timeout 5 "$bed" docker "$3" exec "$4" wget -q -O - "$1" 2>/dev/null)
	fi
	[ "$got" = "$2" ]
}

remove_boxes() {
	local h ids
	for h in a b c; do
		ids=$(at "$h" ps -aq --filter label=io.kchaos.test=box 2>/dev/null)
		# shellcheck disable=SC2086 # the ids are separate words
		[ -z "$ids" ] || at "$h" rm -f $ids >/dev/null
	done
	within 10 at a network rm "$boxnet"
}

# on_hosts NAME ARGS... : kchaos run on the three hosts into $work/NAME; sets rc
on_hosts() { run "$@" --hosts "$hosts_file"; }

# of_kchaos WHAT... : what of kchaos is on the hosts: container ls -aq, network ls -q, volume ls -q
of_kchaos() {
	local h
	for h in a b c; do at "$h" "$@" --filter label=io.kchaos.project; done
}

# bare_hosts : whether nothing of kchaos is on any host
bare_hosts() {
	local left
	left=$(of_kchaos container ls -aq && of_kchaos network ls -q && of_kchaos volume ls -q) || return
	[ -z "$left" ] || { echo "# left: $left" | tr '\n' ' ' && echo && return 1; }
}
