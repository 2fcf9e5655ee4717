#!/bin/bash
# bed_test.sh - the test bed itself: what kchaos relies on is so in it, and none of it stays.
set -uo pipefail
# shellcheck source=tests/hosts/lib.sh
. "$(dirname "$0")/lib.sh"

# The bed stays for the tests that follow.
leave() {
	"$bed" heal
	for h in a b c; do "$bed" engine "$h" start; done
	remove_boxes
	rm -rf "$work"
	[ "$failed" = 0 ]
}

ids() {
	docker info -f '{{.ID}}'
	for h in a b c; do at "$h" info -f '{{.ID}}'; done
}

names() { for h in a b c; do at "$h" info -f '{{.Name}}'; done | sort -u | wc -l; }

by_tls() {
	local tls
	tls=$(sed -n 's/^ *tls: //p' "$hosts_file")
	docker --tlsverify --tlscacert "$tls/ca.pem" --tlscert "$tls/cert.pem" --tlskey "$tls/key.pem" -H "tcp://$net.2:2376" \
		version >/dev/null
}

engines() {
	check "four engines have four ids" [ "$(ids | sort -u | wc -l)" = 4 ]
	check "three engines have three names" [ "$(names)" = 3 ]
	check "the swarm has three members" [ "$(at a node ls --format '{{.Status}}' | grep -c Ready)" = 3 ]
	check "b answers by TCP to who has a certificate" by_tls
	check "b answers nobody else" fails curl -s -m 3 -k "https://$net.2:2376/_ping"
}

