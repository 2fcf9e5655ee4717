#include "scenario/scenario.h"

#include "base/file.h"
#include "base/mem.h"
#include "base/rng.h"
#include "scenario/build.h"

enum { NAME_MAX_CHARS = 64 };

static const struct bound scenario_bounds[] = {
	{"seed", 0, INT64_MAX, "a whole number from 0"},
	{0},
};

/* The Compose file's variables have done their work when the cluster was started, whatever they were. */
static void warn_of_variables(struct build *b, const struct ynode *map)
{
	const struct params *v = &b->plan->variables;
	struct strbuf names = STRBUF_INIT;

	for (size_t i = 0; i < v->len; i++)
		strbuf_addf(&names, "%s%s", i ? ", " : "", v->item[i].name);
	if (v->len)
		diags_found(
			b->diags, CODE_ADOPT_SETTINGS, ynode_key(map, "variables"),
			"'variables' changes nothing in an adopted cluster, which has "
			"the settings it was started with: see to it that they are what "
			"the scenario wants (%s)",
			strbuf_text(&names));
	strbuf_release(&names);
}

static void read_cluster(struct build *b, const struct ynode *map)
{
	const struct ynode *at = ynode_get(map, "compose");
	struct params p = {0};

	if (ynode_is_map(map))
		read_fields(b, map, cluster_fields, NULL, "'cluster'", &p);
	read_config(b, ynode_get(map, "variables"), "'variables'", &b->plan->variables);
	read_hosts(b, map, &p, &b->plan->hosts);
	if (b->src->is_adopted)
		warn_of_variables(b, map);
	if (params_get(&p, "compose")) {
		b->plan->compose = path_join(b->dir, params_text(&p, "compose", ""));
		if (!b->src->trust_files && !b->src->is_adopted &&
		    !file_exists(b->plan->compose))
			diags_found(b->diags, CODE_COMPOSE_MISSING, at,
				    "there is no Compose file '%s'", b->plan->compose);
	}
	params_release(&p);
}

/* A seed nobody chose still fits into a number that can be written back into a file. */
static uint64_t fresh_seed(void)
{
	return rng_fresh_seed() & (UINT64_MAX >> 1);
}

static void read_top(struct build *b, struct scenario *s, const struct ynode *root)
{
	struct plan *plan = b->plan;
	struct params p = {0};

	read_fields(b, root, scenario_fields, scenario_bounds, "the scenario", &p);
	plan->name = xstrdup(params_text(&p, "name", ""));
	plan->about = xstrdup(params_text(&p, "about", ""));
	plan->question = xstrdup(params_text(&p, "question", ""));
	s->seed_given = params_get(&p, "seed");
	plan->seed = s->seed_given ? (uint64_t)params_num(&p, "seed", 0) : fresh_seed();
	if (params_get(&p, "name"))
		read_name(b, ynode_get(root, "name"), plan->name, "a scenario's name",
			  NAME_MAX_CHARS);
	params_release(&p);
	read_cluster(b, ynode_get(root, "cluster"));
	read_topics(b, ynode_get(root, "topics"));
	read_workloads(b, ynode_get(root, "workloads"));
	read_phases(b, ynode_get(root, "phases"));
	check_bulks(b, ynode_get(root, "workloads"), ynode_get(root, "phases"));
	read_expects(b, ynode_get(root, "expect"), -1);
	read_questions(b, ynode_get(root, "questions"));
}

static void labels_release(struct labels *l)
{
	for (size_t i = 0; i < l->len; i++)
		free(l->name[i]);
	free(l->name);
}

static const char *no_variables(void *arg UNUSED, const char *name UNUSED)
{
	return NULL;
}

static void build(struct scenario *s, const struct scenario_source *src, struct diags *d)
{
	struct build b = {
		.plan = &s->plan, .diags = d, .src = src, .dir = path_dir(src->path)};

	s->plan.file = xstrdup(src->path);
	yaml_interpolate(s->doc.root, src->lookup ? src->lookup : no_variables,
			 src->lookup_arg, d);
	if (ynode_is_map(s->doc.root))
		read_top(&b, s, s->doc.root);
	else
		diags_found(d, CODE_WRONG_SHAPE, s->doc.root,
			    "a scenario is a mapping of name, cluster, topics, "
			    "workloads and phases, not %s",
			    ynode_kind_name(s->doc.root));
	labels_release(&b.labels);
	free(b.dir);
}

int scenario_parse(struct scenario *s, const struct scenario_source *src, struct diags *d)
{
	size_t before = diags_count_errors(d);

	*s = (struct scenario){0};
	if (yaml_parse(&s->doc, src->path, src->text, src->len, d) < 0)
		return -1;
	build(s, src, d);
	return diags_count_errors(d) > before ? -1 : 0;
}

const char *scenario_environment(void *arg UNUSED, const char *name)
{
	return getenv(name); /* NOLINT(concurrency-mt-unsafe): nobody sets any */
}

static int load(struct scenario *s, const char *path, bool is_adopted, struct diags *d)
{
	struct scenario_source src = {
		.path = path, .lookup = scenario_environment, .is_adopted = is_adopted};
	size_t before = diags_count_errors(d);

	*s = (struct scenario){0};
	if (yaml_load(&s->doc, path, d) < 0)
		return -1;
	build(s, &src, d);
	return diags_count_errors(d) > before ? -1 : 0;
}

int scenario_load(struct scenario *s, const char *path, struct diags *d)
{
	return load(s, path, false, d);
}

int scenario_load_adopted(struct scenario *s, const char *path, struct diags *d)
{
	return load(s, path, true, d);
}

void scenario_release(struct scenario *s)
{
	plan_release(&s->plan);
	yaml_release(&s->doc);
	*s = (struct scenario){0};
}

void scenario_take_plan(struct scenario *s, struct plan *out)
{
	*out = s->plan;
	s->plan = (struct plan){0};
}
