#!/bin/bash
# A planted loss is found: acks=1, the followers frozen, the leader killed with what only it has.
set -uo pipefail
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"

run loss "$here/planted-loss.yaml"
check "a run that lost acknowledged records fails" is "$rc" 1 loss
check "nothing of it is left" nothing_left
lost=$(field loss 'r["settlement"][0]["lost"]')
echo "# $lost acknowledged records are lost"
check "they are counted" test "$lost" -gt 20
check "and the expectation that none is lost fails by that number" \
	test "$(field loss '[x for x in r["expectations"] if x["kind"] == "lost"][0]["verdict"]')" = fail
