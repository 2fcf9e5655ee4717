#!/bin/bash
# Every shipped scenario passes, TIMES times of TIMES (default 5). SCENARIOS names some of them.
set -uo pipefail
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/../e2e/lib.sh"

times=${TIMES:-5}
for file in "$top"/scenarios/*.yaml; do
	name=$(basename "$file" .yaml)
	case " ${SCENARIOS:-$name} " in *" $name "*) ;; *) continue ;; esac
	for i in $(seq "$times"); do
		began=$SECONDS
		run "$name-$i" "$file"
		check "$name, run $i of $times: $((SECONDS - began)) s" is "$rc" 0 "$name-$i"
		[ "$rc" = 0 ] || cp -r "$work/$name-$i" "$work/$name-$i.out" "${KEEP_FAILED:-/tmp}/" 2>/dev/null
		check "$name, run $i: nothing is left" nothing_left
		rm -rf "${work:?}/$name-$i"
	done
done
