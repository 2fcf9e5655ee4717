#include "scenario/build.h"

#include "base/file.h"
#include "base/mem.h"
#include "base/str.h"
#include "model/bulk.h"

#include <limits.h>

enum { WORKLOAD_NAME_MAX = 64, GROUP_MAX = 249, VALUE_FILE_MAX = 64 * 1024 };

static const struct bound produce_bounds[] = {
	{"records", 1, BULK_MOST, "1 to 4000000000"},
	{"rate", 1, INT64_C(1000000) * 1000, "at most 1000000/s"},
	{"keys", 1, INT64_C(100000000), "1 to 100000000"},
	{"partition", 0, 9999, "0 to 9999"},
	{"late_after", 10 * NS_PER_MS, 60 * NS_PER_S, "10ms to 60s"},
	{0},
};

static const struct bound consume_bounds[] = {
	{"members", 1, 64, "1 to 64"},
	{"late_after", 10 * NS_PER_MS, 60 * NS_PER_S, "10ms to 60s"},
	{0},
};

/* A stamp must fit in front; the client refuses more than a million bytes unless told. */
static const struct bound value_bounds[] = {
	{"size", 64, INT64_C(900) * 1024, "64B to 900KiB"},
	{0},
};

/* Properties that are decided elsewhere, or that run what they name. */
static const struct {
	const char *name;
	const char *instead;
} not_ours[] = {
	{"acks", "say it with 'acks'"},
	{"request.required.acks", "say it with 'acks'"},
	{"enable.idempotence", "say it with 'idempotent'"},
	{"group.id", "say it with 'group'"},
	{"bootstrap.servers", "the cluster under test decides"},
	{"metadata.broker.list", "the cluster under test decides"},
	{"client.id", "it is how kchaos knows its clients in the logs"},
	{"plugin.library.paths", "a scenario must not load code"},
	{"ssl.engine.location", "a scenario must not load code"},
	{"ssl.providers", "a scenario must not load code"},
	{"sasl.kerberos.kinit.cmd", "a scenario must not run commands"},
	{"transactional.id", "transactions are not measured"},
};

static void check_config(struct build *b, const struct ynode *map)
{
	for (size_t i = 0; i < ARRAY_LEN(not_ours); i++) {
		const struct ynode *key = ynode_key(map, not_ours[i].name);

		if (key)
			diags_found(b->diags, CODE_CLIENT_PROPERTY, key,
				    "'%s' cannot be set here: %s", not_ours[i].name,
				    not_ours[i].instead);
	}
}

void check_plan_topic(struct build *b, const struct ynode *at, const char *topic)
{
	const struct plan *p = b->plan;
	struct strbuf hint = STRBUF_INIT;

	if (!plan_topic(p, topic))
		diags_found(b->diags, CODE_NAME_UNKNOWN, at,
			    "no topic is called '%.80s'%s", topic,
			    did_you_mean(topic, p->topics, p->n_topics,
					 sizeof(*p->topics), &hint));
	strbuf_release(&hint);
}

/* ---- values ---- */

static const struct {
	const char *name; /* first member: str_nearest() walks these */
	enum value_kind kind;
} value_words[] = {
	{"payment", VALUE_PAYMENT},
	{"click", VALUE_CLICK},
	{"log", VALUE_LOG},
};

static void read_value_word(struct build *b, const struct ynode *at, const char *word,
			    struct workload_plan *w)
{
	struct strbuf hint = STRBUF_INIT;

	for (size_t i = 0; i < ARRAY_LEN(value_words); i++) {
		if (strcmp(value_words[i].name, word) != 0)
			continue;
		w->value = value_words[i].kind;
		return;
	}
	diags_found(
		b->diags, CODE_RECORD_TEMPLATE, at,
		"'value' wants payment, click, log, {size: 1KiB} or {file: PATH}, not '%.40s'%s",
		word,
		did_you_mean(word, value_words, ARRAY_LEN(value_words),
			     sizeof(value_words[0]), &hint));
	strbuf_release(&hint);
}

