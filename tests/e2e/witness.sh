#!/bin/bash
# The recorded controller timeline against an independent witness that asks the same controllers
# beside it.
set -uo pipefail
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"

"$KCHAOS" run --project "$project" -o "$work/ctl" "$top/scenarios/controller-outage.yaml" \
	>"$work/ctl.out" 2>"$work/ctl.err" &
pid=$!
python3 "$here/witness.py" "$work/ctl" "$pid" >"$work/seen" &
witness=$!
wait "$pid"
rc=$?
# Whether every limit held on this machine just now is the scenarios' own test.
[ "$rc" = 1 ] || { [ "$rc" = 4 ] && only_late ctl; } || check "controller-outage comes to a verdict" is "$rc" 0 ctl
wait "$witness"
check "nothing of it is left" nothing_left
compare=$(python3 "$here/witness.py" --compare "$work/ctl" "$work/seen")
echo "$compare" | grep '^#'
check "kchaos and the witness saw the same controllers in the same order" \
	test "$(echo "$compare" | tail -n 1)" = same
