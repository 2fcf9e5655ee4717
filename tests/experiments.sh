#!/bin/bash
# Runs the shipped scenarios and writes docs/experiments.md: what is done, the question, the answer in
# numbers, the verdict.
#
#	experiments.sh [NAME...]   all of scenarios/, or those named; the others' sections are kept
#
# RUNS=DIR: a run directory of the scenario there (NAME-*, the newest) is told instead of a new run.
# A section says what this machine saw in that run, pass or fail. Exit 1: a run could not be made.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 3
KCHAOS=${KCHAOS:-$PWD/build/release/kchaos}
readonly page=docs/experiments.md
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failed=0

# The section of one scenario as the page has it now, or nothing.
kept() { awk -v head="## $1" '/^## /{on = $0 == head} on' "$page" 2>/dev/null; }

# The newest run of the scenario in RUNS, or nothing.
recorded() {
	local dir newest=
	for dir in "${RUNS:-/nonexistent}/$1"-*/; do
		if [ -e "$dir/run.json" ] && [[ ! $newest || $dir/run.json -nt $newest/run.json ]]; then newest=$dir; fi
	done
	echo "$newest"
}

measure() {
	local name=$1 rc=0 dir
	dir=$(recorded "$name")
	if [ "$dir" ]; then
		"$KCHAOS" report --format summary "$dir"
		return
	fi
	echo "$name ..." >&2
	"$KCHAOS" run -q "scenarios/$name.yaml" -o "$work/$name" >&2 || rc=$?
	# 0 pass, 1 fail, 4 inconclusive: each is an answer.
	case $rc in 0 | 1 | 4) "$KCHAOS" report --format summary "$work/$name" ;; *) return 1 ;; esac
}

head_of_page() {
	cat <<-END
		# What the shipped scenarios showed

		Written by \`make experiments\`: each scenario was run on a real cluster of containers, and this is what
		\`kchaos report --format summary\` made of its run directory. Times are seconds since the first phase began;
		"in time" is within the workload's \`late_after\`; what the other numbers mean is in
		[measuring.md](measuring.md). Another run gives other numbers, and other picks where chance decides.

		Machine: $(nproc) cores, $(awk '/MemTotal/ {printf "%.0f GiB", $2 / 1048576}' /proc/meminfo), all nodes and kchaos on it. $("$KCHAOS" --version | head -n 1).

	END
}

section() {
	local name=$1
	shift
	case " $* " in
	"  " | *" $name "*)
		measure "$name" >"$work/$name.md" || {
			echo "experiments: $name could not be run; its old section is kept" >&2
			failed=1
			kept "$name" >"$work/$name.md"
		}
		;;
	*) kept "$name" >"$work/$name.md" ;;
	esac
}

for file in scenarios/*.yaml; do
	section "$(basename "$file" .yaml)" "$@"
done
{
	head_of_page
	for file in scenarios/*.yaml; do cat "$work/$(basename "$file" .yaml).md"; done
} >"$work/page"
cat -s "$work/page" >"$page"
exit $failed
