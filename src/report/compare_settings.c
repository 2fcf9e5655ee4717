/*
 * compare_settings.c - what was set, or was there, otherwise in one run than in another: without that a
 * difference in numbers explains nothing.
 *
 * Every run's settings are listed under names; those that are not the same in all are kept.
 */
#include "base/mem.h"
#include "base/str.h"
#include "report/compare_parts.h"

#include <inttypes.h>

struct listing {
	struct comparison *c;
	size_t run; /* whose settings are being listed */
};

static struct compared_setting *setting_of(struct comparison *c, char *what)
{
	struct compared_setting *s;

	for (size_t i = 0; i < c->n_settings; i++)
		if (strcmp(c->settings[i].what, what) == 0) {
			free(what);
			return &c->settings[i];
		}
	s = GROW(c->settings, c->n_settings);
	s->what = what;
	s->of = xcalloc(c->len, sizeof(*s->of));
	return s;
}

/* Takes both. The first of a name counts. */
static void put(const struct listing *l, char *what, char *value)
{
	char **of = &setting_of(l->c, what)->of[l->run];

	if (*of)
		free(value);
	else
		*of = value;
}

static void put_text(const struct listing *l, const char *what, const char *value)
{
	if (value && *value)
		put(l, xstrdup(what), xstrdup(value));
}

static void topic(const struct listing *l, const struct topic_plan *t)
{
	put(l, xasprintf("topic %s: partitions", t->name),
	    xasprintf("%d", t->partitions));
	put(l, xasprintf("topic %s: replicas", t->name), xasprintf("%d", t->replication));
	for (size_t i = 0; i < t->config.len; i++)
		put(l, xasprintf("topic %s: %s", t->name, t->config.item[i].name),
		    xstrdup(t->config.item[i].text));
}

static void producing(const struct listing *l, const struct workload_plan *w)
{
	put(l, xasprintf("%s: acks", w->name), xstrdup(acks_name(w->acks)));
	put(l, xasprintf("%s: idempotent", w->name),
	    xstrdup(w->idempotent ? "yes" : "no"));
	if (w->records)
		put(l, xasprintf("%s: records", w->name),
		    xasprintf("%" PRId64, w->records));
	else
		put(l, xasprintf("%s: rate", w->name),
		    xasprintf("%g/s", (double)w->rate_mps / 1000));
}

static void workload(const struct listing *l, const struct workload_plan *w)
{
	if (w->kind == WORKLOAD_PRODUCE)
		producing(l, w);
	if (w->group)
		put(l, xasprintf("%s: members", w->name), xasprintf("%d", w->members));
	if (w->kind == WORKLOAD_ASK)
		put(l, xasprintf("%s: every", w->name),
		    xstrdup(DURATION_TEXT(w->every_ns)));
	put(l, xasprintf("%s: late after", w->name),
	    xstrdup(DURATION_TEXT(w->late_after_ns)));
	for (size_t i = 0; i < w->config.len; i++)
		put(l, xasprintf("%s: %s", w->name, w->config.item[i].name),
		    xstrdup(w->config.item[i].text));
}

static void list(const struct listing *l)
{
	const struct run_header *h = &l->c->runs[l->run].run.header;
	const struct params *env = &h->environment;

	put_text(l, "scenario", h->plan.name);
	put_text(l, "Compose file", h->plan.compose);
	put(l, xstrdup("nodes"), xasprintf("%zu", h->topology.len));
	put_text(l, "image", h->topology.image);
	put_text(l, "kchaos", h->kchaos);
	for (size_t i = 0; i < env->len; i++)
		if (!str_starts(env->item[i].name, "librdkafka artefact"))
			put_text(l, env->item[i].name, env->item[i].text);
	for (size_t i = 0; i < h->plan.n_topics; i++)
		topic(l, &h->plan.topics[i]);
	for (size_t i = 0; i < h->plan.n_workloads; i++)
		workload(l, &h->plan.workloads[i]);
	put(l, xstrdup("seed"), xasprintf("%" PRIu64, h->plan.seed));
}

static bool is_same(const struct compared_setting *s, size_t n)
{
	for (size_t i = 1; i < n; i++) {
		if (!s->of[0] != !s->of[i])
			return false;
		if (s->of[0] && strcmp(s->of[0], s->of[i]) != 0)
			return false;
	}
	return true;
}

static void drop(struct compared_setting *s, size_t n)
{
	for (size_t i = 0; i < n; i++)
		free(s->of[i]);
	free(s->of);
	free(s->what);
}

void compare_settings(struct comparison *c)
{
	size_t kept = 0;

	for (size_t i = 0; i < c->len; i++)
		list(&(struct listing){c, i});
	for (size_t i = 0; i < c->n_settings; i++)
		if (is_same(&c->settings[i], c->len))
			drop(&c->settings[i], c->len);
		else
			c->settings[kept++] = c->settings[i];
	c->n_settings = kept;
}
