/* The keys of a scenario file outside actions and expectations, which have tables of their own. */
#include "scenario/build.h"

const struct field scenario_fields[] = {
	{"name", FIELD_TEXT, FIELD_REQUIRED, NULL, NULL,
	 "what the run is called, also in file names"},
	{"about", FIELD_TEXT, 0, NULL, NULL, "what it shows, in a sentence or two"},
	{"question", FIELD_TEXT, 0, NULL, NULL, "what a run of it answers"},
	{"cluster", FIELD_MAP, FIELD_REQUIRED, NULL, NULL, "the cluster under test"},
	{"seed", FIELD_INT, 0, NULL, NULL,
	 "what randomness starts from; without it, a fresh one that is printed and recorded"},
	{"topics", FIELD_MAP, FIELD_REQUIRED, NULL, NULL, "topics to create, by name"},
	{"workloads", FIELD_MAP, FIELD_REQUIRED, NULL, NULL,
	 "who uses the cluster during the whole run, by name"},
	{"phases", FIELD_LIST, FIELD_REQUIRED, NULL, NULL,
	 "what happens, one after the other"},
	{"expect", FIELD_LIST, 0, NULL, NULL, "what must hold of the whole run"},
	{"questions", FIELD_LIST, 0, NULL, NULL,
	 "what the write-up answers, one after the other"},
	FIELD_END,
};

const struct field question_fields[] = {
	{"id", FIELD_TEXT, 0, NULL, NULL, "what it is called; without it, its number"},
	{"ask", FIELD_ANY, FIELD_REQUIRED, NULL, NULL,
	 "the question, a text; or {en: ..., ru: ...}"},
	{"phase", FIELD_TEXT, 0, NULL, NULL,
	 "the phase it is about; without one, the whole run"},
	{"phases", FIELD_LIST, 0, NULL, NULL, "the same of several, a list of names"},
	{"answer", FIELD_LIST, FIELD_REQUIRED, NULL, NULL,
	 "what answers it, in this order"},
	FIELD_END,
};

const struct field asked_fields[] = {
	{"en", FIELD_TEXT, FIELD_REQUIRED, NULL, NULL, "the question in English"},
	{"ru", FIELD_TEXT, 0, NULL, NULL, "the question in Russian"},
	FIELD_END,
};

const struct field cluster_fields[] = {
	{"compose", FIELD_TEXT, FIELD_REQUIRED, NULL, NULL,
	 "the Compose file, from the scenario's folder"},
	{"variables", FIELD_MAP, 0, NULL, NULL,
	 "what the Compose file's ${VARIABLES} are; beats the environment"},
	{"hosts", FIELD_ANY, 0, NULL, NULL,
	 "the machines its nodes are spread over, by name; or the path of a hosts file"},
	{"network", FIELD_CHOICE, 0, "auto", HOST_NETWORK_CHOICES,
	 "with hosts: an overlay of their swarm, or the hosts' own; auto: an overlay if there is a swarm"},
	{"place", FIELD_MAP, 0, NULL, NULL,
	 "with hosts: services and the host or rack of each; the others are spread"},
	{"quorum_on_one_host", FIELD_BOOL, 0, "false", NULL,
	 "with hosts: whether one host's loss may take the quorum"},
	FIELD_END,
};

const struct field hosts_fields[] = {
	{"hosts", FIELD_MAP, FIELD_REQUIRED, NULL, NULL, "the machines, by name"},
	{"network", FIELD_CHOICE, 0, "auto", HOST_NETWORK_CHOICES,
	 "an overlay of their swarm, or the hosts' own; auto: an overlay if there is a swarm"},
	{"place", FIELD_MAP, 0, NULL, NULL,
	 "services and the host or rack of each; the others are spread"},
	{"quorum_on_one_host", FIELD_BOOL, 0, "false", NULL,
	 "whether one host's loss may take the quorum"},
	FIELD_END,
};