static void read_value_file(struct build *b, const struct ynode *at, const char *name,
			    struct workload_plan *w)
{
	char *path = path_join(b->dir, name);
	struct strbuf text = STRBUF_INIT;
	struct err why = {0};

	w->value = VALUE_FILE;
	if (b->src->trust_files)
		goto out;
	if (file_read(path, VALUE_FILE_MAX, &text, &why) < 0)
		diags_found(b->diags, why.code, at, "%s", why.msg);
	else if (text.len == 0 || memchr(text.buf, '\0', text.len))
		diags_found(b->diags, CODE_RECORD_TEMPLATE, at, "'%s' is %s", path,
			    text.len ? "not a text" : "empty");
out:
	w->value_file = strbuf_detach(&text);
	free(path);
}

static void read_value_map(struct build *b, const struct ynode *map,
			   struct workload_plan *w)
{
	struct params p = {0};
	const char *file;

	if (read_fields(b, map, value_fields, value_bounds, "value", &p) &&
	    read_one_of(b, map, map, "size|file", "value")) {
		file = params_text(&p, "file", NULL);
		w->value = VALUE_SIZE;
		w->value_bytes = params_num(&p, "size", 0);
		if (file)
			read_value_file(b, ynode_get(map, "file"), file, w);
	}
	params_release(&p);
}

static void read_value(struct build *b, const struct ynode *map, const struct params *p,
		       struct workload_plan *w)
{
	const struct ynode *at = ynode_get(map, "value");

	if (ynode_is_map(at))
		read_value_map(b, at, w);
	else if (!ynode_is_list(at)) /* a list was refused by its type */
		read_value_word(b, at, params_text(p, "value", "payment"), w);
}

/* ---- produce ---- */

static enum acks acks_from(const char *word)
{
	return strcmp(word, "0") == 0   ? ACKS_NONE
	       : strcmp(word, "1") == 0 ? ACKS_LEADER
					: ACKS_ALL;
}

/* Not idempotent unless asked for: such a client spins in an outage (docs/performance.md). What the client repeats
 * on its own may then be doubled, or out of order. */
static void read_acks(struct build *b, const struct ynode *map, const struct params *p,
		      struct workload_plan *w)
{
	w->acks = acks_from(params_text(p, "acks", "all"));
	w->idempotent = params_num(p, "idempotent", 0);
	if (w->idempotent && w->acks != ACKS_ALL)
		diags_found(b->diags, CODE_WORKLOAD_UNFIT, ynode_get(map, "idempotent"),
			    "'idempotent' needs acks all, not acks %s",
			    acks_name(w->acks));
}

static void read_spread(struct build *b, const struct ynode *map, const struct params *p,
			struct workload_plan *w)
{
	const struct topic_plan *t = plan_topic(b->plan, w->topic);
	bool has_keys = params_get(p, "keys"), has_partition = params_get(p, "partition");

	w->keys = params_num(p, "keys", 0);
	w->partition = (int)params_num(p, "partition", 0);
	w->spread = has_partition ? SPREAD_PARTITION
		    : has_keys    ? SPREAD_KEY
				  : SPREAD_ROUND_ROBIN;
	if (has_keys && has_partition)
		diags_found(b->diags, CODE_KEYS_TOGETHER, ynode_key(map, "partition"),
			    "workload '%s' takes 'keys' or 'partition', not both",
			    w->name);
	if (has_partition && t && w->partition >= t->partitions)
		diags_found(b->diags, CODE_NO_PARTITION, ynode_get(map, "partition"),
			    "'%s' has the partitions 0 to %d, there is no %d", t->name,
			    t->partitions - 1, w->partition);
}

static void read_produce(struct build *b, const struct ynode *map, const char *what,
			 struct workload_plan *w)
{
	struct params p = {0};

