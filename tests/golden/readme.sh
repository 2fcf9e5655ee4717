#!/bin/bash
# What README.md shows of scenarios and of checking them is what the files and the program say today.
set -uo pipefail
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/../e2e/lib.sh"

# block LINE : the indented block of README.md that begins with this line, without its indent
block() { awk -v first="    $1" '$0 == first { on = 1 } on && $0 != "" && !/^    / { exit } on { print substr($0, 5) }' "$top/README.md"; }

# same FILE BLOCK : but for the line for editors and empty lines at the end
ends() { sed -e :a -e '/^\n*$/{$d;N;ba' -e '}'; }
same() { diff <(grep -v '^# yaml-language-server' "$1" | ends) <(ends <"$2") | sed 's/^/# /' && [ "${PIPESTATUS[0]}" = 0 ]; }

block "name: controller-outage" >"$work/shown.yaml"
check "the scenario in README.md is scenarios/controller-outage.yaml" same "$top/scenarios/controller-outage.yaml" "$work/shown.yaml"

# The mistakes that README.md shows, made again.
sed -e 's/rate: 200/rtae: 200/' -e 's/for: 8s/for: 8/' -e "s|\.\./compose|$top/compose|" "$top/scenarios/controller-outage.yaml" >"$work/payments.yaml"
(cd "$work" && "$KCHAOS" validate payments.yaml) >"$work/said" 2>&1
block "payments.yaml:13:33: error: unknown key 'rtae' in workload 'checkout' (did you mean 'rate'?) [K209]" >"$work/shown"
check "the messages in README.md are those of kchaos validate" same "$work/said" "$work/shown"

# Every scenario that is shipped is named.
for file in "$top"/scenarios/*.yaml; do
	name=$(basename "$file" .yaml)
	check "README.md names $name" grep -q "\`$name\`" "$top/README.md"
done