const struct field host_fields[] = {
	{"engine", FIELD_TEXT, FIELD_REQUIRED, NULL, NULL,
	 "its Docker engine: unix:///PATH, tcp://HOST:PORT or ssh://[USER@]HOST[:PORT]"},
	{"tls", FIELD_TEXT, 0, NULL, NULL,
	 "folder with ca.pem, cert.pem and key.pem for a tcp engine, from the file's folder"},
	{"rack", FIELD_TEXT, 0, NULL, NULL,
	 "becomes broker.rack; without it, the host's name"},
	{"address", FIELD_TEXT, FIELD_REQUIRED, NULL, NULL,
	 "where clients and the other hosts reach it: an address or a name"},
	{"engine_stop", FIELD_TEXT, 0, NULL, NULL,
	 "the command, run here, that stops its engine in order"},
	{"engine_kill", FIELD_TEXT, 0, NULL, NULL,
	 "the command, run here, that makes its engine crash"},
	{"engine_start", FIELD_TEXT, 0, NULL, NULL,
	 "the command, run here, that starts its engine again"},
	FIELD_END,
};

const struct field topic_fields[] = {
	{"partitions", FIELD_INT, 0, "3", NULL, "1 to 10000"},
	{"replication", FIELD_INT, 0, "3", NULL,
	 "replicas of each partition, at most the brokers"},
	{"config", FIELD_MAP, 0, NULL, NULL,
	 "topic configuration, verbatim: min.insync.replicas: 2"},
	FIELD_END,
};

const struct field produce_fields[] = {
	{"produce", FIELD_TEXT, FIELD_REQUIRED, NULL, NULL, "the topic written to"},
	{"rate", FIELD_RATE, 0, "100/s", NULL,
	 "records due, all partitions together; due whether or not the cluster answers"},
	{"records", FIELD_INT, 0, NULL, NULL,
	 "instead of a rate: so many, as fast as the client takes them"},
	{"phase", FIELD_TEXT, 0, NULL, NULL,
	 "with records: the phase in which they begin; without it, the first"},
	{"acks", FIELD_CHOICE, 0, "all", "all|1|0",
	 "who must have it before it counts as written"},
	{"idempotent", FIELD_BOOL, 0, "false", NULL,
	 "whether the brokers recognise the client's own repeats; needs acks all"},
	{"keys", FIELD_INT, 0, NULL, NULL,
	 "so many distinct keys decide the partition; without it, partitions take turns"},
	{"partition", FIELD_INT, 0, NULL, NULL, "only this partition"},
	{"value", FIELD_ANY, 0, "payment", NULL,
	 "payment, click, log, {size: 1KiB} or {file: PATH}"},
	{"late_after", FIELD_DURATION, 0, "250ms", NULL,
	 "an answer later than this after the due time is late"},
	{"config", FIELD_MAP, 0, NULL, NULL,
	 "librdkafka properties, verbatim: linger.ms: 5"},
	FIELD_END,
};

const struct field consume_fields[] = {
	{"consume", FIELD_TEXT, FIELD_REQUIRED, NULL, NULL, "the topic read from"},
	{"group", FIELD_TEXT, 0, NULL, NULL,
	 "the consumer group; without it, partitions are assigned and no group is involved"},
	{"members", FIELD_INT, 0, "1", NULL, "so many clients share the partitions"},
	{"late_after", FIELD_DURATION, 0, "250ms", NULL,
	 "a record received later than this after its acknowledgement is late"},
	{"config", FIELD_MAP, 0, NULL, NULL, "librdkafka properties, verbatim"},
	FIELD_END,
};