	w->kind = WORKLOAD_PRODUCE;
	read_fields(b, map, produce_fields, produce_bounds, what, &p);
	w->topic = xstrdup(params_text(&p, "produce", ""));
	if (params_get(&p, "produce"))
		check_plan_topic(b, ynode_get(map, "produce"), w->topic);
	w->rate_mps = params_num(&p, "rate", 1);
	w->late_after_ns = params_num(&p, "late_after", 0);
	w->members = 1;
	read_acks(b, map, &p, w);
	read_spread(b, map, &p, w);
	read_value(b, map, &p, w);
	read_bulk(b, map, &p, w);
	params_release(&p);
}

/* ---- consume ---- */

static void read_group(struct build *b, const struct ynode *map, const struct params *p,
		       struct workload_plan *w)
{
	const char *group = params_text(p, "group", NULL);

	if (!group)
		return;
	if (!*group || strlen(group) > GROUP_MAX)
		diags_found(b->diags, CODE_NAME_FORM, ynode_get(map, "group"),
			    "'group' wants a name of 1 to %d characters", (int)GROUP_MAX);
	w->group = xstrdup(group);
}

static void check_members(struct build *b, const struct ynode *map,
			  const struct workload_plan *w)
{
	const struct topic_plan *t = plan_topic(b->plan, w->topic);

	if (t && w->members > t->partitions)
		diags_found(b->diags, CODE_WORKLOAD_UNFIT, ynode_get(map, "members"),
			    "%d members cannot share the %d partition%s of '%s'",
			    w->members, t->partitions, t->partitions == 1 ? "" : "s",
			    t->name);
}

static void read_consume(struct build *b, const struct ynode *map, const char *what,
			 struct workload_plan *w)
{
	struct params p = {0};

	w->kind = WORKLOAD_CONSUME;
	read_fields(b, map, consume_fields, consume_bounds, what, &p);
	w->topic = xstrdup(params_text(&p, "consume", ""));
	if (params_get(&p, "consume"))
		check_plan_topic(b, ynode_get(map, "consume"), w->topic);
	w->late_after_ns = params_num(&p, "late_after", 0);
	w->members = (int)params_num(&p, "members", 1);
	read_group(b, map, &p, w);
	check_members(b, map, w);
	params_release(&p);
}

/* ---- all ---- */

static void read_workload(struct build *b, const struct yentry *e)
{
	struct workload_plan *w = GROW(b->plan->workloads, b->plan->n_workloads);
	char *what = xasprintf("workload '%.80s'", e->key->text);

	w->name = xstrdup(e->key->text);
	read_name(b, e->key, w->name, "a workload's name", WORKLOAD_NAME_MAX);
	if (ynode_is_map(e->value) &&
	    read_one_of(b, e->value, e->key, "produce|consume|ask", what)) {
		if (ynode_key(e->value, "ask"))
			read_ask(b, e->value, what, w);
		else if (ynode_key(e->value, "consume"))
			read_consume(b, e->value, what, w);
		else
			read_produce(b, e->value, what, w);
		read_config(b, ynode_get(e->value, "config"), what, &w->config);
		check_config(b, ynode_get(e->value, "config"));
	} else if (!ynode_is_map(e->value)) {
		diags_found(
			b->diags, CODE_WRONG_SHAPE, e->value ? e->value : e->key,
			"%s wants a mapping such as {produce: TOPIC, rate: 100/s}, not %s",
			what, ynode_kind_name(e->value));
	}
	if (!w->topic)
		w->topic = xstrdup("");
	free(what);
}

void read_workloads(struct build *b, const struct ynode *map)
{
	if (!ynode_is_map(map) || !read_count(b, map, MAX_WORKLOADS, "workloads"))
		return;
	yaml_foreach (e, map)
		read_workload(b, e);
	check_asks(b, map);
	if (map->len == 0)
		diags_found(b->diags, CODE_EMPTY, map,
			    "'workloads' names none: nothing would be measured");
}
