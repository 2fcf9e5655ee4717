#!/bin/bash
# The shells' scripts are valid where the shell is there, and bash completes what the tables have.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 3
KCHAOS=${KCHAOS:-$PWD/build/release/kchaos}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/bin"
ln -s "$(realpath "$KCHAOS")" "$work/bin/kchaos"
PATH=$work/bin:$PATH
bad=0
ok() { echo "ok - $*"; }
not_ok() { echo "not ok - $*" && bad=1; }

for shell in bash zsh fish; do
	kchaos completion "$shell" >"$work/$shell" || not_ok "a script for $shell"
	command -v "$shell" >/dev/null || continue
	if "$shell" -n "$work/$shell"; then ok "the script is valid $shell"; else not_ok "the script is not valid $shell"; fi
done

# shellcheck source=/dev/null
. "$work/bash"
# completes WANTED WORD... : the last word is completed to all of WANTED
completes() {
	local wanted=$1 word
	shift
	COMP_WORDS=("$@")
	COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
	_kchaos
	for word in $wanted; do
		[[ " ${COMPREPLY[*]} " == *" $word "* ]] || { not_ok "'$*' does not complete to $word but to: ${COMPREPLY[*]}"; return; }
	done
	ok "'$*' completes to $wanted"
}
completes "run report" kchaos r
completes "minority-outage minority-kill" kchaos run min
completes "--seed --strict" kchaos run --s
completes "json junit" kchaos report --format j
completes "NOT_ENOUGH_REPLICAS" kchaos explain NOT_E
completes "K401 K402" kchaos explain K4
completes "homework" kchaos init --template h
completes "zsh" kchaos completion z
exit "$bad"
