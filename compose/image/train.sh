#!/bin/bash
# Runs once inside the image while it is built: one node with the compose files' JVM flags lives for
# a moment, and at its end the JVM writes the classes it has loaded to the class-data archive.
set -euo pipefail

readonly archive=/opt/kafka/kafka.jsa
readonly log=/tmp/train.log

export KAFKA_LOG_DIRS=/tmp/train
export KAFKA_NODE_ID=1 KAFKA_PROCESS_ROLES=broker,controller
export KAFKA_CONTROLLER_QUORUM_VOTERS=1@localhost:9093 KAFKA_CONTROLLER_LISTENER_NAMES=CONTROLLER
export KAFKA_LISTENERS=PLAINTEXT://localhost:9092,CONTROLLER://localhost:9093
export KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR=1 KAFKA_OFFSETS_TOPIC_NUM_PARTITIONS=1
export KAFKA_HEAP_OPTS="-Xms256m -Xmx256m"
export KAFKA_JVM_PERFORMANCE_OPTS="-XX:+UseSerialGC -XX:TieredStopAtLevel=1"

started() {
	local node=$1 deadline=$((SECONDS + 60))
	until grep -q 'Kafka Server started' "$log"; do
		if ! kill -0 "$node" 2>/dev/null || [ $SECONDS -ge $deadline ]; then
			tail -n 20 "$log" >&2
			return 1
		fi
		sleep 0.1
	done
}

# A topic, a few records, a group: the paths a run walks first.
exercise() {
	local tools=/opt/kafka/bin server="--bootstrap-server localhost:9092"
	# shellcheck disable=SC2086 # words
	{
		$tools/kafka-topics.sh $server --create --topic train
		seq 10 | $tools/kafka-console-producer.sh $server --topic train
		$tools/kafka-console-consumer.sh $server --topic train --group train --from-beginning \
			--max-messages 10 --timeout-ms 10000
	} >>"$log" 2>&1
}

main() {
	local node
	KAFKA_OPTS=-XX:ArchiveClassesAtExit=$archive /etc/kafka/docker/run >"$log" 2>&1 &
	node=$!
	started "$node"
	exercise || tail -n 5 "$log" >&2
	kill -TERM "$node"
	wait "$node" || true
	[ -s "$archive" ]
	rm -rf /tmp/train "$log" /tmp/hsperfdata_* /opt/kafka/config/server.properties
}

main "$@"
