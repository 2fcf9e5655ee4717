#include "analyse/clocks.h"

#include "analyse/parts.h"
#include "base/mem.h"
#include "base/str.h"

/* A stretch from one measurement of a clock to the next; the ends may be missing. */
struct stretch {
	const struct event *before, *after;
};

static const char *host_of(const struct findings *f, int32_t node)
{
	const struct topology *t = &f->run->header.topology;
	const struct node *n = topology_any_by_id(t, node);
	const struct host *h = n ? topology_host(t, n) : NULL;

	return h ? h->name : "";
}

static bool is_clock_of(const struct event *ev, const char *host)
{
	return ev->kind == EVENT_CLOCK && ev->name && strcmp(ev->name, host) == 0;
}

static struct stretch around(const struct findings *f, const char *host, int64_t at_ns)
{
	const struct timeline *t = &f->run->timeline;
	struct stretch s = {0};

	for (size_t i = 0; i < t->len && !s.after; i++) {
		if (!is_clock_of(&t->at[i], host))
			continue;
		if (t->at[i].at_ns <= at_ns || !s.before)
			s.before =
				&t->at[i]; /* of what was before the first, that is the nearest */
		else
			s.after = &t->at[i];
	}
	return s;
}

static int64_t distance(int64_t a, int64_t b)
{
	return a > b ? a - b : b - a;
}

/* There is a measurement before. */
static int64_t unsure_in(const struct stretch *s)
{
	int64_t unsure = s->before ? s->before->unsure_ns : 0;
	int64_t by_next = s->before && s->after
				  ? distance(s->before->offset, s->after->offset) +
					    s->after->unsure_ns
				  : 0;

	return by_next > unsure ? by_next : unsure;
}

/* The one engine's clock is ours, unless it was seen not to be. */
static bool is_off(const struct stretch *s)
{
	return s->before->offset || (s->after && s->after->offset);
}

int64_t clock_unsure_ns(const struct findings *f, int32_t node, int64_t at_ns)
{
	const char *host = host_of(f, node);
	struct stretch s = around(f, host, at_ns);

	if (!s.before)
		return *host ? NEVER : 0;
	return *host || is_off(&s) ? unsure_in(&s) : 0;
}

char *clock_doubt(const struct findings *f, int32_t node, int64_t at_ns)
{
	const char *host = host_of(f, node);
	struct stretch s = around(f, host, at_ns);
	const char *of = *host ? "of host " : "of the engine";

	if (!s.before)
		return *host ? xasprintf(
				       "the clock %s%s could not be measured: its times "
				       "prove nothing",
				       of, host)
			     : NULL;
	if ((!*host && !is_off(&s)) || unsure_in(&s) <= CLOCK_BEARS_NS)
		return NULL;
	if (!s.after)
		return xasprintf("the clock %s%s is known to within %s only", of, host,
				 DURATION_TEXT(s.before->unsure_ns));
	return xasprintf(
		"the clock %s%s moved by %s between %+.2f s and %+.2f s: its times there "
		"are unsure by %s, and more than %s proves nothing",
		of, host, DURATION_TEXT(distance(s.before->offset, s.after->offset)),
		ns_to_s(s.before->at_ns - f->begin_ns),
		ns_to_s(s.after->at_ns - f->begin_ns), DURATION_TEXT(unsure_in(&s)),
		DURATION_TEXT(CLOCK_BEARS_NS));
}

static struct clock_finding *clock_of(struct findings *f, const struct event *ev)
{
	struct clock_finding *c;

	for (size_t i = 0; i < f->n_clocks; i++)
		if (strcmp(f->clocks[i].host, ev->name) == 0)
			return &f->clocks[i];
	c = GROW(f->clocks, f->n_clocks);
	*c = (struct clock_finding){.host = ev->name,
				    .first_ns = ev->offset,
				    .last_ns = ev->offset,
				    .moved_from_ns = ev->at_ns,
				    .moved_to_ns = ev->at_ns,
				    .unsure_ns = ev->unsure_ns};
	return c;
}

static void take(struct clock_finding *c, const struct stretch *s)
{
	int64_t unsure = unsure_in(s), moved;

	c->unsure_ns = unsure > c->unsure_ns ? unsure : c->unsure_ns;
	if (!s->before || !s->after)
		return;
	moved = distance(s->before->offset, s->after->offset);
	if (moved <= c->moved_ns)
		return;
	c->moved_ns = moved;
	c->moved_from_ns = s->before->at_ns;
	c->moved_to_ns = s->after->at_ns;
}

static void drop(struct findings *f, size_t i)
{
	f->clocks[i] = f->clocks[--f->n_clocks];
	if (f->n_clocks == 0) { /* GROW() wants to see the length it made */
		free(f->clocks);
		f->clocks = NULL;
	}
}

static bool is_news(const struct clock_finding *c)
{
	return *c->host || c->first_ns || c->last_ns || c->moved_ns;
}

void find_clocks(struct findings *f)
{
	const struct timeline *t = &f->run->timeline;

	for (size_t i = 0; i < t->len; i++) {
		const struct event *ev = &t->at[i];
		struct clock_finding *c;
		struct stretch s;

		if (ev->kind != EVENT_CLOCK || !ev->name)
			continue;
		c = clock_of(f, ev);
		s = around(f, ev->name, ev->at_ns);
		c->measured++;
		c->last_ns = ev->offset;
		take(c, &s);
	}
	for (size_t i = f->n_clocks; i-- > 0;)
		if (!is_news(&f->clocks[i]))
			drop(f, i);
}
