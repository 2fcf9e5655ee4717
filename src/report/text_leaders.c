/* Leaders that changed during the run: when, of which partitions, from whom to whom. */
#include "report/text.h"

enum { SHOWN = 16 }; /* per topic; results.json has all of them */

/* The steps of one instant: [from, to). */
struct instant_steps {
	const struct leader_step *from, *to;
};

static bool is_change(const struct leader_step *s)
{
	return !s->first && s->from != s->node;
}

static bool together(const struct leader_step *a, const struct leader_step *b)
{
	return is_change(b) && a->node == b->node && a->from == b->from &&
	       a->preferred == b->preferred;
}

/* Is it told in the row of a step before it? */
static bool is_told(const struct instant_steps *at, const struct leader_step *s)
{
	for (const struct leader_step *k = at->from; k < s; k++)
		if (together(s, k))
			return true;
	return false;
}

static void row(const struct text *t, struct table *table, const struct instant_steps *at,
		const struct leader_step *s)
{
	struct strbuf partitions = STRBUF_INIT;

	for (const struct leader_step *k = s; k < at->to; k++)
		if (together(s, k))
			strbuf_addf(&partitions, "%s%d", k == s ? "" : ", ",
				    k->partition);
	table_add(table, "%s", WHEN(t, s->at_ns));
	table_add(table, "%s -> %s", text_node(t, s->from), text_node(t, s->node));
	table_add(table, "%s%s", strbuf_text(&partitions),
		  s->preferred ? " (preferred)" : "");
	strbuf_release(&partitions);
}

static size_t instant_rows(const struct text *t, struct table *table,
			   const struct instant_steps *at, size_t n)
{
	for (const struct leader_step *s = at->from; s < at->to; s++)
		if (is_change(s) && s->at_ns >= t->f->begin_ns && !is_told(at, s) &&
		    n++ < SHOWN)
			row(t, table, at, s);
	return n;
}

static void topic_leaders(const struct text *t, const struct topic_finding *topic,
			  const char *name)
{
	const struct leader_step *end = topic->leaders + topic->n_leaders;
	struct instant_steps at = {.to = topic->leaders};
	struct table table = {.align = "rll"};
	size_t n = 0;

	while (at.to < end) {
		at.from = at.to;
		while (at.to < end && at.to->at_ns == at.from->at_ns)
			at.to++;
		n = instant_rows(t, &table, &at, n);
	}
	if (n == 0)
		return;
	text_paragraph(t, INDENT, "leaders of %s moved (partitions)", name);
	text_table(t, &table, INDENT + 2);
	if (n > SHOWN)
		text_paragraph(t, INDENT + 2,
			       "... and %zu more (results.json has them all)", n - SHOWN);
}

void text_leaders(const struct text *t)
{
	for (size_t i = 0; i < t->plan->n_topics; i++)
		topic_leaders(t, &t->f->topics[i], t->plan->topics[i].name);
}
