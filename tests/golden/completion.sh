#!/bin/bash
# The three shells complete what the tables have, each tried as itself: bash by its function, zsh in a terminal (complete.zsh), fish
# by `complete -C`. A cluster's names are told by a stand-in; docs/tutorial.md asks a real one (tests/scenarios/samples.sh).
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 3
compose/host/packages.sh shells || exit 3
KCHAOS=$(realpath "${KCHAOS:-$PWD/build/release/kchaos}")
top=$PWD
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
bad=0
ok() { echo "ok - $*"; }
not_ok() { echo "not ok - $*" && bad=1; }

# A project folder, with a cluster that is always there.
mkdir -p "$work/bin" "$work/runs/homework-1" "$work/runs/unfinished"
cp -r scenarios compose "$work"
echo '{}' >"$work/runs/homework-1/run.json"
cat >"$work/bin/kchaos" <<EOF
#!/bin/sh
case "\$1:\$2" in
completion:nodes) printf 'kafka1\nkafka2\n' ;;
completion:projects) echo shop ;;
*) exec $KCHAOS "\$@" ;;
esac
EOF
chmod +x "$work/bin/kchaos"
PATH=$work/bin:$PATH
cd "$work" || exit 3

mkdir scripts
for shell in bash zsh fish; do
	kchaos completion "$shell" >"scripts/_$shell" || not_ok "a script for $shell"
	if "$shell" -n "scripts/_$shell"; then ok "the script is valid $shell"; else not_ok "the script is not valid $shell"; fi
done
mkdir functions && cp scripts/_zsh functions/_kchaos

# shellcheck source=/dev/null
. scripts/_bash
# shellcheck disable=SC2317 # called by their names
{
# Readline takes --option=value for three words.
in_bash() { # LINE
	read -ra COMP_WORDS <<<"${1//=/ = }"
	[[ $1 != *' ' ]] || COMP_WORDS+=("")
	COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
	_kchaos
	printf '%s\n' "${COMPREPLY[@]}"
}
in_zsh() { "$top/tests/golden/complete.zsh" "$work/functions" "$1"; }
in_fish() { fish --no-config -c "source scripts/_fish; complete -C '$1'" | cut -f 1; }
}

# completes LINE WANTED [UNWANTED] : in each shell all words of WANTED are offered, and none of UNWANTED
completes() {
	local shell word found fine
	for shell in bash zsh fish; do
		found=" $("in_$shell" "$1" | tr '\n' ' ')"
		fine=1
		for word in $2; do
			[[ $found == *[\ =/]"$word "* || $found == *[\ =/]"$word/ "* ]] || { not_ok "$shell: '$1' is not completed to $word but to:$found" && fine=0; }
		done
		for word in ${3:-}; do
			[[ $found != *" $word "* ]] || { not_ok "$shell: '$1' is completed to $word as well" && fine=0; }
		done
		[ "$fine" = 0 ] || ok "$shell: '$1' is completed to $2"
	done
}
completes 'kchaos r' 'run runs report' 'init'
completes 'kchaos --v' '--verbose --version' '--json'
completes 'kchaos run --s' '--seed --strict' '--format'
completes 'kchaos run min' 'minority-outage minority-kill' 'homework'
completes 'kchaos run --json --seed 4 min' 'minority-outage' 'homework'
completes 'kchaos validate comp' 'compose'
completes 'kchaos report runs/h' 'homework-1' 'unfinished'
completes 'kchaos compare runs/homework-1 runs/h' 'homework-1'
completes 'kchaos report --format j' 'json junit' 'html'
completes 'kchaos report --format=j' 'json junit' 'html'
completes 'kchaos report --lang ' 'en ru' 'runs'
completes 'kchaos explain K4' 'K401 K402' 'pause'
completes 'kchaos init --template h' 'homework' 'load'
completes 'kchaos init --controllers ' 'combined dedicated' 'runs'
completes 'kchaos explain NOT_E' 'NOT_ENOUGH_REPLICAS' 'pause'
completes 'kchaos completion z' 'zsh' 'fish'
completes 'kchaos schema ' 'scenario results events runs compare describe doctor' 'compose'
completes 'kchaos manual kchaos-' 'kchaos-scenario kchaos-run'
completes 'kchaos logs ' 'kafka1 kafka2' 'runs compose'
completes 'kchaos logs --project s' 'shop' 'scenarios'
completes 'kchaos down ' 'shop' 'runs'
exit "$bad"
