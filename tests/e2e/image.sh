#!/bin/bash
# The Kafka image by itself: three nodes started with plain docker commands come up, log what chaos
# runs read, stop on SIGTERM and come back with their data. TAP on stdout; exit 1 when a check failed.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
readonly root
readonly run=kchaos-image-$$-$RANDOM
readonly nodes=(1 2 3)
readonly patience=30

checks=0
failed=0
image=
started=

check() {
	local text=$1
	shift
	checks=$((checks + 1))
	if "$@" >/dev/null 2>&1; then
		echo "ok $checks - $text"
	else
		echo "not ok $checks - $text"
		failed=$((failed + 1))
	fi
}

bail_out() {
	echo "Bail out! $*"
	exit 1
}

cleanup() {
	docker ps -aq --filter "label=io.kchaos.run=$run" | xargs -r docker rm -f -v >/dev/null || true
	docker network rm "$run" >/dev/null 2>&1 || true
}

start_node() {
	local id=$1 voters=1@$run-1:9093,2@$run-2:9093,3@$run-3:9093
	docker run -d --name "$run-$id" --hostname "$run-$id" --network "$run" \
		--label io.kchaos.test=image --label "io.kchaos.run=$run" -p 127.0.0.1:0:9092 \
		-e "KAFKA_NODE_ID=$id" -e KAFKA_PROCESS_ROLES=broker,controller -e TZ=UTC \
		-e "KAFKA_CONTROLLER_QUORUM_VOTERS=$voters" -e KAFKA_CONTROLLER_LISTENER_NAMES=CONTROLLER \
		-e KAFKA_INTER_BROKER_LISTENER_NAME=PLAINTEXT \
		-e KAFKA_LISTENER_SECURITY_PROTOCOL_MAP=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT,PLAINTEXT_HOST:PLAINTEXT \
		-e KAFKA_LISTENERS=PLAINTEXT://:19092,CONTROLLER://:9093,PLAINTEXT_HOST://:9092 \
		-e "KAFKA_ADVERTISED_LISTENERS=PLAINTEXT://$run-$id:19092,PLAINTEXT_HOST://localhost:9092" \
		-e KAFKA_LOG_DIRS=/var/lib/kafka/data -e KAFKA_MIN_INSYNC_REPLICAS=2 \
		-e 'KAFKA_HEAP_OPTS=-Xms256m -Xmx256m' \
		-e 'KAFKA_JVM_PERFORMANCE_OPTS=-XX:+UseSerialGC -XX:TieredStopAtLevel=1' \
		-e 'KAFKA_LOG4J_LOGGERS=org.apache.kafka.controller=INFO,state.change.logger=INFO' \
		"$image" >/dev/null
}

log_of() { docker logs "$run-$1" 2>&1; }

# log_has NODE COUNT PATTERN
log_has() { [ "$(log_of "$1" | grep -Ec "$3")" -ge "$2" ]; }

# await_running COUNT NODE...: each node has been unfenced COUNT times over all its starts.
await_running() {
	local count=$1 id deadline=$((SECONDS + patience))
	shift
	for id in "$@"; do
		until log_has "$id" "$count" 'Transitioning from RECOVERY to RUNNING'; do
			if [ $SECONDS -ge $deadline ]; then return 1; fi
			sleep 0.2
		done
	done
}

all_registered() {
	docker exec "$run-1" /opt/kafka/bin/kafka-broker-api-versions.sh --bootstrap-server "$run-1:19092" |
		awk '/\(id: [123] .*isFenced: false/ { seen++ } END { exit seen != 3 }'
}

java_is_first() { [ "$(docker exec "$run-$1" cat /proc/1/comm)" = java ]; }

any_log_has() {
	local id
	for id in "${nodes[@]}"; do
		if log_has "$id" 1 "$1"; then return; fi
	done
	return 1
}

# "[2026-01-31 12:34:56,789] LEVEL message (logger)"; lists of settings and stack traces go on below.
lines_are_stamped() {
	local stamp='^\[[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2},[0-9]{3}\] (TRACE|DEBUG|INFO|WARN|ERROR|FATAL) '
	log_has "$1" 100 "$stamp.* \\([^ ]+\\)\$" && [ "$(log_of "$1" | grep '^\[' | grep -Evc "$stamp")" = 0 ]
}

stops_on_sigterm() {
	docker kill --signal TERM "$run-$1"
	[ "$(timeout 20 docker wait "$run-$1")" = 143 ] && log_has "$1" 1 'Transition from SHUTTING_DOWN to SHUTDOWN'
}

makes_topic() {
	docker exec "$run-1" /opt/kafka/bin/kafka-topics.sh --bootstrap-server "$run-1:19092" \
		--create --topic image --partitions 3 --replication-factor 3
}

keeps_data() {
	docker start "$run-$1" && await_running 2 "$1" &&
		docker exec "$run-$1" test -e /var/lib/kafka/data/image-0
}

compose_files_name_version() {
	local version
	version=$(cat "$root/compose/image/VERSION")
	! grep -h 'image:' "$root"/compose/*.yaml | grep -v "apache/kafka:$version}"
}

start_all() {
	local id begin=$EPOCHREALTIME
	docker network create --label io.kchaos.test=image "$run" >/dev/null
	for id in "${nodes[@]}"; do start_node "$id"; done
	await_running 1 "${nodes[@]}" || { log_of 1 | tail -n 20 >&2 && bail_out "three nodes do not run within $patience s"; }
	started=$(awk -v a="$begin" -v b="$EPOCHREALTIME" 'BEGIN { printf "%.1f", b - a }')
}

main() {
	image=$("$root/compose/image/get.sh" --print) || bail_out "no image"
	trap cleanup EXIT
	trap 'exit 130' INT TERM HUP
	start_all
	echo "# $image: three nodes run after $started s"
	check "three nodes are registered and unfenced" all_registered
	check "java is process 1" java_is_first 1
	check "controller lines are in the container's log" any_log_has 'Becoming the active controller .*\(org.apache.kafka.controller'
	check "log lines are stamped as the log reader expects" lines_are_stamped 1
	check "a topic can be made" makes_topic
	check "state changes are in the container's log" any_log_has 'Leader image-[0-9] .*\(state.change.logger\)'
	check "SIGTERM stops a node cleanly" stops_on_sigterm 3
	check "a stopped node comes back with its data" keeps_data 3
	check "compose files name the pinned version" compose_files_name_version
	echo "1..$checks"
	[ "$failed" = 0 ]
}

main "$@"
