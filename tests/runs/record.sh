#!/bin/bash
# Records the kept runs anew: each shipped scenario, or those named, on a real cluster, with a quarter of the load where
# it is 100 records a second or more, so that what is kept is small. NAME.tar.xz is written beside this script.
#
#	record.sh [NAME...]
#
# RUNS=DIR: the run directories DIR/NAME are packed instead of new runs.
# A run whose verdict is not "pass" is tried once more and then kept as it is: a failure is a report, too.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 3
KCHAOS=${KCHAOS:-$PWD/build/release/kchaos}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/scenarios"
ln -s "$PWD/compose" "$work/compose"

quarter() {
	awk '{
		if (match($0, /rate: *[0-9]+\/s/)) {
			n = substr($0, RSTART, RLENGTH); gsub(/[^0-9]/, "", n)
			if (n >= 100)
				$0 = substr($0, 1, RSTART - 1) "rate: " int(n / 4) "/s" substr($0, RSTART + RLENGTH)
		}
		print
	}' "scenarios/$1.yaml" >"$work/scenarios/$1.yaml"
}

record() {
	local try
	quarter "$1"
	for try in 1 2; do
		rm -rf "${work:?}/$1"
		"$KCHAOS" run -q "$work/scenarios/$1.yaml" -o "$work/$1" && return
		echo "$1: try $try ended with $?" >&2
	done
}

# What analysis and reports made of it is not kept: tests make it.
pack() { # DIR NAME
	tar --sort=name --owner=0 --group=0 --numeric-owner --mtime=@0 --mode=go-w \
		--exclude=results.json --exclude='report.*' --exclude=junit.xml --exclude=charts --exclude=kchaos.log \
		-C "$1" -cJf "tests/runs/$2.tar.xz" "$2"
}

export XZ_OPT=-9e
names=("$@")
[ $# -gt 0 ] || for file in scenarios/*.yaml; do names+=("$(basename "$file" .yaml)"); done
for name in "${names[@]}"; do
	if [ "${RUNS:-}" ]; then
		pack "$RUNS" "$name"
	else
		record "$name"
		pack "$work" "$name"
	fi
done
