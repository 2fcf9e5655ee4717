#include "expect/table.h"

/* Shared by the families that are about one way of using the cluster. */
#define FIELD_PLANE                                                                 \
	{                                                                           \
		"plane", FIELD_CHOICE, 0, "produce",                                \
			"produce|consume|metadata|describe|admin|new-client|group", \
			"which way of using the cluster"                            \
	}
#define FIELD_WORKLOAD                                                              \
	{                                                                           \
		"workload", FIELD_TEXT, 0, NULL, NULL,                              \
			"only this workload; without it, each of the plane's alone" \
	}

#define FIELD_NODE                                                                     \
	{                                                                              \
		"node", FIELD_TEXT, 0, NULL, NULL,                                     \
			"only what this broker answered; planes metadata and describe" \
	}

static const struct field available[] = {
	FIELD_PLANE,
	FIELD_WORKLOAD,
	{"partition", FIELD_INT, 0, NULL, NULL,
	 "only this partition of the workload's topic"},
	FIELD_NODE,
	{"at_least", FIELD_PERCENT, 0, NULL, NULL,
	 "share of the due records served in time"},
	{"at_most", FIELD_PERCENT, 0, NULL, NULL,
	 "the same from above: unavailability that must be seen"},
	FIELD_END,
};

static const struct field outage[] = {
	FIELD_PLANE,
	FIELD_WORKLOAD,
	{"partition", FIELD_INT, 0, NULL, NULL,
	 "only this partition of the workload's topic"},
	FIELD_NODE,
	{"at_most", FIELD_DURATION, 0, NULL, NULL, "the longest window of any partition"},
	{"at_least", FIELD_DURATION, 0, NULL, NULL,
	 "some partition must have been out for so long"},
	FIELD_END,
};

static const struct field latency[] = {
	FIELD_PLANE,
	FIELD_WORKLOAD,
	{"p50", FIELD_DURATION, 0, NULL, NULL,
	 "half of the served records at most so late"},
	{"p95", FIELD_DURATION, 0, NULL, NULL, "95% of them"},
	{"p99", FIELD_DURATION, 0, NULL, NULL, "99% of them"},
	{"p99.9", FIELD_DURATION, 0, NULL, NULL, "99.9% of them"},
	{"max", FIELD_DURATION, 0, NULL, NULL, "every one of them"},
	FIELD_END,
};

static const struct field throughput[] = {
	{"workload", FIELD_TEXT, FIELD_REQUIRED, NULL, NULL, "of this workload"},
	{"at_least", FIELD_RATE, FIELD_REQUIRED, NULL, NULL,
	 "records served, on average"},
	FIELD_END,
};

static const struct field quorum[] = {
	{"leader", FIELD_CHOICE, FIELD_REQUIRED, NULL, "present|absent",
	 "whether the quorum has an active controller"},
	{"within", FIELD_DURATION, 0, NULL, NULL,
	 "true at the latest so long after the phase's last action took effect, and to the "
	 "phase's end; without it, at the phase's end"},
	FIELD_END,
};

static const struct field controller_changes[] = {
	{"at_least", FIELD_INT, 0, NULL, NULL, "the active controller changed so often"},
	{"at_most", FIELD_INT, 0, NULL, NULL, "and not more often"},
	FIELD_END,
};

static const struct field stale_controller[] = {
	{"at_least", FIELD_DURATION, 0, NULL, NULL,
	 "some controller was stale for so long"},
	{"at_most", FIELD_DURATION, 0, NULL, NULL, "and none for longer"},
	FIELD_END,
};

static const struct field isr[] = {
	{"topic", FIELD_TEXT, FIELD_REQUIRED, NULL, NULL,
	 "every partition of this topic"},
	{"at_least", FIELD_INT, 0, NULL, NULL, "has so many replicas in sync"},
	{"full", FIELD_BOOL, 0, NULL, NULL,
	 "true: has all its replicas in sync; false: some partition has not"},
	{"within", FIELD_DURATION, 0, NULL, NULL,
	 "true at the latest so long after the phase's last action took effect, and to the "
	 "phase's end; without it, at the phase's end"},
	FIELD_END,
};

static const struct field leaders[] = {
	{"topic", FIELD_TEXT, FIELD_REQUIRED, NULL, NULL,
	 "every partition of this topic"},
	{"are", FIELD_CHOICE, FIELD_REQUIRED, NULL, "preferred|elsewhere|present|absent",
	 "preferred: is led by its first replica; elsewhere: has a leader, and some is not led by its "
	 "first replica; present: has a leader; absent: has none"},
	{"within", FIELD_DURATION, 0, NULL, NULL,
	 "true at the latest so long after the phase's last action took effect, and to the "
	 "phase's end; without it, at the phase's end"},
	FIELD_END,
};

/* lost, duplicated, reordered, unaccounted */
static const struct field count[] = {
	{"at_most", FIELD_INT, 0, NULL, NULL, "so many records"},
	{"at_least", FIELD_INT, 0, NULL, NULL,
	 "the same from below: so many must be found"},
	{"workload", FIELD_TEXT, 0, NULL, NULL,
	 "only of this producing workload; without it, of all together"},
	FIELD_END,
};

