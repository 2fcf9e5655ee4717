# swarm.sh - one swarm of the bed's engines. Sourced by bed.sh.
# shellcheck shell=bash disable=SC2154

form_swarm() {
	local role=worker token h
	[ "$1" = 1 ] || role=manager
	at a swarm init --advertise-addr "$(address a)" >/dev/null
	token=$(at a swarm join-token -q "$role")
	for h in "${hosts[@]:1}"; do
		at "$h" swarm join --advertise-addr "$(address "$h")" --token "$token" "$(address a):2377" >/dev/null ||
			fail 1 "the engine of $h cannot join the swarm of a; next step: see $dir/$h.log"
	done
	await_members
}

swarm_state() { at "$1" info -f '{{.Swarm.LocalNodeState}}' 2>/dev/null; }

# await_member HOST : after a start, until it is in its swarm again, if it is in one at all
await_member() {
	local end=$((SECONDS + patience))
	while [ "$(swarm_state "$1")" = pending ]; do
		[ $SECONDS -lt $end ] || fail 1 "the engine of $1 is not in its swarm within $patience s; next step: see $dir/$1.log"
		sleep 0.2
	done
}

members() { at a node ls -f "membership=accepted" --format '{{.Status}}' | grep -c Ready || true; }

await_members() {
	local end=$((SECONDS + patience))
	until [ "$(members)" = ${#hosts[@]} ]; do
		if [ $SECONDS -ge $end ]; then
			at a node ls >&2 || true
			fail 1 "the swarm is not whole within $patience s: see above; next step: see $dir/*.log"
		fi
		sleep 0.2
	done
}
