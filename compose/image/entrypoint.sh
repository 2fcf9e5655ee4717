#!/bin/bash
# The node's start, as in apache/kafka: KAFKA_* variables become server.properties, the storage is
# formatted once, and this process becomes the broker (java is PID 1 and gets the signals).
set -euo pipefail

readonly home=/opt/kafka
readonly config=$home/config/server.properties
readonly mounted=/mnt/shared/config
readonly archive=$home/kafka.jsa
readonly data=/var/lib/kafka/data

die() {
	printf 'entrypoint: %s\n' "$*" >&2
	exit 1
}

# Sorted, because the class-data archive only fits the class path it was made with.
classpath() {
	local jars=("$home"/libs/*.jar) IFS=:
	echo "${jars[*]}"
}

# Variables that steer the start, not the broker.
is_setting() {
	case $1 in
	KAFKA_VERSION | KAFKA_HEAP_OPTS | KAFKA_OPTS | KAFKA_JVM_PERFORMANCE_OPTS | KAFKA_GC_LOG_OPTS) return 1 ;;
	KAFKA_LOG4J_OPTS | KAFKA_LOG4J_ROOT_LOGLEVEL | KAFKA_LOG4J_LOGGERS | KAFKA_TOOLS_LOG4J_LOGLEVEL) return 1 ;;
	KAFKA_JMX_* | KAFKA_INITIAL_CONTROLLERS) return 1 ;;
	esac
}

# KAFKA_A_B → a.b, __ → _, ___ → -
property_name() {
	local key=${1#KAFKA_}
	key=${key,,}
	key=${key//_/.}
	key=${key//.../-}
	echo "${key//../_}"
}

settings() {
	local name
	for name in ${!KAFKA_*}; do
		if is_setting "$name"; then echo "$name"; fi
	done
}

check_environment() {
	if [ "${KAFKA_PROCESS_ROLES:-}" = controller ] && [ -n "${KAFKA_ADVERTISED_LISTENERS:-}" ]; then
		die "KAFKA_ADVERTISED_LISTENERS is not for a node that is only a controller: unset it"
	fi
	if [ -z "${KAFKA_LISTENERS:-}" ] && [ -n "${KAFKA_ADVERTISED_LISTENERS:-}" ]; then
		# shellcheck disable=SC2001 # a regular expression
		KAFKA_LISTENERS=$(sed 's|://[^:]*:|://0.0.0.0:|g' <<<"$KAFKA_ADVERTISED_LISTENERS")
		export KAFKA_LISTENERS
	fi
}

single_node() {
	cat <<-END
		node.id=1
		process.roles=broker,controller
		controller.quorum.voters=1@localhost:9093
		controller.listener.names=CONTROLLER
		listeners=PLAINTEXT://:9092,CONTROLLER://:9093
		advertised.listeners=PLAINTEXT://localhost:9092,CONTROLLER://localhost:9093
		offsets.topic.replication.factor=1
		transaction.state.log.replication.factor=1
		transaction.state.log.min.isr=1
	END
}

# Later lines win: the data directory, a mounted file, then the environment.
write_config() {
	local name names newline=$'\n'
	names=$(settings)
	echo "log.dirs=$data"
	if [ -e "$mounted/server.properties" ]; then
		cat "$mounted/server.properties"
		echo
	elif [ -z "$names" ]; then
		single_node
	fi
	for name in $names; do
		echo "$(property_name "$name")=${!name//$newline/\\n}"
	done
}

log_options() {
	local file=$home/config/log4j2.properties
	if [ -n "${KAFKA_LOG4J_OPTS:-}" ]; then
		echo "$KAFKA_LOG4J_OPTS"
		return
	fi
	if [ -e "$mounted/log4j2.yaml" ]; then
		file=$mounted/log4j2.yaml
	elif [ -n "${KAFKA_LOG4J_LOGGERS:-}" ]; then
		file=$home/config/log4j2-run.properties
		{ cat "$home/config/log4j2.properties" && logger_lines; } >"$file"
	fi
	echo "-Dlog4j2.configurationFile=$file"
}

# "name=LEVEL,name=LEVEL". A logger of the base file is named twice then: the last one counts.
logger_lines() {
	local pair pairs number=0
	IFS=, read -ra pairs <<<"$KAFKA_LOG4J_LOGGERS"
	for pair in "${pairs[@]}"; do
		number=$((number + 1))
		printf 'logger.env%d.name = %s\nlogger.env%d.level = %s\n' \
			"$number" "${pair%%=*}" "$number" "${pair#*=}"
	done
}

jmx_options() {
	local prefix=-Dcom.sun.management.jmxremote host
	[ -n "${KAFKA_JMX_PORT:-}${KAFKA_JMX_OPTS:-}" ] || return 0
	echo "${KAFKA_JMX_OPTS:-$prefix=true $prefix.authenticate=false $prefix.ssl=false}"
	[ -n "${KAFKA_JMX_PORT:-}" ] || return 0
	host=${KAFKA_JMX_HOSTNAME:-$(hostname -i | cut -d' ' -f1)}
	echo "-Djava.rmi.server.hostname=$host $prefix.local.only=false"
	echo "$prefix.port=$KAFKA_JMX_PORT $prefix.rmi.port=$KAFKA_JMX_PORT"
}

# Silent where the archive does not fit the flags given: the start is only slower then.
archive_options() {
	[ -e "$archive" ] || return 0
	echo "-XX:SharedArchiveFile=$archive -Xshare:auto -Xlog:cds=off -Xlog:cds+dynamic=off"
}

# The value in server.properties that counts: the last one.
property() {
	sed -n "s/^$1 *= *//p" "$config" | tail -n 1
}

# is_own HOST: does the name stand for this container?
is_own() {
	local address
	address=$(getent ahostsv4 "$1" | awk 'NR == 1 { print $1 }')
	[ -n "$address" ] && [[ " 127.0.0.1 $(hostname -i) " == *" $address "* ]]
}

# A quorum without controller.quorum.voters is dynamic: who votes at first is written when the storage
# is formatted. By KAFKA_INITIAL_CONTROLLERS (id@host:port:directory, ...); without it, the controller
# that is the first of the bootstrap servers stands alone, and every other joins it.
quorum_options() {
	local id servers
	servers=$(property 'controller\.quorum\.bootstrap\.servers')
	if [ -z "$servers" ] || [ -n "$(property 'controller\.quorum\.voters')" ]; then return 0; fi
	id=$(property 'node\.id')
	if [[ $(property 'process\.roles') != *controller* ]]; then
		echo --no-initial-controllers
	elif [[ ,${KAFKA_INITIAL_CONTROLLERS:-} == *",$id@"* ]]; then
		echo --initial-controllers "$KAFKA_INITIAL_CONTROLLERS"
	elif [ -z "${KAFKA_INITIAL_CONTROLLERS:-}" ] && is_own "${servers%%:*}"; then
		echo --standalone
	else
		echo --no-initial-controllers
	fi
}

is_formatted() {
	local directory directories
	IFS=, read -ra directories <<<"$(property 'log\.dirs\?')"
	for directory in "${directories[@]}"; do
		[ -e "$directory/meta.properties" ] || return 1
	done
}

format() {
	# shellcheck disable=SC2046 # options are words
	java -Xmx128m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 $(archive_options) -cp "$1" \
		"-Dlog4j2.configurationFile=$home/config/tools-log4j2.properties" \
		kafka.tools.StorageTool format --ignore-formatted \
		-t "${CLUSTER_ID:-5L6g3nShT-eMCtK--X86sw}" -c "$config" $(quorum_options) >/dev/null ||
		die "cannot format the storage: see above"
}

main() {
	local path heap performance log
	path=$(classpath)
	check_environment
	write_config >"$config"
	log=$(log_options)
	is_formatted || format "$path"
	heap=${KAFKA_HEAP_OPTS:--Xmx1G -Xms1G}
	performance=${KAFKA_JVM_PERFORMANCE_OPTS:--XX:+UseG1GC -XX:MaxGCPauseMillis=20 -XX:InitiatingHeapOccupancyPercent=35 -XX:+ExplicitGCInvokesConcurrent -Djava.awt.headless=true}
	# shellcheck disable=SC2046,SC2086 # options are words
	exec java $heap $performance ${KAFKA_GC_LOG_OPTS:-} $(archive_options) $(jmx_options) \
		"-Dkafka.logs.dir=$home/logs" $log ${KAFKA_OPTS:-} -cp "$path" kafka.Kafka "$config"
}

main "$@"