static const struct field replicas[] = {
	{"are", FIELD_CHOICE, FIELD_REQUIRED, NULL, "identical",
	 "of each partition, up to its high watermark"},
	FIELD_END,
};

/* redelivered, rebalances */
static const struct field group_count[] = {
	{"workload", FIELD_TEXT, FIELD_REQUIRED, NULL, NULL,
	 "of this consuming workload"},
	{"at_most", FIELD_INT, 0, NULL, NULL, "so many"},
	{"at_least", FIELD_INT, 0, NULL, NULL, "the same from below"},
	FIELD_END,
};

#define LIMITS   "at_least|at_most"
#define ANYWHERE (EXPECT_IN_PHASE | EXPECT_IN_RUN)

const struct expect_row expect_rows[] = {
	{.name = "available",
	 .help = "the share of due records that were served in time",
	 .scope = ANYWHERE,
	 .fields = available,
	 .one_of = LIMITS,
	 .example = "available: {plane: produce, at_least: 99.9%}"},
	{.name = "outage",
	 .help = "the longest stretch in which a partition was not served",
	 .scope = ANYWHERE,
	 .fields = outage,
	 .some_of = LIMITS,
	 .example = "outage: {plane: produce, at_most: 5s}"},
	{.name = "latency",
	 .help = "how late records were served, counted from when they were due",
	 .scope = ANYWHERE,
	 .fields = latency,
	 .some_of = "p50|p95|p99|p99.9|max",
	 .example = "latency: {plane: produce, p99: 250ms, max: 5s}"},
	{.name = "throughput",
	 .help = "records served per second",
	 .scope = ANYWHERE,
	 .fields = throughput,
	 .example = "throughput: {workload: checkout, at_least: 190/s}"},
	{.name = "quorum",
	 .help = "whether the controllers have a leader",
	 .scope = EXPECT_IN_PHASE,
	 .fields = quorum,
	 .example = "quorum: {leader: present, within: 5s}"},
	{.name = "controller_changes",
	 .help = "how often the active controller changed",
	 .scope = ANYWHERE,
	 .fields = controller_changes,
	 .some_of = LIMITS,
	 .example = "controller_changes: {at_least: 1}"},
	{.name = "stale_controller",
	 .help = "how long a controller held itself for the leader after another had taken over in a higher epoch",
	 .scope = ANYWHERE,
	 .fields = stale_controller,
	 .some_of = LIMITS,
	 .example = "stale_controller: {at_least: 1s}"},
	{.name = "isr",
	 .help = "how many replicas are in sync",
	 .scope = EXPECT_IN_PHASE,
	 .fields = isr,
	 .one_of = "at_least|full",
	 .example = "isr: {topic: payments, at_least: 2, within: 15s}"},
	{.name = "leaders",
	 .help = "who leads the partitions of a topic",
	 .scope = EXPECT_IN_PHASE,
	 .fields = leaders,
	 .example = "leaders: {topic: payments, are: preferred, within: 30s}"},
	{.name = "lost",
	 .help = "records that were acknowledged and are not there",
	 .scope = EXPECT_IN_RUN,
	 .fields = count,
	 .shorthand = "at_most",
	 .some_of = LIMITS,
	 .example = "lost: 0"},
	{.name = "duplicated",
	 .help = "copies beyond the first",
	 .scope = EXPECT_IN_RUN,
	 .fields = count,
	 .shorthand = "at_most",
	 .some_of = LIMITS,
	 .example = "duplicated: {workload: checkout, at_most: 0}"},
	{.name = "reordered",
	 .help = "records behind a later one of their producer and partition",
	 .scope = EXPECT_IN_RUN,
	 .fields = count,
	 .shorthand = "at_most",
	 .some_of = LIMITS,
	 .example = "reordered: 0"},
	{.name = "unaccounted",
	 .help = "records whose fate could not be established",
	 .scope = EXPECT_IN_RUN,
	 .fields = count,
	 .shorthand = "at_most",
	 .some_of = LIMITS,
	 .example = "unaccounted: 0"},
	{.name = "replicas",
	 .help = "whether the replicas of each partition are the same, byte for byte, when all is healed",
	 .scope = EXPECT_IN_RUN,
	 .fields = replicas,
	 .shorthand = "are",
	 .example = "replicas: identical"},
	{.name = "redelivered",
	 .help = "receipts of records that a member of the workload had received before",
	 .scope = ANYWHERE,
	 .fields = group_count,
	 .some_of = LIMITS,
	 .example = "redelivered: {workload: ledger, at_most: 0}"},
	{.name = "rebalances",
	 .help = "how often partitions of a group were given out anew: the most assignments one member got",
	 .scope = ANYWHERE,
	 .fields = group_count,
	 .some_of = LIMITS,
	 .example = "rebalances: {workload: ledger, at_most: 1}"},
	{0},
};

size_t expect_row_count(void)
{
	return ARRAY_LEN(expect_rows) - 1;
}

const struct expect_row *expect_row_find(const char *name)
{
	for (const struct expect_row *row = expect_rows; row->name; row++)
		if (strcmp(row->name, name) == 0)
			return row;
	return NULL;
}
