#!/bin/bash
# Kafka's command line tools under the names they have in apache/kafka: the name this is called by
# picks the class (build.sh makes the links from the list below).
set -euo pipefail

readonly home=/opt/kafka

tools() {
	cat <<-END
		kafka-broker-api-versions.sh org.apache.kafka.tools.BrokerApiVersionsCommand
		kafka-cluster.sh org.apache.kafka.tools.ClusterTool
		kafka-configs.sh kafka.admin.ConfigCommand
		kafka-console-consumer.sh org.apache.kafka.tools.consumer.ConsoleConsumer
		kafka-console-producer.sh org.apache.kafka.tools.ConsoleProducer
		kafka-consumer-groups.sh org.apache.kafka.tools.consumer.group.ConsumerGroupCommand
		kafka-consumer-perf-test.sh org.apache.kafka.tools.ConsumerPerformance
		kafka-dump-log.sh kafka.tools.DumpLogSegments
		kafka-features.sh org.apache.kafka.tools.FeatureCommand
		kafka-get-offsets.sh org.apache.kafka.tools.GetOffsetShell
		kafka-leader-election.sh org.apache.kafka.tools.LeaderElectionCommand
		kafka-log-dirs.sh org.apache.kafka.tools.LogDirsCommand
		kafka-metadata-quorum.sh org.apache.kafka.tools.MetadataQuorumCommand
		kafka-producer-perf-test.sh org.apache.kafka.tools.ProducerPerformance
		kafka-reassign-partitions.sh org.apache.kafka.tools.reassign.ReassignPartitionsCommand
		kafka-storage.sh kafka.tools.StorageTool
		kafka-topics.sh org.apache.kafka.tools.TopicCommand
	END
}

class_of() {
	tools | sed -n "s/^$1 //p"
}

main() {
	local class jars=("$home"/libs/*.jar) name=${0##*/}
	if [ "${1:-}" = --list ]; then
		tools | cut -d' ' -f1
		return
	fi
	class=$(class_of "$name")
	if [ -z "$class" ]; then
		class=${1:?usage: kafka-run-class.sh CLASS ARGUMENT...}
		shift
	fi
	# shellcheck disable=SC2086 # options are words
	exec java ${KAFKA_HEAP_OPTS:--Xmx256m} -XX:+UseSerialGC -XX:TieredStopAtLevel=1 \
		-XX:SharedArchiveFile=$home/kafka.jsa -Xshare:auto -Xlog:cds=off -Xlog:cds+dynamic=off \
		-cp "$(IFS=: && echo "${jars[*]}")" \
		"-Dlog4j2.configurationFile=$home/config/tools-log4j2.properties" "$class" "$@"
}

main "$@"
