#!/bin/bash
# Whatever `kchaos init` writes is valid as it is, for every template and shape; what it does not make it refuses, and writes nothing.
set -uo pipefail
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/../e2e/lib.sh"

templates=$("$KCHAOS" completion bash | sed -n "s/^\t--template) .*-W '\(.*\)' --.*/\1/p")
check "there are templates" test "$(wc -w <<<"$templates")" -ge 6
shapes=("" "--nodes 4" "--nodes 5" "--controllers dedicated")

# makes DIR ARGS... : the files are there, pass, and can be told in words
makes() {
	local dir=$1 scenario
	"$KCHAOS" init "$@" >"$work/said" 2>&1 || return
	scenario=$(sed -n 's/^ *kchaos run //p' "$work/said")
	[ -s "$dir/compose.yaml" ] && [ -s "$scenario" ] && "$KCHAOS" validate -q "$scenario" && "$KCHAOS" explain "$scenario" >/dev/null
}

# refuses DIR ARGS... : exit code 2, a next step, no file
refuses() {
	"$KCHAOS" init "$@" >"$work/said" 2>&1
	[ $? = 2 ] && grep -q 'leave out' "$work/said" && [ ! -e "$1" ]
}

for template in $templates; do
	made=0
	for shape in "${shapes[@]}"; do
		read -ra words <<<"$shape"
		dir=$work/$template-${shape// /}
		if makes "$dir" --template "$template" "${words[@]}"; then
			ok "init --template $template $shape passes as it is"
			made=$((made + 1))
			[ "$shape" != "--nodes 5" ] || check "and has five nodes" test "$(grep -c '^  kafka[1-5]:' "$dir/compose.yaml")" = 5
		else
			check "init --template $template $shape is refused" refuses "$dir" --template "$template" "${words[@]}"
		fi
	done
	check "init --template $template: $made of ${#shapes[@]} shapes" test "$made" -ge "$([ "$template" = homework ] && echo 1 || echo 3)"
done
echo '# mine' >>"$work/minority-/compose.yaml"
"$KCHAOS" init "$work/minority-" >/dev/null 2>"$work/said"
check "what is there is not overwritten" test "$?:$(tail -n 1 "$work/minority-/compose.yaml")" = "2:# mine"
check "ci comes with a workflow" test -s "$work/ci-/github-workflow.yml"
