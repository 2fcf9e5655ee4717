#include "scenario/build.h"

#include "base/mem.h"
#include "base/str.h"

enum { TOPIC_NAME_MAX = 249 }; /* Kafka's own limit */

static const struct bound bounds[] = {
	{"partitions", 1, 10000, "1 to 10000"},
	{"replication", 1, 100, "1 to 100"},
	{0},
};

/* min.insync.replicas above the replication refuses every record with acks all. */
static void check_min_insync(struct build *b, const struct ynode *map,
			     const struct topic_plan *t)
{
	const struct ynode *at = ynode_get(ynode_get(map, "config"),
					   "min.insync.replicas");
	int64_t min;

	if (!at || !ynode_is_scalar(at))
		return;
	if (!str_to_int(at->text, &min) || min < 1)
		diags_found(
			b->diags, CODE_WRONG_VALUE, at,
			"'min.insync.replicas' wants a whole number from 1, not '%.40s'",
			at->text);
	else if (min > t->replication)
		diags_found(
			b->diags, CODE_REPLICATION, at,
			"'min.insync.replicas' %lld is more than the replication of %d: nothing "
			"could be written",
			(long long)min, t->replication);
}

static void read_topic(struct build *b, const struct yentry *e)
{
	const char *name = e->key->text;
	struct topic_plan *t = GROW(b->plan->topics, b->plan->n_topics);
	char *what = xasprintf("topic '%.80s'", name);
	struct params p = {0};

	t->name = xstrdup(name);
	read_name(b, e->key, name, "a topic's name", TOPIC_NAME_MAX);
	read_fields(b, e->value, topic_fields, bounds, what, &p);
	t->partitions = (int)params_num(&p, "partitions", 1);
	t->replication = (int)params_num(&p, "replication", 1);
	read_config(b, ynode_get(e->value, "config"), what, &t->config);
	if (params_get(&p, "replication"))
		check_min_insync(b, e->value, t);
	params_release(&p);
	free(what);
}

void read_topics(struct build *b, const struct ynode *map)
{
	if (!ynode_is_map(map) || !read_count(b, map, MAX_TOPICS, "topics"))
		return;
	yaml_foreach (e, map)
		read_topic(b, e);
	if (map->len == 0)
		diags_found(b->diags, CODE_EMPTY, map,
			    "'topics' names none: nothing could be written or read");
}
