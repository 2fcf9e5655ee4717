#!/bin/bash
# Faults in a node's network, looked at from outside: the kernel's own rules and counters, probes from
# inside the nodes' namespaces, the engine's inspect. Needs root, as nsenter does.
set -uo pipefail
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"

export LOOKED=$work/looked
mkdir "$LOOKED"
# looked NAME : the scenario goes on behind the fault of that name
looked() { touch "$LOOKED/$1"; }

# seen PHASE ACTION STEP : waits until the run has recorded that
seen() {
	for _ in $(seq 1200); do
		grep -q "\"phase\":$1,\"action\":$2,.*\"step\":\"$3\"" "$work/net/events.jsonl" 2>/dev/null && return 0
		kill -0 "$pid" 2>/dev/null || break
		sleep 0.05
	done
	echo "# phase $1, action $2: never $3"
	grep "\"phase\":$1," "$work/net/events.jsonl" 2>/dev/null | sed 's/^/# /'
	return 1
}

# said PHASE ACTION STEP : the text of that event
said() { sed -n "s/.*\"phase\":$1,\"action\":$2,.*\"step\":\"$3\".*\"text\":\"\(.*\)\"}/\1/p" "$work/net/events.jsonl"; }

container() { echo "$project-kafka$1-1"; }
pid_of() { docker inspect -f '{{.State.Pid}}' "$(container "$1")"; }
address() { docker inspect -f '{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}' "$(container "$1")"; }
port() { docker inspect -f '{{(index (index .NetworkSettings.Ports "9092/tcp") 0).HostPort}}' "$(container "$1")"; }
# What it is called and where, an item a line.
endpoint() {
	docker inspect -f '{{range .NetworkSettings.Networks}}{{println .IPAddress}}{{range .Aliases}}{{println .}}{{end}}{{end}}' \
		"$(container "$1")" | grep . | sort
}
declare -A pids=([host]=1) addresses
remember() { for node; do pids[$node]=$(pid_of "$node") addresses[$node]=$(address "$node"); done; }

inside() {
	local node=$1
	shift
	nsenter -t "${pids[$node]}" -n "$@"
}
probe() { "$here/netprobe.py" "$@"; }
# from A B PORT : what a connection from node A to B's port meets; A = host: from this machine
from() { probe connect "${pids[$1]}" "${addresses[$2]}" "$3"; }
rules() { inside "$1" iptables -S KCHAOS 2>/dev/null | grep -c -- '-j DROP'; }
dropped() { inside "$1" iptables -L KCHAOS -v -x -n | awk '/DROP/ {n += $1} END {print n + 0}'; }
clean() {
	! inside "$1" iptables-save | grep -q KCHAOS && ! inside "$1" tc qdisc show | grep -q 6b63: &&
		! inside "$1" ip link show kchaos0 >/dev/null 2>&1
}
# only_rules NODE N : so many, and no qdisc of ours
only_rules() { [ "$(rules "$1")" = "$2" ] && ! inside "$1" tc qdisc show | grep -q 6b63:; }
between() { awk -v n="$1" -v a="$2" -v b="$3" 'BEGIN {exit !(n >= a && n <= b)}'; }

"$KCHAOS" run --project "$project" -o "$work/net" "$here/faults-net.yaml" >"$work/net.out" 2>"$work/net.err" &
pid=$!

if ! seen 0 0 "done"; then
	not_ok "the run gets to its first fault"
	tail -n 20 "$work/net.err" | sed 's/^/# /'
	exit 1
fi
remember 1 2 3
as_before=$(endpoint 3)
ok "one-way: node 1 is cut off from node 2"
check "one-way: nobody answers node 2 there" test "$(from 2 1 19092)" = silent
check "one-way: node 3 is answered" test "$(from 3 1 19092)" = open
check "one-way: node 1's kernel has one rule, node 2's none" test "$(rules 1) $(rules 2)" = "1 0"
before=$(dropped 1)
from 2 1 9093 >/dev/null
check "one-way: the kernel counts what it drops" test "$(dropped 1)" -gt "$before"
looked deaf
check "one-way: it is healed" seen 0 2 "done"
check "one-way: says how many packets were dropped" \
	grep -qE 'no longer cut off from node 2; [1-9][0-9]* packets' <<<"$(said 0 2 "done")"
