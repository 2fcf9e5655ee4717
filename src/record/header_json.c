#include "record/header_json.h"

#include "base/mem.h"
#include "model/bulk.h"
#include "record/plan_json.h"
#include "record/shape.h"

/* Rows of ledgers name partitions in 16 bits. */
enum { MOST_PARTITIONS = 1 << 16 };

static const struct cell_row header_rows[] = {
	CELL(INT32, struct run_header, format),
	CELL(TEXT, struct run_header, kchaos),
	CELL(UINT32, struct run_header, run_id),
	CELL(WALL, struct run_header, wall_start_ns),
	CELL(PARAMS, struct run_header, environment),
	CELL(PARAMS, struct run_header, client_defaults),
	PART_OF("topology", struct run_header, topology, &topology_shape),
	PART_OF("plan", struct run_header, plan, &plan_shape),
	CELL_END,
};
static const struct shape header_shape = {sizeof(struct run_header), header_rows};

char *header_to_json(const struct run_header *h)
{
	json_t *root = json_object();
	char *text, *line;

	shape_write(&header_shape, h, root);
	text = json_dumps(root, JSON_INDENT(2));
	line = xasprintf("%s\n", text);
	free(text);
	json_decref(root);
	return line;
}

/* First of all: what a newer version means by the rest cannot be judged. */
static int check_format(const json_t *root, struct err *e)
{
	const json_t *format = json_object_get(root, "format");
	const char *writer = json_string_value(json_object_get(root, "kchaos"));

	if (!json_is_integer(format) || json_integer_value(format) < 1)
		return err_set(e, CODE_RUN_DAMAGED,
			       "not the header of a run: no 'format'");
	if (json_integer_value(format) > RUN_FORMAT)
		return err_set(
			e, CODE_RUN_NEWER,
			"written by kchaos %s in format %lld; this one reads formats up "
			"to %d: use that version or a newer one",
			writer ? writer : "(unknown)",
			(long long)json_integer_value(format), RUN_FORMAT);
	return 0;
}

/* Indices and sizes are checked once, here, so that nobody after this needs to. */
static int check_topics(const struct plan *p, struct err *e)
{
	for (size_t i = 0; i < p->n_topics; i++) {
		const struct topic_plan *t = &p->topics[i];

		if (t->partitions < 1 || t->partitions > MOST_PARTITIONS ||
		    t->replication < 1)
			return err_set(e, CODE_RUN_DAMAGED,
				       "plan: topic '%s': %d partitions with %d replicas",
				       t->name, t->partitions, t->replication);
	}
	return 0;
}

static int check_workloads(const struct plan *p, struct err *e)
{
	for (size_t i = 0; i < p->n_workloads; i++) {
		const struct workload_plan *w = &p->workloads[i];

		if (w->records < 0 || w->records > BULK_MOST || w->begin_phase < 0 ||
		    (w->begin_phase > 0 && w->begin_phase >= (int)p->n_phases))
			return err_set(
				e, CODE_RUN_DAMAGED,
				"plan: workload '%s': %lld records from phase %d on",
				w->name, (long long)w->records, w->begin_phase);
	}
	return 0;
}

static int check_plan(const struct plan *p, struct err *e)
{
	if (check_workloads(p, e) < 0)
		return -1;
	for (size_t i = 0; i < p->n_expects; i++)
		if (p->expects[i].phase < -1 || p->expects[i].phase >= (int)p->n_phases)
			return err_set(e, CODE_RUN_DAMAGED,
				       "plan: expects: item %zu: no phase %d", i,
				       p->expects[i].phase);
	return 0;
}

/* Only these texts may be absent; the rest of the program counts on all others. */
static int check_texts(const struct run_header *h, struct err *e)
{
	const struct plan *p = &h->plan;
	const struct node *n;
	const char *gone = NULL;

	if (!h->kchaos || !p->name)
		gone = "the version or the plan's name";
	for (size_t i = 0; i < p->n_topics; i++)
		if (!p->topics[i].name)
			gone = "a topic's name";
	for (size_t i = 0; i < p->n_workloads; i++)
		if (!p->workloads[i].name || !p->workloads[i].topic)
			gone = "a workload's name or topic";
	for (size_t i = 0; i < p->n_expects; i++)
		if (!p->expects[i].kind)
			gone = "an expectation's kind";
	for (size_t i = 0; (n = topology_each(&h->topology, i)); i++)
		if (!n->name)
			gone = "a node's name";
	return gone ? err_set(e, CODE_RUN_DAMAGED, "%s is missing", gone) : 0;
}

static bool have_kinds(
	const struct action_plan *a, /* NOLINT(misc-no-recursion): as deep as the file */
	size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!a[i].kind || !have_kinds(a[i].inner, a[i].n_inner))
			return false;
	return true;
}

static int check_phases(const struct plan *p, struct err *e)
{
	for (size_t i = 0; i < p->n_phases; i++) {
		const struct phase_plan *phase = &p->phases[i];

		if (!phase->name)
			return err_set(e, CODE_RUN_DAMAGED, "a phase's name is missing");
		if (!have_kinds(phase->actions, phase->n_actions))
			return err_set(e, CODE_RUN_DAMAGED,
				       "an action's kind is missing in phase '%s'",
				       phase->name);
	}
	return 0;
}

static int read_header(struct run_header *h, json_t *root, struct err *e)
{
	if (check_format(root, e) < 0 || shape_read(&header_shape, root, h, e) < 0)
		return -1;
	if (check_texts(h, e) < 0 || check_phases(&h->plan, e) < 0 ||
	    check_topics(&h->plan, e) < 0)
		return -1;
	return check_plan(&h->plan, e);
}

int header_from_json(struct run_header *h, const char *text, size_t n, struct err *e)
{
	json_error_t why;
	json_t *root = json_loadb(text, n, JSON_REJECT_DUPLICATES, &why);
	int rc = -1;

	*h = (struct run_header){0};
	if (root)
		rc = read_header(h, root, e);
	else
		err_set(e, CODE_RUN_DAMAGED, "line %d: %s", why.line, why.text);
	if (rc < 0)
		run_header_release(h);
	json_decref(root);
	return rc;
}
