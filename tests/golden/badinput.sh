#!/bin/bash
# What bad input gets: one clear message that names the thing, the cause and the next step, the
# right exit code, nothing left running.
set -uo pipefail
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/../e2e/lib.sh"

# wants CODE TEXT ARGS... : kchaos ARGS ends with CODE and says TEXT (an extended expression)
wants() {
	local code=$1 text=$2
	shift 2
	"$KCHAOS" "$@" >"$work/out" 2>&1
	local got=$?
	if [ "$got" = "$code" ] && grep -qE -- "$text" "$work/out"; then
		ok "kchaos $(echo "$*" | sed "s|$work/||g; s|$top/||g") gives $code: $(grep -oE -m 1 -- "$text" "$work/out")"
	else
		not_ok "kchaos $* gives $got instead of $code, or does not say '$text'"
		sed 's/^/# /' "$work/out" | head -n 20
	fi
}

scenario() { # NAME COMPOSE : a small valid scenario on a Compose file
	cat >"$work/$1.yaml" <<-EOF
		name: $1
		cluster: {compose: $2}
		topics: {t: {partitions: 1, replication: 1}}
		workloads: {w: {produce: t, rate: 10/s, acks: 1}}
		phases:
		  - {name: only, for: 1s}
	EOF
}

wants 2 "unknown command 'runn' \(did you mean 'run'\?\) \[K101\]$" runn x
wants 2 "unknown option '--kepe' \(did you mean '--keep'\?\) \[K102\]$" run --kepe x
wants 2 "wants SCENARIO.*\[K104\]$" run
wants 2 "no-such-scenario.*\[K202\]$" run no-such-scenario
wants 2 "did you mean|minority-outage" run minority-outag
wants 2 "has no option '--keep'.*\[K102\]$" validate --keep x
wants 0 "usage: kchaos" --help
wants 0 "librdkafka" --version

scenario lost-compose ./nowhere.yaml
wants 2 "error: .*nowhere.yaml.*\[K301\]$" run "$work/lost-compose.yaml"
truncate -s 100M "$work/huge.yaml"
wants 2 "larger than.*\[K802\]$" validate "$work/huge.yaml"
: >"$work/empty.yaml"
wants 2 "empty \[K205\]$" validate "$work/empty.yaml"
printf 'name: x\nphasen:\n  - for: 10\n' >"$work/wrong.yaml"
wants 2 "wrong.yaml:2:1: error: unknown key 'phasen'.*did you mean 'phases'.*\[K209\]$" validate "$work/wrong.yaml"

scenario fine "$top/compose/combined-3.yaml"
export DOCKER_HOST=unix://$work/no-engine.sock
wants 0 "ok" validate "$work/fine.yaml"
wants 3 "cannot reach the Docker engine at unix://.*no-engine.sock.*\[K401\]$" run -o "$work/r1" "$work/fine.yaml"
unset DOCKER_HOST
export KAFKA_IMAGE=kchaos.invalid/none:1
wants 3 "kchaos.invalid/none:1.*\[K408\]$" run -o "$work/r2" --project "$project" "$work/fine.yaml"
unset KAFKA_IMAGE
check "nothing of that is left" nothing_left

# A port that somebody else holds.
python3 -c '
import socket, sys, time
s = socket.socket(); s.bind(("127.0.0.1", 0)); s.listen(1)
print(s.getsockname()[1], flush=True); time.sleep(60)' >"$work/port" &
holder=$!
for _ in $(seq 50); do
	[ -s "$work/port" ] && break
	sleep 0.1
done
export KAFKA1_PORT
KAFKA1_PORT=$(cat "$work/port")
wants 3 "port $KAFKA1_PORT.*\[K414\]$" run -o "$work/r3" --project "$project" "$work/fine.yaml"
unset KAFKA1_PORT
kill "$holder"
check "nothing of that is left either" nothing_left

# A node that never starts: its log says why.
sed 's|^\( *\)CLUSTER_ID: .*|&\n\1KAFKA_NUM_IO_THREADS: many|' "$top/compose/combined-3.yaml" >"$work/broken-cluster.yaml"
scenario broken "$work/broken-cluster.yaml"
wants 3 "kafka[123].*\[K508\]$" run -o "$work/r4" --project "$project" "$work/broken.yaml"
check "nothing of a cluster that never started is left" nothing_left
mkdir "$work/full" && touch "$work/full/something"
wants 2 "not an empty folder \[K107\]$" run -o "$work/full" --project "$project" "$work/fine.yaml"
