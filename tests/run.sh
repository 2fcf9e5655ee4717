#!/bin/bash
# run.sh GROUP... : runs groups of tests (unit golden e2e faults scenarios torture packages hosts), shows what they print, and
# ends in one line "N passed, N failed". BUILD names the build tree.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 3
BUILD=${BUILD:-build/release}
[[ $BUILD == /* ]] || BUILD=$PWD/$BUILD
export BUILD KCHAOS=$BUILD/kchaos
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
passed=0
failed=0

# Test scripts print TAP's "ok - text" and "not ok - text"; a script that ends otherwise than with
# 0 and said nothing of a failure is one.
count() {
	local ok bad
	ok=$(grep -c '^ok' "$1")
	bad=$(grep -c '^not ok' "$1")
	if [ "$2" != 0 ] && [ "$bad" = 0 ]; then
		echo "not ok - $3 ended with exit code $2"
		bad=1
	fi
	passed=$((passed + ok))
	failed=$((failed + bad))
}

script() {
	local name log
	name=$(basename "$1" .sh)
	log=$out/$name
	echo "# $1"
	"$1" 2>&1 | tee "$log"
	count "$log" "${PIPESTATUS[0]}" "$1"
}

unit() {
	local log=$out/unit line
	echo "# unit and mock-cluster tests"
	"$BUILD/unit" >"$log" 2>&1
	local rc=$?
	line=$(grep '^unit: ' "$log" | tail -n 1)
	if [ -z "$line" ]; then
		tail -n 40 "$log"
		echo "not ok - the unit test program ended with exit code $rc"
		failed=$((failed + 1))
		return
	fi
	# Also what passed only when it was tried once more.
	if [ "$rc" != 0 ] || grep -q '^unit: once more' "$log"; then
		grep -vE '^(100%|Running|unit: [0-9])' "$log" | tail -n 60
	fi
	echo "$line"
	[[ $line =~ ([0-9]+)\ passed,\ ([0-9]+)\ failed ]] || return
	passed=$((passed + BASH_REMATCH[1]))
	failed=$((failed + BASH_REMATCH[2]))
}

for group; do
	case $group in
	unit) unit ;;
	# The longer end-to-end tests, of each fault on a real node, and of adoption, are a group of their own.
	faults) for s in tests/e2e/faults_*.sh; do script "$s"; done ;;
	# In the bed that tests/hosts/run.sh makes, which goes at the end.
	hosts) for s in tests/hosts/bed_test.sh tests/hosts/remake.sh tests/hosts/test_*.sh tests/hosts/leave.sh; do [ ! -x "$s" ] || script "$s"; done ;;
	golden | e2e | scenarios | torture | packages)
		for s in tests/"$group"/*.sh; do
			[[ $s == */faults_* ]] || [ ! -x "$s" ] || script "$s"
		done
		;;
	*) echo "run.sh: no test group '$group'" >&2 && exit 2 ;;
	esac
done
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
