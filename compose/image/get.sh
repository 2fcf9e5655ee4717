#!/bin/bash
# Gets the image that the compose files name: ${KAFKA_IMAGE:-apache/kafka:VERSION}. KAFKA_IMAGE may be
# another version of apache/kafka that build.sh --versions names, such as apache/kafka:3.9.1.
#
#	get.sh          present, or an equivalent built here: silent; else pulls it; else builds one
#	get.sh --print  the same, and prints on stdout the name or id to use
#
# Exit 3: there is none and none can be had.
set -euo pipefail
PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
version=$(cat "$here/VERSION")
readonly here version
readonly default=apache/kafka:$version
readonly wanted=${KAFKA_IMAGE:-$default}
readonly built=kchaos/kafka:${wanted#apache/kafka:}
readonly patience=20 limit=900

say() { printf 'image: %s\n' "$*" >&2; }

fail() {
	say "$*"
	exit 3
}

is_present() { docker image inspect "$1" >/dev/null 2>&1; }

# The first line comes once the registry has answered; a pull without it hangs on the network.
pull() {
	local log=$1 deadline=$((SECONDS + patience)) pid
	timeout "$limit" docker pull "$wanted" >"$log" 2>&1 &
	pid=$!
	while kill -0 "$pid" 2>/dev/null; do
		if [ ! -s "$log" ] && [ $SECONDS -ge $deadline ]; then
			kill "$pid"
			wait "$pid" || true
			echo "the registry does not answer within $patience s" >"$log"
			return 1
		fi
		sleep 0.1
	done
	wait "$pid"
}

try_pull() {
	local log status=0
	log=$(mktemp)
	say "pulling $wanted"
	pull "$log" || status=1
	if [ $status != 0 ]; then
		say "cannot pull $wanted: $(grep -v '^[[:space:]]*$' "$log" | tail -n 1 | cut -c1-300)"
	fi
	rm -f "$log"
	return $status
}

# Is it one of those that can be built here?
can_build() {
	local one
	for one in $("$here/build.sh" --versions); do
		if [ "$wanted" = "apache/kafka:$one" ]; then return 0; fi
	done
	return 1
}

# Prints the name of what is there.
found() {
	if is_present "$wanted"; then
		echo "$wanted"
	elif can_build && KAFKA_VERSION=${wanted#apache/kafka:} "$here/build.sh" --present; then
		echo "$built"
	else
		return 1
	fi
}

get() {
	"$here/../host/packages.sh" engine
	"$here/../host/engine.sh"
	if found; then return; fi
	if try_pull; then
		echo "$wanted"
	elif ! can_build; then
		fail "cannot get $wanted: it can neither be found nor pulled, and only $("$here/build.sh" --versions | sed 's|^|apache/kafka:|' | xargs) can be built here; next step: unset KAFKA_IMAGE, or load the image"
	else
		KAFKA_VERSION=${wanted#apache/kafka:} "$here/build.sh"
		echo "$built"
	fi
}

main() {
	case ${1:-} in
	'') get >/dev/null ;;
	--print) get ;;
	*) say "no option \"$1\"; usage: get.sh [--print]" && exit 2 ;;
	esac
}

main "$@"