network() {
	local began
	at a network create -d overlay --attachable --subnet 10.77.0.0/24 "$boxnet" >/dev/null
	check "a worker does not list a network before it has a container in it" fails at b network inspect "$boxnet"
	check "a worker cannot make one" fails at b network create -d overlay --attachable "$boxnet-b"
	began=$(ms)
	check "a box on a" box a box-a 10.77.0.11 --network-alias kafka1 -p 18080:80
	check "a box on b" box b box-b 10.77.0.12 --network-alias kafka2 -p 18080:80
	check "a box on c" box c box-c 10.77.0.13 --network-alias kafka3 -p 18080:80
	echo "# three boxes in $(($(ms) - began)) ms"
	check "a hears b by name" within 5 hears a box-a box-b
	check "b hears c by alias" within 5 hears b box-b kafka3
	check "c hears a by alias" within 5 hears c box-c kafka1
	check "the address asked for is the one it has" \
		[ "$(at c inspect -f "{{(index .NetworkSettings.Networks \"$boxnet\").IPAddress}}" box-c)" = 10.77.0.13 ]
}

ports() {
	local n=0 h
	for h in a b c; do
		n=$((n + 1))
		check "this machine reads the published port of $h" within 5 reads "http://$net.$n:18080/" "box box-$h"
		check "a's box reads it, too" reads "http://$net.$n:18080/" "box box-$h" a box-a
		check "b's box reads it, too" reads "http://$net.$n:18080/" "box box-$h" b box-b
	done
}

# of_size BYTES : a ping from b to c that must not be cut into pieces; 28 bytes of it are headers
of_size() {
	nsenter -t "$(at b inspect -f '{{.State.Pid}}' box-b)" -n ping -q -M "do" -s $(($1 - 28)) -c 1 -W 1 10.77.0.13 >/dev/null 2>&1
}

mtu() {
	local seen
	seen=$(at b exec box-b busybox ip link show eth0 | sed -n 's/.* mtu \([0-9]*\) .*/\1/p')
	check "an overlay's packets have 1450 bytes, not ${seen:-none}" [ "$seen" = 1450 ]
	check "1450 bytes go through whole" of_size 1450
	check "1451 do not" fails of_size 1451
}

# pings HOST ADDRESS : the host itself, not a box
pings() { "$bed" on "$1" ping -q -c 1 -W 1 "$2" >/dev/null; }

links() {
	"$bed" link b c cut
	check "b and c cut: b does not hear c" fails hears b box-b 10.77.0.13
	check "a hears c" hears a box-a 10.77.0.13
	check "b hears a" hears b box-b 10.77.0.11
	"$bed" link b c heal
	check "healed: b hears c" within 5 hears b box-b 10.77.0.13
	"$bed" close b c udp/4789
	check "udp/4789 closed: b does not hear c" fails hears b box-b 10.77.0.13
	check "b's host hears c's" pings b "$net.3"
	"$bed" open b c udp/4789
	check "open: b hears c" within 5 hears b box-b 10.77.0.13
	"$bed" link c here cut
	check "c and this machine cut: its port is silent" fails reads "http://$net.3:18080/" "box box-c"
	check "b hears c all the same" hears b box-b 10.77.0.13
	"$bed" heal
	check "healed: its port answers" within 5 reads "http://$net.3:18080/" "box box-c"
	"$bed" mtu c 1400
	check "a narrow link to c: 1350 bytes go through whole" of_size 1350
	check "1450 are lost" fails of_size 1450
	"$bed" heal
	check "healed: 1450 go through" of_size 1450
}

starts() { at "$1" start "box-$1" >/dev/null; }

# back HOST : its box is started again and found under its name. An engine that has just come back may be giving up its part
# of the network at that moment, and the start then waits 20 s in vain; the next one works.
back() {
	check "it is started again" within 60 starts "$1"
	check "b finds it by name" within 20 hears b box-b "box-$1"
	check "its port answers" within 5 reads "http://$net.3:18080/" "box box-$1"
}

state() { at "$1" inspect -f '{{.State.Status}}' "box-$1"; }

killed() {
	check "c's engine is killed" "$bed" engine c kill
	check "it is gone" fails at c version
	sleep 2
	check "its box goes on: b hears it" hears b box-b 10.77.0.13
	check "its port answers" reads "http://$net.3:18080/" "box box-c"
	check "the engine is started" "$bed" engine c start
	check "an engine that comes back ends what ran" [ "$(state c)" = exited ]
	back c
}

paused() {
	check "c's engine is paused" "$bed" engine c pause
	check "it does not answer" fails timeout 3 "$bed" docker c version
	check "its box goes on: b hears it" hears b box-b 10.77.0.13
	check "the engine is unpaused" "$bed" engine c unpause
	check "its box is as it was" [ "$(state c)" = running ]
}

stopped() {
	check "c's engine is stopped" "$bed" engine c stop
	check "its box is ended with it" fails hears b box-b 10.77.0.13
	check "the engine is started" "$bed" engine c start
	check "its box stays down" [ "$(state c)" = exited ]
	back c
}

# What the machine has of its own: its engine, that engine's rules and bridge, its routes.
machine() {
	docker info -f '{{.ID}} {{.SystemTime}}' | cut -d' ' -f1
	iptables-save 2>/dev/null | grep -E 'docker0|^-P|DOCKER-USER'
	ip -4 route | grep -vE ' br-| dev [a-z0-9]+-br '
}

# free_net : three numbers that no network of this machine has
free_net() {
	local n
	for n in 98 97 96 95 94 93; do
		[ -n "$(ip -4 route show root "10.$n.0.0/24")" ] || { echo "10.$n.0" && return; }
	done
}

# orphan : a container that has lost its engine
orphan() {
	make_box_image
	at a run -d --init "$boximage" sleep "$((100000 + $$))" >/dev/null
	"$bed" engine a kill
	check "a container that has lost its engine goes on" sleeps
}

sleeps() { pgrep -f "^sleep $((100000 + $$))$" >/dev/null; }

makes_bed() { "$bed" up >/dev/null; }

# A second bed, beside the first: it is killed when half-made, made again and taken down.
second() {
	local before began
	local -x BED_DIR=${BED_DIR:-${TMPDIR:-/tmp}/kchaos-hosts}-2 BED_NAME=${BED_NAME:-kchaos}x BED_NET
	BED_NET=$(free_net)
	"$bed" down >/dev/null 2>&1
	before=$(machine)
	setsid "$bed" up >/dev/null 2>&1 &
	check "half of it is there" within 20 test -S "$BED_DIR/a.sock"
	kill -s KILL -- "-$!"
	wait "$!" 2>/dev/null
	check "a bed killed half-made has left something" fails "$bed" leftovers
	began=$(ms)
	check "it is cleaned and made" makes_bed
	echo "# made in $(($(ms) - began)) ms, the cleaning included"
	check "within 60 s" [ $(($(ms) - began)) -lt 60000 ]
	check "it answers beside the first" [ "$(at b info -f '{{.Name}}')" = "$BED_NAME-b" ]
	orphan
	began=$(ms)
	check "it is taken down, with an engine that was killed" "$bed" down
	echo "# taken down in $(($(ms) - began)) ms"
	check "nothing of it is left" "$bed" leftovers
	check "nor of its container" fails sleeps
	check "the machine's own engine, rules and routes are as before" [ "$(machine)" = "$before" ]
}

began=$(ms)
if ! "$bed" up >"$work/up"; then
	not_ok "the bed is up"
	exit 1
fi
ok "the bed is up"
echo "# up after $(($(ms) - began)) ms"
trap leave EXIT
make_box_image
engines
network
ports
mtu
links
killed
paused
stopped
second
check "the first bed is as it was" hears b box-b 10.77.0.13
