#include "scenario/build.h"

#include "aim/condition.h"
#include "base/mem.h"
#include "base/str.h"

enum { PHASE_NAME_MAX = 80 };

static const struct bound phase_bounds[] = {
	{"for", 100 * NS_PER_MS, INT64_C(24) * 3600 * NS_PER_S, "100ms to 24h"},
	{0},
};

static const struct bound until_bounds[] = {
	{"timeout", 100 * NS_PER_MS, INT64_C(24) * 3600 * NS_PER_S, "100ms to 24h"},
	{0},
};

/* The largest number of replicas that "isr: N" could wait for. */
static int least_replication(const struct plan *p)
{
	int least = 0;

	for (size_t i = 0; i < p->n_topics; i++)
		if (i == 0 || p->topics[i].replication < least)
			least = p->topics[i].replication;
	return least;
}

static bool check_condition(struct build *b, const struct ynode *at,
			    const struct condition_row *row, const char *want)
{
	int64_t n;

	if (!row->is_valid(want)) {
		diags_found(b->diags, CODE_WRONG_VALUE, at, "'%s' wants %s, not '%.40s'",
			    row->name, row->wants, want);
		return false;
	}
	if (!str_to_int(want, &n) || n <= least_replication(b->plan))
		return true;
	diags_found(b->diags, CODE_REPLICATION, at,
		    "'%s: %s' cannot come: a topic has replication %d only", row->name,
		    want, least_replication(b->plan));
	return false;
}

bool read_condition(struct build *b, const struct ynode *map, const struct params *p,
		    const char **out_kind, const char **out_want)
{
	for (const struct condition_row *row = condition_rows; row->name; row++) {
		const char *want = params_text(p, row->name, NULL);

		if (!want)
			continue;
		*out_kind = row->name;
		*out_want = want;
		return check_condition(b, ynode_get(map, row->name), row, want);
	}
	return true;
}

/* The workloads' own condition; check_bulks() looks at the name. */
static bool read_written(struct build *b, const struct ynode *map, const struct params *p,
			 bool is_phase, const char **out_kind, const char **out_want)
{
	const char *want = params_text(p, "written", NULL);

	if (!want)
		return true;
	*out_kind = "written";
	*out_want = want;
	if (!is_phase)
		diags_found(b->diags, CODE_EXPECTATION_UNKNOWN, ynode_key(map, "written"),
			    "only a phase waits until a workload is 'written'");
	return is_phase;
}

void read_until(struct build *b, const struct ynode *map, struct until_plan *u,
		bool is_phase)
{
	const char *kind = NULL, *want = NULL;
	struct params p = {0};

	if (!ynode_is_map(map))
		return; /* refused by its type */
	if (read_fields(b, map, until_fields, until_bounds, "'until'", &p) &&
	    read_one_of(b, map, map, "isr|quorum|leaders|nodes|written", "'until'") &&
	    read_written(b, map, &p, is_phase, &kind, &want) &&
	    read_condition(b, map, &p, &kind, &want)) {
		u->kind = xstrdup(kind);
		u->want = xstrdup(want);
		u->timeout_ns = params_num(&p, "timeout", 0);
	}
	params_release(&p);
}

static const struct ynode *name_of_phase(const struct ynode *list, size_t i)
{
	return ynode_get(list->items[i].value, "name");
}

static void check_name(struct build *b, const struct ynode *list, size_t i)
{
	const struct ynode *at = name_of_phase(list, i);
	size_t n = ynode_is_scalar(at) ? strlen(at->text) : 1;

	if (n == 0 || n > PHASE_NAME_MAX)
		diags_found(b->diags, CODE_NAME_FORM, at,
			    "a phase's name has 1 to %d characters", (int)PHASE_NAME_MAX);
	for (size_t k = 0; k < i && ynode_is_scalar(at); k++) {
		const struct ynode *other = name_of_phase(list, k);

		if (!ynode_is_scalar(other) || strcmp(other->text, at->text) != 0)
			continue;
		diags_found(b->diags, CODE_NAME_TWICE, at,
			    "two phases are called '%.80s'", at->text);
		diags_note(b->diags, other, "this is the other one");
		return;
	}
}

static void check_length(struct build *b, const struct ynode *map, const char *what)
{
	const struct ynode *until = ynode_key(map, "until");

	if (ynode_key(map, "for") && until)
		diags_found(
			b->diags, CODE_KEYS_TOGETHER, until,
			"%s lasts 'for' a time or 'until' something is true, not both",
			what);
	else if (!ynode_key(map, "for") && !until)
		diags_found(b->diags, CODE_KEY_MISSING, map,
			    "%s needs 'for' or 'until': how long does it last?", what);
}

static void read_phase(struct build *b, const struct ynode *list, size_t i)
{
	const struct ynode *map = list->items[i].value;
	struct phase_plan *ph = GROW(b->plan->phases, b->plan->n_phases);
	struct params p = {0};
	char *what;

	if (!ynode_is_map(map)) {
		diags_found(b->diags, CODE_WRONG_SHAPE, map,
			    "a phase is a mapping such as {name: steady, for: 10s}, "
			    "not %s",
			    ynode_kind_name(map));
		ph->name = xstrdup("");
		return;
	}
	what = ynode_is_scalar(ynode_get(map, "name"))
		       ? xasprintf("phase '%.80s'", ynode_get(map, "name")->text)
		       : xstrdup("a phase");
	read_fields(b, map, phase_fields, phase_bounds, what, &p);
	ph->name = xstrdup(params_text(&p, "name", ""));
	ph->for_ns = params_num(&p, "for", 0);
	check_name(b, list, i);
	check_length(b, map, what);
	read_until(b, ynode_get(map, "until"), &ph->until, true);
	read_actions(b, ynode_get(map, "do"), ph);
	read_expects(b, ynode_get(map, "expect"), (int)i);
	params_release(&p);
	free(what);
}

void read_phases(struct build *b, const struct ynode *list)
{
	if (!ynode_is_list(list) || !read_count(b, list, MAX_PHASES, "phases"))
		return;
	for (size_t i = 0; i < list->len; i++)
		read_phase(b, list, i);
	if (list->len == 0)
		diags_found(b->diags, CODE_EMPTY, list,
			    "'phases' is empty: nothing would happen");
}
