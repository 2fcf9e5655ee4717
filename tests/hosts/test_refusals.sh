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

"$bed" engine b pause
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
