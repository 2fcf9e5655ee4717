#!/bin/bash
# Two projects side by side do not see each other: two runs at the same time, one of which freezes its
# nodes, end with their own verdicts; and what is taken down is only what was named.
set -uo pipefail
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
other=$project-b
trap '"$KCHAOS" down "$other" >/dev/null 2>&1; end' EXIT

# begin PROJECT NAME SCENARIO : kept, in the background
begin() {
	"$KCHAOS" run --keep --project "$1" -o "$work/$2" "$here/$3" >"$work/$2.out" 2>"$work/$2.err" &
}

# nodes PROJECT : how many run
nodes() { docker ps -q --filter "label=io.kchaos.project=$1" --filter label=io.kchaos.role=node | wc -l; }

# engine_saw NAME WORD : how many such events of its nodes the run's engine stream has
engine_saw() { grep -c "\"what\": *\"$2\"" "$work/$1/engine.jsonl"; }

begin "$project" frozen pause-all.yaml
first=$!
begin "$other" calm undisturbed.yaml
second=$!
wait "$first"
check "the run that freezes its nodes passes" is "$?" 0 frozen
wait "$second"
check "the run beside it fails, for there was no outage" is "$?" 1 calm
check "the first saw its own three pauses" test "$(engine_saw frozen pause)" = 3
check "the second saw none" test "$(engine_saw calm pause)" = 0
check "both clusters are there, kept" test "$(nodes "$project") $(nodes "$other")" = "3 3"

"$KCHAOS" heal "$project" >"$work/heal.out" 2>&1
check "healing the first has nothing to do" grep -q 'nothing was left to undo' "$work/heal.out"
"$KCHAOS" heal "$project-c" >>"$work/heal.out" 2>&1
check "a third that is not there cannot be healed" test $? = 3
"$KCHAOS" down "$project" >"$work/down.out" 2>&1
check "the first is taken down" nothing_left
check "the second runs on" test "$(nodes "$other")" = 3
"$KCHAOS" down "$other" >>"$work/down.out" 2>&1
check "and goes when it is named" test "$(nodes "$other")" = 0
project=$other
check "without a rest" nothing_left
