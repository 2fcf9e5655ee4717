#!/bin/bash
# What would not work on several hosts is refused before anything starts, with the host, the cause and what to do.
set -uo pipefail
# shellcheck source=tests/hosts/lib.sh
. "$(dirname "$0")/lib.sh"
compose=$top/compose/dedicated-3c3b.yaml

# refused CODE TEXT HOSTS : kchaos up ends so, and says so
refused() {
	local code=$1 text=$2 out rc
	out=$("$KCHAOS" up "$compose" -p "$project" --hosts "$3" 2>&1)
	rc=$?
	if [ "$rc" != "$code" ] || [[ $out != *"$text"* ]]; then
		printf '# exit code %s: %s\n' "$rc" "$(tail -n 3 <<<"$out")"
		return 1
	fi
}

"$bed" close a b udp/4789
check "a closed port of the overlay is found before a node is made" refused 3 "open udp 4789" "$hosts_file"
"$bed" heal
check "and nothing is left" bare_hosts

"$bed" mtu b 1400
check "so is a link that loses large packets" refused 3 "packets of 1450 bytes do not get from host" "$hosts_file"
cp "$compose" "$work/narrow.yaml"
printf 'networks: {default: {driver_opts: {com.docker.network.driver.mtu: "1400"}}}\n' >>"$work/narrow.yaml"
check "with the MTU that it bears a cluster comes up" "$KCHAOS" up "$work/narrow.yaml" -q -p "$project" --hosts "$hosts_file"
check "and goes" "$KCHAOS" down -q "$project"
"$bed" heal
check "and nothing is left" bare_hosts

"$KCHAOS" doctor --hosts "$hosts_file" >"$work/doctor"
check "doctor finds all that a run needs" test $? = 0
check "and the three managers" grep -q "swarm .* 3 as managers" "$work/doctor"
"$bed" engine b pause
"$KCHAOS" doctor --hosts "$hosts_file" >"$work/doctor"
check "with an engine that does not answer it ends as a run would" test $? = 3
check "and says whose it is" grep -q "^missing *engine of b" "$work/doctor"
began=$SECONDS
check "an engine that does not answer is named" refused 3 "host 'b'" "$hosts_file"
check "within the time of one call" test $((SECONDS - began)) -lt 60
"$bed" engine b unpause

sed '/^  c:/,$d' "$hosts_file" >"$work/two.yaml"
check "two hosts for three voters are refused" refused 2 "of 3 voters would be on host" "$work/two.yaml"

sed 's/^network: .*/network: overlay/; s|unix:///.*c.sock|unix:///var/run/docker.sock|' "$hosts_file" >"$work/apart.yaml"
check "a host outside the swarm is named" refused 3 "the engine of host 'c' is in no swarm" "$work/apart.yaml"
check "nothing of all this is left" bare_hosts
check "nor noted" fails ls "$XDG_STATE_HOME"/kchaos/hosts/*
