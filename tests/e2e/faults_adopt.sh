#!/bin/bash
# A cluster that others started is adopted: found, used, hurt, and given back exactly as it was, also after a
# SIGKILL, with or without a watchdog.
set -uo pipefail
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
image=$(docker image ls -q --filter label=io.kchaos.helper | head -n 1)
base=$((20000 + RANDOM % 10000))

remove_all() {
	local ids
	mapfile -t ids < <(docker ps -aq --filter "label=com.docker.compose.project=$project")
	[ "${#ids[@]}" = 0 ] || docker rm -fv "${ids[@]}" >/dev/null
	docker network rm "${project}_default" >/dev/null 2>&1
	docker volume rm "${project}_data1" >/dev/null 2>&1
}
trap 'remove_all; end' EXIT

# make SERVICE ARGS... : a container as `docker compose up -d` makes one, without kchaos
make() {
	local service=$1
	shift
	docker run -d --name "$project-$service-1" --network "${project}_default" \
		--network-alias "$project-$service-1" --network-alias "$service" \
		--label "com.docker.compose.project=$project" --label "com.docker.compose.service=$service" \
		--label com.docker.compose.container-number=1 --label com.docker.compose.oneoff=False \
		"$@" >/dev/null
}

voters=1@kafka1:9093,2@kafka2:9093,3@kafka3:9093
listeners=PLAINTEXT://:19092,CONTROLLER://:9093,HOST://:9092
protocols=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT,HOST:PLAINTEXT

# node ID ARGS... : by variables
node() {
	local id=$1
	shift
	make "kafka$id" --hostname "kafka$id" -p "127.0.0.1:$((base + id)):9092" \
		-e CLUSTER_ID=kchaosAAAAAAAAAAAAAAAA -e KAFKA_PROCESS_ROLES=broker,controller \
		-e "KAFKA_NODE_ID=$id" -e "KAFKA_CONTROLLER_QUORUM_VOTERS=$voters" \
		-e KAFKA_CONTROLLER_LISTENER_NAMES=CONTROLLER -e KAFKA_INTER_BROKER_LISTENER_NAME=PLAINTEXT \
		-e "KAFKA_LISTENER_SECURITY_PROTOCOL_MAP=$protocols" -e "KAFKA_LISTENERS=$listeners" \
		-e "KAFKA_ADVERTISED_LISTENERS=PLAINTEXT://kafka$id:19092,HOST://127.0.0.1:$((base + id))" \
		-e KAFKA_LOG_DIRS=/var/lib/kafka/data -e KAFKA_OFFSETS_TOPIC_NUM_PARTITIONS=3 \
		-e KAFKA_AUTO_CREATE_TOPICS_ENABLE=false -e 'KAFKA_HEAP_OPTS=-Xms256m -Xmx256m' \
		"$@" "$image"
}

# The third node has its settings in a file.
file_node() {
	mkdir -p "$work/config"
	cat >"$work/config/server.properties" <<-END
		node.id=3
		process.roles=broker,controller
		controller.quorum.voters=$voters
		controller.listener.names=CONTROLLER
		inter.broker.listener.name=PLAINTEXT
		listener.security.protocol.map=$protocols
		listeners=$listeners
		advertised.listeners=PLAINTEXT://kafka3:19092,HOST://127.0.0.1:$((base + 3))
		log.dirs=/var/lib/kafka/data
		offsets.topic.num.partitions=3
		auto.create.topics.enable=false
	END
	make kafka3 --hostname kafka3 -p "127.0.0.1:$((base + 3)):9092" -e CLUSTER_ID=kchaosAAAAAAAAAAAAAAAA \
		-e 'KAFKA_HEAP_OPTS=-Xms256m -Xmx256m' -v "$work/config:/mnt/shared/config:ro" "$image"
}

# kafka TOOL ARGS... : one of Kafka's own, in node 1
kafka() { docker exec "$project-kafka1-1" "/opt/kafka/bin/$1.sh" --bootstrap-server kafka1:19092 "${@:2}"; }

make_topics() {
	for _ in $(seq 60); do
		kafka kafka-topics --create --topic theirs --partitions 2 --replication-factor 3 >/dev/null 2>&1 && break
		sleep 1
	done
	# So that there is a __consumer_offsets, and a group that is not ours.
	kafka kafka-consumer-groups --group their-group --topic theirs --reset-offsets --to-earliest --execute >/dev/null 2>&1
}

# look NAME : the project as the engine and Kafka show it, into $work/NAME. What every start changes is left out:
# times, process and endpoint ids; a CPU quota of 0 and one of -1 are both none.
look() {
	local ids
	mapfile -t ids < <(docker ps -aq --no-trunc --filter "label=com.docker.compose.project=$project" | sort)
	docker inspect "${ids[@]}" | python3 -c '
import json, sys
all = json.load(sys.stdin)
for c in all:
    for key in ("Pid", "StartedAt", "FinishedAt", "ExitCode"):
        c["State"].pop(key)
    c["HostConfig"]["CpuQuota"] = max(c["HostConfig"]["CpuQuota"], 0)
    c.pop("RestartCount")
    c.pop("ExecIDs")
    c["Mounts"].sort(key=lambda m: m["Destination"])
    n = c["NetworkSettings"]
    n.pop("SandboxID"), n.pop("SandboxKey"), n.pop("EndpointID")
    for e in n["Networks"].values():
        e.pop("EndpointID")
print(json.dumps(sorted(all, key=lambda c: c["Name"]), indent=1, sort_keys=True))' >"$work/$1"
	kafka kafka-consumer-groups --list >"$work/groups" 2>&1 &
	{
		docker ps -aq --filter "label=io.kchaos.project=$project"
		docker network ls --format '{{.ID}} {{.Name}}' | grep "$project"
		docker volume ls -q | grep "$project"
		kafka kafka-topics --list
		wait $!
		sort "$work/groups"
	} >>"$work/$1" 2>&1
}

