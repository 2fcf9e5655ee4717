/* schema_answers.c - schema.h: what commands print with --json. */
#include "guide/schema_members.h"
#include "guide/schema_shape.h"
#include "record/description_json.h"

static const struct schema_member check[] = {
	{"state", "s", "ok, warning (runs work, with less) or missing (they do not)"},
	{"what", "s", NULL},
	{"found", "s", "for people; may change"},
	{"mend", "s?", "the command that mends it; null: nothing to mend"},
	SCHEMA_MEMBER_END,
};

static const struct schema_member run[] = {
	{"dir", "s", NULL},
	{"why", "s?", "why it cannot be read; then nothing else is told"},
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

static char *list_of(const struct schema_member *m, const char *title)
{
	return schema_finish(schema_list(schema_members(m), 0), title, json_object());
}

char *schema_of_doctor(void)
{
	return list_of(check, "What `kchaos doctor --json` prints");
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
	{"scenario", schema_of_scenario},
	{"results", schema_of_results},
	{"events", schema_of_events},
	{"runs", schema_of_runs},
	{"describe", schema_of_describe},
	{"doctor", schema_of_doctor},
	{0},
};
