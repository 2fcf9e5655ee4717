#!/bin/bash
# How fast a bulk workload is beside kafka-producer-perf-test and a plain librdkafka loop, and reading back and
# settling beside kafka-consumer-perf-test: in turn on one fresh cluster, warmed up, medians of ROUNDS (3).
# All of them use the published ports: Kafka's own tools run in a container with the host's network, with the
# JVM options of Kafka's own scripts.
# shellcheck disable=SC2153 # BUILD is an environment variable
set -uo pipefail
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/../e2e/lib.sh"
BUILD=${BUILD:-$top/build/release}
ROUNDS=${ROUNDS:-3}
RECORDS=${RECORDS:-1000000}
ACKS=${ACKS:-1 all}
# Each client's own batch.size is what it is used with; the same for both tells what the clients themselves are worth.
export BATCH=${BATCH:-1000000}     # of kchaos and the plain loop: librdkafka's
TOOL_BATCH=${TOOL_BATCH:-16384} # of kafka-producer-perf-test: Kafka's
FIRST=${FIRST:-0} # where the turns begin
COMPOSE=${COMPOSE:-$top/compose/throughput-3.yaml}
readonly bytes=1000 partitions=8

java_opts="-server -Xmx512M -XX:+UseG1GC -XX:MaxGCPauseMillis=20 -XX:InitiatingHeapOccupancyPercent=35 \
-XX:+ExplicitGCInvokesConcurrent -Djava.awt.headless=true"

# kafka_tool CLASS ARGUMENT... : one of Kafka's own tools, beside the cluster
kafka_tool() {
	# shellcheck disable=SC2086 # options are words
	docker run --rm --network host --label io.kchaos.test=bench --entrypoint java "$image" \
		$java_opts -cp '/opt/kafka/libs/*' "$@"
}

topic_is() { # create|delete NAME
	local more=()
	[ "$1" = create ] && more=(--partitions "$partitions" --replication-factor 3)
	docker exec "$project-kafka1-1" /opt/kafka/bin/kafka-topics.sh --bootstrap-server kafka1:19092 \
		"--$1" --topic "$2" "${more[@]}" >/dev/null || return 1
	[ "$1" = create ] || sleep 3 # files go a moment later
}

# records_per_s FILE : of the last line of kafka-producer-perf-test
records_per_s() { sed -n 's/.* records sent, \([0-9.]*\) records\/sec.*/\1/p' "$1" | tail -n 1; }

# One turn each: the figures go to $work/WHAT.ACKS, a line per round.
perf_test() { # ACKS TOPIC
	kafka_tool org.apache.kafka.tools.ProducerPerformance --topic "$2" --num-records "$RECORDS" \
		--record-size "$bytes" --throughput -1 --producer-props "bootstrap.servers=$brokers" \
		"acks=$1" linger.ms=50 batch.size="$TOOL_BATCH" >"$work/tool.out" 2>&1
	records_per_s "$work/tool.out" >>"$work/perf-test.$1"
}

plain() { "$BUILD/plain_loop" "$brokers" "$2" "$RECORDS" "$bytes" "$1" >>"$work/plain.$1"; }

bulk() {
	local line
	rm -rf "$work/run"
	line=$("$BUILD/bench_load" "$brokers" "$2" "$partitions" "$RECORDS" "$bytes" "$1" "$work/run") || return 1
	cut -d' ' -f1 <<<"$line" >>"$work/bulk.$1"
	cut -d' ' -f2 <<<"$line" >>"$work/settle.$1"
}

# What is there was written by the turn before: the same records that were just read back.
consumer_test() {
	kafka_tool org.apache.kafka.tools.ConsumerPerformance --bootstrap-server "$brokers" --topic "$2" \
		--num-records "$RECORDS" --timeout 60000 >"$work/tool.out" 2>&1
	awk -F', *' 'NR > 1 && $6 + 0 > 0 { rate = $6 } END { print rate }' "$work/tool.out" >>"$work/consumer-test.$1"
}

# turn ROUND ACKS WHAT... : on a topic of its own, gone afterwards
turn() {
	local topic=speed-$1-$2-$3 acks=$2 what
	shift 2
	topic_is create "$topic" || return 1
	for what in "$@"; do
		"$what" "$acks" "$topic" || not_ok "$what, acks=$acks"
	done
	topic_is delete "$topic"
}

median() { sort -n "$work/$1" | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }

# row TEXT FIGURES AGAINST AIM
row() {
	local ours other
	ours=$(median "$2")
	other=$(median "$3")
	awk -v ours="$ours" -v other="$other" -v aim="$4" -v what="$1" 'BEGIN {
		ratio = other > 0 ? ours / other : 0
		printf("| %s | %.0f | %.0f | %.2f | at least %.2f | %s |\n", what, ours, other, ratio, aim,
			ratio >= aim ? "reached" : "missed") }'
}

image=$("$top/compose/image/get.sh" --print)
"$KCHAOS" up -q -p "$project" "$COMPOSE" >/dev/null || exit 1
brokers=$(for i in 1 2 3; do docker port "$project-kafka$i-1" 9092/tcp | head -n 1; done | paste -sd,)
# Fresh brokers are slow until their JVMs have compiled what they run: once for nothing.
turn 0 1 plain consumer_test
rm -f "$work"/plain.1 "$work"/consumer-test.1
# Whoever comes first changes from round to round.
readonly orders=("perf_test plain bulk" "plain bulk perf_test" "bulk perf_test plain")
for round in $(seq "$ROUNDS"); do
	for acks in $ACKS; do
		for what in ${orders[(round + FIRST) % 3]}; do
			case $what in bulk) what="bulk consumer_test" ;; esac
			# shellcheck disable=SC2086 # one turn of two
			turn "$round" "$acks" $what
		done
	done
done
echo "records of $bytes bytes a second, $RECORDS of them, batch.size $BATCH and $TOOL_BATCH (Kafka's tool), medians of $ROUNDS; $(nproc) cores, $(free -g | awk 'NR == 2 { print $2 }') GiB"
echo '| what | kchaos | the other | ratio | aim | |'
echo '| --- | --- | --- | --- | --- | --- |'
for acks in $ACKS; do
	row "acks=$acks: bulk workload, kafka-producer-perf-test" "bulk.$acks" "perf-test.$acks" 2
	row "acks=$acks: bulk workload, plain librdkafka loop" "bulk.$acks" "plain.$acks" 0.95
	row "acks=$acks: read back and settled, kafka-consumer-perf-test" "settle.$acks" "consumer-test.$acks" 1.5
done
for acks in $ACKS; do
	for what in bulk perf-test plain settle consumer-test; do
		echo "# acks=$acks, $what, round by round: $(paste -sd' ' "$work/$what.$acks")"
	done
done
