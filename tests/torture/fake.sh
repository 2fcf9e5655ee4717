#!/bin/bash
# The long form of what the unit tests do on a cluster in memory: every action there is, with each call
# of the engine failing or lying in turn; and SIGKILL at KILLS random moments (default 200).
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 3
unit=${BUILD:-build/release}/unit
export KCHAOS_TORTURE_ALL=1 KCHAOS_KILLS=${KILLS:-200}

for suite in torture torture_kill; do
	out=$(CK_RUN_SUITE=$suite "$unit" 2>/dev/null)
	rc=$?
	echo "$out" | sed -n 's/^torture: /# /p'
	[ "$rc" = 0 ] || echo "$out" | grep -v '^torture: ' | tail -n 20 | sed 's/^/# /'
	if [ "$rc" = 0 ]; then echo "ok - $suite: nothing is left"; else echo "not ok - $suite"; fi
done
