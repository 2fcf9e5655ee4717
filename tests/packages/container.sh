#!/bin/bash
# kchaos as a container: minority-outage passes, with the run directory where it was started; Ctrl-C heals; when kchaos
# is killed its watchdog takes the cluster down before the container ends; when the container is killed,
# another one does. In no case anything is left.
set -uo pipefail
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/../e2e/lib.sh"
me=$project-kchaos
trap 'docker rm -f "$me" >/dev/null 2>&1; end' EXIT
case ${DOCKER_HOST:-unix://} in
unix://*) ;;
*) echo "ok - # SKIP the engine is not on this machine, so it cannot mount a folder of it" && exit 0 ;;
esac
socket=${DOCKER_HOST:-unix:///var/run/docker.sock}
mkdir "$work/job"

env -u BUILD make -C "$top" container >"$work/make.log" 2>&1 || sed 's/^/# /' "$work/make.log"

# contained WORD... : kchaos there
contained() {
	docker run --rm --name "$me" --network host -v "${socket#unix://}:/var/run/docker.sock" \
		-v "$work/job:/kchaos" -e KAFKA_IMAGE kchaos "$@"
}

# For lib.sh: the same command line, but the run directory as the container sees it.
KCHAOS_HERE=$KCHAOS
kchaos_there() {
	local word words=()
	for word; do words+=("${word/#$work\/job/\/kchaos}"); done
	contained "${words[@]}"
}
run() {
	local name=$1
	shift
	rm -rf "${work:?}/$name" "$work/job/$name"
	ln -s "$work/job/$name" "$work/$name" # lib.sh reads it there
	kchaos_there run --project "$project" -o "$work/job/$name" "$@" >"$work/$name.out" 2>"$work/$name.err"
	rc=$?
}

patient pass minority-outage
check "minority-outage passes in a container" is "$rc" 0 pass
check "nothing of it is left" nothing_left
check "its directory is here" test -s "$work/job/pass/results.json"
check "and is read without a container" "$KCHAOS_HERE" analyse -q "$work/job/pass"
no_journals() { [ -z "$(find "$work/job/.kchaos" -name '*.journal')" ]; }
check "no undo journal is left" no_journals

# begun NAME : waits until the cluster is hurt; the container's first process is $first
begun() {
	for _ in $(seq 600); do
		grep -qs '"step":"effective"' "$work/job/$1/events.jsonl" && return 0
		sleep 0.2
	done
	echo "# $1: no action within two minutes"
	sed 's/^/# /' "$work/$1.err"
	return 1
}

run interrupted minority-outage &
check "a second run hurts its cluster" begun interrupted
docker kill -s INT "$me" >/dev/null
wait $!
check "a signal to the container interrupts kchaos" test -s "$work/job/interrupted/results.json"
check "and nothing is left" nothing_left

# The watchdog is no child of kchaos then: the first process waits for it.
run killed minority-outage &
check "a third run hurts its cluster" begun killed
first=$(docker inspect -f '{{.State.Pid}}' "$me")
kill -9 "$(pgrep -P "$first" -x kchaos)"
wait $!
check "kchaos killed: its watchdog has taken the cluster down when the container ends" nothing_left
check "and has written so" test -s "$work/job/killed/watchdog.log"

run dead minority-outage &
check "a fourth run hurts its cluster" begun dead
docker kill "$me" >/dev/null
wait $!
check "the container killed: the undo journal is here" test -n "$(find "$work/job/.kchaos" -name "$project.journal" -size +0)"
contained heal "$project" >"$work/heal.out" 2>&1
check "another container heals" test $? = 0
contained down "$project" >"$work/down.out" 2>&1
check "and takes the cluster down" nothing_left
check "no undo journal is left" no_journals