check "one-way: node 2 is answered again" test "$(from 2 1 19092)" = open
check "one-way: nothing is left in node 1's kernel" clean 1

check "one listener: nodes 2 and 3 are cut off" seen 1 0 "done"
check "one listener: the controllers' port is silent, both ways" \
	test "$(from 3 2 9093) $(from 2 3 9093)" = "silent silent"
check "one listener: the brokers' port is open, both ways" test "$(from 3 2 19092) $(from 2 3 19092)" = "open open"
check "one listener: node 1 is answered" test "$(from 1 2 9093)" = open
looked listener
check "one listener: it is healed" seen 1 2 "done"
check "one listener: nothing is left in node 2's kernel" clean 2
check "one listener: nor in node 3's" clean 3

check "clients: cut off from node 1" seen 2 0 "done"
check "clients: their port is silent from this machine, others open" \
	test "$(from host 1 9092) $(from host 1 9093) $(from host 2 9092)" = "silent open open"
check "clients: nodes are answered on it" test "$(from 3 1 9092)" = open
looked clients
check "clients: it is healed" seen 2 2 "done"
check "clients: answered again" test "$(from host 1 9092)" = open

check "two at once: loss" seen 3 0 "done"
check "two at once: and a limit" seen 3 1 "done"
took=$(probe send "${pids[3]}" "${pids[2]}" "${addresses[2]}" 400000)
check "two at once: 400 kB from node 3 take some 2 s at 200 KiB/s ($took s)" between "$took" 1.5 4
took=$(probe send "${pids[2]}" "${pids[3]}" "${addresses[3]}" 400000)
check "two at once: the other way they take no time ($took s)" between "$took" 0 1
lost=$(probe lost "${pids[1]}" "${pids[2]}" "${addresses[2]}" 300)
check "two at once: some 30 % of node 1's packets are lost ($lost %)" between "$lost" 18 42
check "two at once: the limit ends in its time" seen 3 1 undone
check "two at once: its qdiscs are gone, the loss is still there" only_rules 2 1
looked two
check "two at once: the loss is healed" seen 3 3 "done"
check "two at once: nothing is left" clean 2

check "restart: node 1 is cut off from node 2" seen 4 0 "done"
old=${pids[1]}
looked before
check "restart: it is started again" seen 4 2 "done"
remember 1
check "restart: it is another process" test "${pids[1]}" != "$old"
check "restart: with the same rule" test "$(rules 1)" = 1
looked after
check "restart: it is healed" seen 4 4 "done"
check "restart: nothing is left" clean 1

check "unplugged: node 3 is" seen 5 0 "done"
check "unplugged: the engine shows no network" test -z "$(endpoint 3)"
check "unplugged: no interface but lo is left" test "$(inside 3 ip -o -4 addr show scope global | wc -l)" = 0
looked unplugged
check "unplugged: plugged in again" seen 5 2 "done"
check "unplugged: the same address and aliases" diff <(endpoint 3) <(echo "$as_before")
check "unplugged: node 1 gets through" test "$(from 1 3 19092)" = open
check "unplugged: its published port answers" test "$(probe connect 1 127.0.0.1 "$(port 3)")" = open

wait "$pid"
check "the run passes" is "$?" 0 net
check "nothing of it is left" nothing_left

run delay "$here/delay.yaml"
if [ "$rc" = 3 ]; then
	check "without netem, a delay is refused by the module's name" \
		grep -q "action 'delay'.*the engine's kernel has no sch_netem: load the module" "$work/delay.err"
else
	check "with netem, a delay passes" is "$rc" 0 delay
fi
check "nothing of it is left" nothing_left
