#!/bin/bash
# Without an overlay the nodes live in their hosts' own network: up, status, a rack's outage, and faults that would hit the
# host itself are refused.
set -uo pipefail
# shellcheck source=tests/hosts/lib.sh
. "$(dirname "$0")/lib.sh"
sed 's/^network: .*/network: host/' "$hosts_file" >"$work/host.yaml"

run outage "$top/scenarios/hosts/rack-outage.yaml" --hosts "$work/host.yaml"
check "rack-outage passes in the hosts' own network" is "$rc" 0 outage
check "and leaves nothing on any host" bare_hosts

run cut "$top/scenarios/hosts/link-cut.yaml" --hosts "$work/host.yaml"
check "a cut in a network that is the host's is refused" is "$rc" 3 cut
check "and nothing is left" bare_hosts

check "a cluster is brought up" "$KCHAOS" up "$top/compose/dedicated-3c3b.yaml" -q -p "$project" --hosts "$work/host.yaml"
"$KCHAOS" status "$project" >"$work/status" 2>&1
check "its nodes are found again" test "$(grep -c ' running .* \(answers\|active\) ' "$work/status")" = 6
check "and taken down by name" "$KCHAOS" down -q "$project"
check "with nothing left" bare_hosts
