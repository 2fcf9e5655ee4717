/* controllers.c - from the controllers' claims to spans of who was active. */
#include "analyse/replay.h"
#include "base/mem.h"

struct controllers {
	struct controller_span *at; /* to_ns: where the next one begins */
	size_t len;
};

struct controllers *controllers_new(void)
{
	return xcalloc(1, sizeof(struct controllers));
}

static void look(struct controllers *c, const struct view *v, int64_t at_ns)
{
	int32_t epoch, node = view_controller(v, at_ns, &epoch);
	struct controller_span *last = c->len ? &c->at[c->len - 1] : NULL;

	if (last && last->node == node && last->epoch == epoch)
		return;
	if (last)
		last->to_ns = at_ns;
	*GROW(c->at, c->len) = (struct controller_span){at_ns, at_ns, node, epoch};
}

/* The first moment after `after_ns` at which a claim runs out, or NEVER. */
static int64_t next_expiry(const struct view *v, int64_t after_ns)
{
	int64_t first = NEVER;

	for (size_t i = 0; i < v->len; i++) {
		int64_t at = v->nodes[i].hw_moved_ns + CLAIM_HOLDS_NS + 1;

		if (v->nodes[i].claims && at > after_ns && (first == NEVER || at < first))
			first = at;
	}
	return first;
}

static void run_out(struct controllers *c, const struct view *v, int64_t after_ns,
		    int64_t before_ns)
{
	int64_t at = next_expiry(v, after_ns);

	for (; at != NEVER && at < before_ns; at = next_expiry(v, at))
		look(c, v, at);
}

void controllers_before(struct controllers *c, const struct replay *r)
{
	if (r->last_ns != NEVER)
		run_out(c, &r->view, r->last_ns, r->now_ns);
}

void controllers_after(struct controllers *c, const struct replay *r)
{
	look(c, &r->view, r->now_ns);
}

static bool in_gap(const struct findings *f, int64_t from_ns, int64_t to_ns)
{
	for (size_t i = 0; i < f->n_gaps; i++)
		if (f->gaps[i].from_ns < to_ns && f->gaps[i].to_ns + NS_PER_S > from_ns)
			return true;
	return false;
}

static void append(struct findings *f, struct controller_span s)
{
	struct controller_span *last = f->n_controllers
					       ? &f->controllers[f->n_controllers - 1]
					       : NULL;

	if (s.from_ns >= s.to_ns)
		return;
	if (last && last->node == s.node && last->epoch == s.epoch)
		last->to_ns = s.to_ns;
	else
		*GROW(f->controllers, f->n_controllers) = s;
}

/* An absence while nobody looked, with the same controller before and after, is not proven. */
static bool unproven(const struct findings *f, const struct controllers *c, size_t i)
{
	const struct controller_span *s = &c->at[i];

	return s->node < 0 && i > 0 && i + 1 < c->len && s[-1].node == s[1].node &&
	       s[-1].epoch == s[1].epoch && in_gap(f, s->from_ns, s->to_ns);
}

static struct controller_span clip(const struct findings *f, struct controller_span s)
{
	if (s.from_ns < f->begin_ns)
		s.from_ns = f->begin_ns;
	if (s.to_ns > f->end_ns)
		s.to_ns = f->end_ns;
	return s;
}

size_t findings_controller_changes(const struct findings *f, int64_t from_ns,
				   int64_t to_ns)
{
	const struct controller_span *before = NULL;
	size_t n = 0;

	for (size_t i = 0; i < f->n_controllers; i++) {
		const struct controller_span *s = &f->controllers[i];

		if (s->node < 0)
			continue;
		if (before && (before->node != s->node || before->epoch != s->epoch))
			n += s->from_ns >= from_ns && s->from_ns < to_ns;
		before = s;
	}
	return n;
}

void controllers_finish(struct controllers *c, const struct replay *r)
{
	struct findings *f = r->f;

	if (r->now_ns != NEVER)
		run_out(c, &r->view, r->now_ns, f->end_ns);
	if (c->len)
		c->at[c->len - 1].to_ns = f->end_ns;
	for (size_t i = 0; i < c->len; i++) {
		struct controller_span s = c->at[i];

		if (unproven(f, c, i)) {
			s.node = c->at[i - 1].node;
			s.epoch = c->at[i - 1].epoch;
		}
		append(f, clip(f, s));
	}
	f->controller_changes = findings_controller_changes(f, f->begin_ns, f->end_ns);
	free(c->at);
	free(c);
}
