#!/bin/bash
# Every template of `kchaos init` passes as it is written, on a real cluster; so do those of other shapes. TEMPLATES, with commas
# between them, names some: TEMPLATES="load,majority --nodes 4" tests/scenarios/templates.sh
set -uo pipefail
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/../e2e/lib.sh"

all="minority,majority,controller,load,homework,ci,minority --nodes 5,majority --nodes 4,controller --controllers dedicated"
IFS=, read -ra templates <<<"${TEMPLATES:-$all}"
for template in "${templates[@]}"; do
	name=${template// /}
	read -ra words <<<"$template"
	"$KCHAOS" init "$work/init-$name" --template "${words[@]}" >"$work/$name.init"
	check "init --template $template" test $? = 0 || continue
	scenario=$(sed -n 's/^ *kchaos run //p' "$work/$name.init")
	began=$SECONDS
	patient "$name" "$scenario"
	check "init --template $template passes: $((SECONDS - began)) s" is "$rc" 0 "$name"
	check "init --template $template: nothing is left" nothing_left
	rm -rf "${work:?}/$name"
done