const struct field ask_fields[] = {
	{"ask", FIELD_CHOICE, FIELD_REQUIRED, NULL,
	 "metadata|describe|admin|new-client|group",
	 "what is asked, and the plane that is measured by it"},
	{"topic", FIELD_TEXT, 0, NULL, NULL,
	 "the topic asked about; needed by metadata, new-client and group, not taken by the others"},
	{"partition", FIELD_INT, 0, NULL, NULL,
	 "new-client: only this partition; without it, partitions take turns"},
	{"every", FIELD_DURATION, 0, "500ms", NULL,
	 "a question is due so often, whether or not the one before was answered"},
	{"timeout", FIELD_DURATION, 0, "2s", NULL,
	 "what is not answered by then is given up; due times that pass meanwhile are unserved"},
	{"late_after", FIELD_DURATION, 0, "500ms", NULL,
	 "an answer later than this after the due time is late"},
	{"fresh", FIELD_BOOL, 0, "false", NULL,
	 "metadata: whether an answer older than what the cluster has told counts as none"},
	FIELD_END,
};

const struct field value_fields[] = {
	{"size", FIELD_SIZE, 0, NULL, NULL, "random bytes of this size, 64B to 900KiB"},
	{"file", FIELD_TEXT, 0, NULL, NULL,
	 "the text of this file, from the scenario's folder"},
	FIELD_END,
};

const struct field phase_fields[] = {
	{"name", FIELD_TEXT, FIELD_REQUIRED, NULL, NULL, "what the report calls it"},
	{"do", FIELD_LIST, 0, NULL, NULL, "actions, in turn; none: just watch"},
	{"for", FIELD_DURATION, 0, NULL, NULL,
	 "how long it lasts from its beginning; not shorter than its actions"},
	{"until", FIELD_MAP, 0, NULL, NULL,
	 "or what it waits for, once its actions are done"},
	{"expect", FIELD_LIST, 0, NULL, NULL, "what must hold of this phase"},
	FIELD_END,
};

const struct field until_fields[] = {
	{"isr", FIELD_TEXT, 0, NULL, NULL,
	 "full, or so many replicas in sync: of every partition of the scenario's topics"},
	{"quorum", FIELD_CHOICE, 0, NULL, "present|absent",
	 "an active controller, or none"},
	{"leaders", FIELD_CHOICE, 0, NULL, "preferred|present",
	 "every partition of the scenario's topics is led by its first replica, or by anybody"},
	{"nodes", FIELD_CHOICE, 0, NULL, "up", "every node answers"},
	{"written", FIELD_TEXT, 0, NULL, NULL,
	 "the workload of this name, one with records, has handed over all of them and has its answers"},
	{"timeout", FIELD_DURATION, 0, "60s", NULL,
	 "give up after this: the phase's expectations become inconclusive"},
	FIELD_END,
};

const struct field stroke_fields[] = {
	{"weight", FIELD_INT, 0, "1", NULL,
	 "how often it is drawn, against the others: 1 to 1000"},
	FIELD_END,
};

const struct scenario_table scenario_tables[] = {
	{"", "the file itself", scenario_fields},
	{"cluster", "the cluster under test", cluster_fields},
	{"cluster.hosts.NAME", "a machine with an engine", host_fields},
	{"HOSTS FILE", "a file of its own for the same: --hosts FILE, or cluster.hosts",
	 hosts_fields},
	{"topics.NAME", "a topic to create", topic_fields},
	{"workloads.NAME (produce)", "a workload that writes", produce_fields},
	{"workloads.NAME (consume)", "a workload that reads", consume_fields},
	{"workloads.NAME (ask)", "a workload that asks", ask_fields},
	{"workloads.NAME.value", "what is written", value_fields},
	{"phases[]", "a stretch of the run", phase_fields},
	{"phases[].until",
	 "what a phase waits for: one of isr, quorum, leaders, nodes, written",
	 until_fields},
	{"phases[].do[].storm.of[]", "beside an action of a storm", stroke_fields},
	{"questions[]", "a question that the write-up answers", question_fields},
	{"questions[].ask", "the question, in one language or two", asked_fields},
	{0},
};
