#!/bin/bash
# Every scenario for several hosts passes, TIMES of TIMES (default 3), and leaves nothing on any host. SCENARIOS names some.
set -uo pipefail
# shellcheck source=tests/hosts/lib.sh
. "$(dirname "$0")/lib.sh"

times=${TIMES:-3}
for file in "$top"/scenarios/hosts/*.yaml; do
	name=$(basename "$file" .yaml)
	case " ${SCENARIOS:-$name} " in *" $name "*) ;; *) continue ;; esac
	for i in $(seq "$times"); do
		began=$SECONDS
		on_hosts "$name-$i" "$file"
		check "$name, run $i of $times: $((SECONDS - began)) s" is "$rc" 0 "$name-$i"
		check "$name, run $i: nothing is left on any host" bare_hosts
		rm -rf "${work:?}/$name-$i"
	done
done
