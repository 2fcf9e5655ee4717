#!/bin/bash
# The figures of docs/performance.md, measured now: validating, bringing up a cluster beside the
# engine's own time, what kchaos itself costs at 1000 records a second, analysis of an hour, what it costs at up to thirty nodes; and
# how fast a bulk workload is (speed.sh).
set -uo pipefail
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/../e2e/lib.sh"
BUILD=${BUILD:-$top/build/release}

ms_since() { echo $((($(date +%s%N) - $1) / 1000000)); }

bench_validate() {
	local began best=999999 took
	for _ in $(seq 20); do
		began=$(date +%s%N)
		"$KCHAOS" validate -q "$top/scenarios/minority-outage.yaml" || return 1
		took=$((($(date +%s%N) - began) / 1000))
		[ "$took" -lt "$best" ] && best=$took
	done
	printf 'validate a scenario: %d.%03d ms (best of 20; the process included; limit 10 ms)\n' \
		$((best / 1000)) $((best % 1000))
}

# What the engine alone needs to start three containers of this image that do nothing.
engine_alone() {
	local began image ids i
	image=$("$top/compose/image/get.sh" --print)
	began=$(date +%s%N)
	for i in 1 2 3; do
		docker run -d --label io.kchaos.test=bench --name "bench-$$-$i" --entrypoint sleep "$image" 60 >/dev/null
	done
	ms_since "$began"
	ids=$(docker ps -aq --filter label=io.kchaos.test=bench)
	# The ids are separate words on purpose.
	# shellcheck disable=SC2086
	docker rm -f -v $ids >/dev/null
}

bench_up() {
	local began took
	began=$(date +%s%N)
	"$KCHAOS" up -q -p "$project" "$top/compose/combined-3.yaml" >/dev/null || return 1
	took=$(ms_since "$began")
	"$KCHAOS" down -q "$project"
	echo "3 nodes up and registered: $took ms (limit 12000 ms); three idle containers of the same image by the engine alone: $(engine_alone) ms"
}

# bench_load SCENARIO WHAT : kchaos itself, observer on
bench_load() {
	rm -rf "$work/load"
	run load "$top/tests/bench/$1.yaml"
	is "$rc" 0 load || return 1
	field load '"'"$2"', the observer on: %.1f %% of a core, peak memory %.1f MiB (limit 40 MB), clock tick at worst %.1f ms late" % (100 * r["instrument"]["cpu_share"], r["instrument"]["peak_rss_kib"] / 1024, r["instrument"]["worst_tick_late_ns"] / 1e6)'
	field load '"produced %d, lost %d; produce p50 %.2f ms, p99 %.2f ms; schedule lag at worst %.2f ms" % (r["settlement"][0]["produced"], r["settlement"][0]["lost"], r["workloads"][0]["run"]["latency"]["p50_ns"] / 1e6, r["workloads"][0]["run"]["latency"]["p99_ns"] / 1e6, r["workloads"][0]["run"]["worst_schedule_lag_ns"] / 1e6)'
}

# NODES PARTITIONS WORKLOADS, against nodes that only speak the protocol
bench_scale() {
	rm -rf "$work/scale"
	"$BUILD/bench_scale" "$1" "$2" "$3" 10 "$work/scale"
}

bench_validate
bench_up
bench_load thousand "1000 records a second produced (limit 5 %% of a core)"
bench_load thousand-read "1000 records a second produced and consumed (twice the work)"
if [ -x "$BUILD/bench_analyse" ]; then "$BUILD/bench_analyse"; fi
if [ -x "$BUILD/bench_scale" ]; then
	for size in 3:30:1 10:300:10 30:1000:50; do
		IFS=: read -r nodes partitions workloads <<<"$size"
		bench_scale "$nodes" "$partitions" "$workloads"
	done
fi
"$top/tests/bench/speed.sh"
