/* schema_answers.c - schema.h: what commands print with --json. */
#include "base/base.h"
#include "guide/schema_members.h"
#include "guide/schema_shape.h"
#include "record/description_json.h"

static const struct schema_member check[] = {
	{"state", "s", "ok, warning (runs work, with less) or missing (they do not)"},
	{"what", "s", NULL},
	{"host", "s?", "whose engine it is about; null: there is but one"},
	{"found", "s", "for people; may change"},
	{"mend", "s?", "the command that mends it; null: nothing to mend"},
	{"code", "s?", "of the message, for kchaos explain; null: none"},
	SCHEMA_MEMBER_END,
};

static const struct schema_member run[] = {
	{"dir", "s", NULL},
	{"why", "s?", "why it cannot be read; then nothing else is told"},
	{"code", "s?", "of why, for kchaos explain"},
	{"scenario", "s?", NULL},
	{"wall_start_ns", "i?", "when it began, ns since 1970"},
	{"seed", "i?", NULL},
	{"verdict", "s?", "pass, fail or inconclusive; null: not analysed"},
	{"sentence", "s?", "what happened, in one sentence"},
	{"expectations", "i?", NULL},
	{"not_held", "i?", "of the expectations"},
	{"measured_ns", "i?", "from the first phase's begin to the last one's end"},
	SCHEMA_MEMBER_END,
};

static const struct schema_member comparison[] = {
	{"runs", "[compared]", NULL},
	{"worse", "b", "some number of some run is worse than the first run's"},
	{"set_differently", "[setting]", NULL},
	{"not_compared", "[s]", "for people: what only one of the runs has"},
	{"parts", "[part]", "the whole run, each phase, each workload in one of these"},
	SCHEMA_MEMBER_END,
};
static const struct schema_member compared[] = {
	{"dir", "s", NULL},      {"scenario", "s", NULL}, {"verdict", "s", NULL},
	{"sentence", "s", NULL}, SCHEMA_MEMBER_END,
};
static const struct schema_member setting[] = {
	{"what", "s", NULL},
	{"of", "[s?]", "as the runs; null: it has none"},
	SCHEMA_MEMBER_END,
};
static const struct schema_member part[] = {
	{"title", "s", NULL},
	{"numbers", "[number]", NULL},
	SCHEMA_MEMBER_END,
};
static const struct schema_member number[] = {
	{"what", "s", NULL},
	{"of", "[value?]", "as the runs; null: it has no such number"},
	{"against_first", "[s]",
	 "of the second run on: none, not judged, same, within, chance, differs, better or worse"},
	SCHEMA_MEMBER_END,
};
static const struct schema_member value[] = {
	{"text", "s", "for people, with its unit"},
	{"value", "n?", "ns, a share of 1, or a count; null: longer than can be told"},
	{"from", "n?", "the interval in which it lies"},
	{"to", "n?", "null: it has no end"},
	{"doubt", "s?", "why it cannot be judged"},
	SCHEMA_MEMBER_END,
};

static const struct schema_member status[] = {
	{"project", "s", NULL},
	{"missing", "s?",
	 "hosts whose engines do not answer, for people; their nodes are not among these. Null: all answer"},
	{"quorum", "s?", "static or dynamic; null: not known"},
	{"controller", "i?",
	 "id of the active one; null: none, or one that cannot be asked"},
	{"epoch", "i?", "of the active controller"},
	{"in_sync", "i", "replicas, summed over partitions"},
	{"replicas", "i", NULL},
	{"leaderless", "i", "partitions"},
	{"under_replicated", "i", "partitions"},
	{"nodes", "[node]", NULL},
	SCHEMA_MEMBER_END,
};
static const struct schema_member status_node[] = {
	{"id", "i", NULL},
	{"name", "s", NULL},
	{"host", "s?", "null: the cluster is on one engine"},
	{"rack", "s?", NULL},
	{"broker", "b", "it has that role"},
	{"controller", "b", NULL},
	{"container", "s", "running, paused, stopped, gone or unknown"},
	{"broker_answers", "b?",
	 "null: it has not that role, or publishes no port for it"},
	{"controller_answers", "b?", NULL},
	{"active", "b", "it is the active controller"},
	{"lag", "i?",
	 "of a controller behind the active one, in records; null: not known"},
	{"leads", "i", "so many partitions"},
	{"address", "s?",
	 "where clients reach it; of a node that is only a controller, where kchaos does"},
	SCHEMA_MEMBER_END,
};

static const struct schema_member validated[] = {
	{"file", "s", "as it was asked for"},
	{"valid", "b", NULL},
	{"errors", "i", "all of them, also beyond those listed"},
	{"warnings", "i", NULL},
	{"diagnostics", "[diagnostic]",
	 "at most 1000, files as they appear, each by position"},
	SCHEMA_MEMBER_END,
};
static const struct schema_member diagnostic[] = {
	{"file", "s?",
	 "the scenario, or a file that it names; null: about none in particular"},
	{"line", "i?", "from 1; null: about no place"},
	{"column", "i?", "in characters, from 1"},
	{"severity", "s", "error, warning, or note: it explains the one before it"},
	{"code", "s?", "of the message, for kchaos explain; null of a note"},
	{"text", "s", "for people; may change"},
	SCHEMA_MEMBER_END,
};

char *schema_of_compare(void)
{
	static const struct {
		const char *name;
		const struct schema_member *members;
	} objects[] = {
		{"compared", compared}, {"setting", setting}, {"part", part},
		{"number", number},     {"value", value},
	};
	json_t *defs = json_object();

	for (size_t i = 0; i < ARRAY_LEN(objects); i++)
		schema_put(defs, objects[i].name, schema_members(objects[i].members));
	return schema_finish(schema_members(comparison),
			     "What `kchaos compare --json` prints", defs);
}

static char *list_of(const struct schema_member *m, const char *title)
{
	return schema_finish(schema_list(schema_members(m), 0), title, json_object());
}

char *schema_of_doctor(void)
{
	return list_of(check, "What `kchaos doctor --json` prints");
}

char *schema_of_status(void)
{
	json_t *defs = json_pack("{s:o}", "node", schema_members(status_node));

	return schema_finish(schema_members(status), "What `kchaos status --json` prints",
			     defs);
}

char *schema_of_validate(void)
{
	json_t *defs = json_pack("{s:o}", "diagnostic", schema_members(diagnostic));

	return schema_finish(schema_list(schema_members(validated), 0),
			     "What `kchaos validate --json` prints", defs);
}

char *schema_of_runs(void)
{
	return list_of(run, "What `kchaos runs --json` prints");
}

char *schema_of_describe(void)
{
	return schema_finish(
		schema_shape(description_shape()),
		"What `kchaos describe --json` prints, and a line of snapshots.jsonl",
		json_object());
}

const struct schema_row schema_rows[] = {
	{"scenario", schema_of_scenario}, {"results", schema_of_results},
	{"events", schema_of_events},     {"runs", schema_of_runs},
	{"compare", schema_of_compare},   {"describe", schema_of_describe},
	{"doctor", schema_of_doctor},     {"status", schema_of_status},
	{"validate", schema_of_validate}, {0},
};