# as_before NAME : whether it looks as at the start; the differences are shown
as_before() {
	look "$1"
	diff "$work/before" "$work/$1" >"$work/$1.diff" && return 0
	head -n 40 "$work/$1.diff" | sed 's/^/# /'
	return 1
}

# adopt NAME ARGS... : sets rc
adopt() {
	local name=$1
	shift
	"$KCHAOS" run --adopt "$project" -o "$work/$name" "$@" >"$work/$name.out" 2>"$work/$name.err"
	rc=$?
}

# start NAME : in the background, until its last phase has hurt all nodes
start() {
	# A shell starts background commands with Ctrl-C ignored, which kchaos respects.
	env --default-signal=INT "$KCHAOS" run --adopt "$project" -o "$work/$1" "$here/adopt.yaml" \
		>"$work/$1.out" 2>"$work/$1.err" &
	pid=$!
	for _ in $(seq 1200); do
		grep '"phase": *1' "$work/$1/events.jsonl" 2>/dev/null | grep '"kind": *"kill"' | grep -q '"step": *"done"' && return 0
		kill -0 "$pid" 2>/dev/null || break
		sleep 0.1
	done
	echo "# it did not get to its outage"
	tail -n 20 "$work/$1.err" | sed 's/^/# /'
	return 1
}

# said NAME TEXT : whether a run that was refused said so, before it hurt anything
said() {
	grep -qF -- "$2" "$work/$1.err" && [ "$rc" != 0 ] && return 0
	sed 's/^/# /' "$work/$1.err"
	return 1
}

no_journal() { test -z "$(find "$XDG_STATE_HOME" -name '*.journal' 2>/dev/null)"; }

docker network create --label "com.docker.compose.project=$project" --label com.docker.compose.network=default \
	"${project}_default" >/dev/null
make web-ui --entrypoint sleep "$image" infinity
node 1 -v "${project}_data1:/var/lib/kafka/data"
node 2 --cpus 2
file_node
make app --entrypoint sleep "$image" infinity
# Its address, the lowest, is free from now on: a node that is started must not get it.
docker stop -t 0 "$project-web-ui-1" >/dev/null
make_topics
look before

adopt all "$here/adopt.yaml"
check "a run on an adopted cluster passes" is "$rc" 0 all
check "it says whose cluster it was" grep -q "project '$project', adopted as it was found" "$work/all.out"
check "its controllers were asked, though they publish no port" \
	test "$(field all 'r["phases"][0]["controller_begin"] > 0')" = True
check "everything is as it was" as_before after
check "and no undo journal is left" no_journal

"$KCHAOS" status "$project" >"$work/status.out" 2>&1
check "status knows a project by its name" grep -q '^3 *kafka3 *broker,controller *running *answers' "$work/status.out"

check "a run gets to its outage" start int
kill -INT "$pid"
wait "$pid"
check "one Ctrl-C ends it with 130" is "$?" 130 int
check "and everything is as it was" as_before interrupted

check "another gets there" start dog
adopt second "$here/adopt.yaml"
check "nobody else may adopt the project meanwhile" said second 'another kchaos is working on this cluster'
kill -KILL "$pid"
wait "$pid" 2>/dev/null
for _ in $(seq 900); do
	pgrep -f "kchaos run --adopt $project" >/dev/null || break
	sleep 0.2
done
check "after a SIGKILL the watchdog gives it back" grep -q "project '$project' is as it was found" "$work/dog/watchdog.log"
check "and everything is as it was again" as_before dogged
check "without an undo journal" no_journal

check "a third gets there" start kill9
# shellcheck disable=SC2046 # one number
kill -KILL $(watchdog_of "$pid") "$pid"
wait "$pid" 2>/dev/null
"$KCHAOS" down "$project" >"$work/down.out" 2>"$work/down.err"
rc=$?
check "what was adopted is not taken down" said down "kchaos heal $project"
"$KCHAOS" heal "$project" >"$work/heal.out" 2>&1
check "kchaos heal gives it back" test $? = 0
check "and everything is as it was once more" as_before healed
check "without a journal, too" no_journal

sed 's/adopted: {part/theirs: {part/; s/: adopted,/: theirs,/; s/topic: adopted/topic: theirs/' "$here/adopt.yaml" >"$work/theirs.yaml"
adopt theirs "$work/theirs.yaml"
check "a topic that is theirs is not written to" said theirs "topic 'theirs' is in project"
sed 's/adopted-readers/their-group/' "$here/adopt.yaml" >"$work/group.yaml"
adopt group "$work/group.yaml"
check "a group that is theirs is not joined" said group "consumer group 'their-group' is in project"
sed 's/- kill: kafka2/- wipe-disk: kafka2/' "$here/adopt.yaml" >"$work/wipe.yaml"
adopt wipe "$work/wipe.yaml"
check "what cannot be put back is not done" said wipe 'what wipe-disk deletes cannot be put back'
adopt nobody "$here/adopt.yaml" --keep
check "it is left running anyway" said nobody "neither '--project' nor '--keep'"
check "and all that changed nothing" as_before refused
