/* settled.c - what became of every record, and whether the replicas hold the same. */
#include "page/part.h"

#include <inttypes.h>

static void row(const struct page *p, struct table *t, const struct settlement *s)
{
	const uint64_t counts[] = {
		s->produced, s->acked,      s->rejected,  s->unknown,    s->unknown_found,
		s->lost,     s->duplicated, s->reordered, s->unverified, s->unaccounted};

	table_add(t, "%s", p->plan->workloads[s->workload].name);
	for (size_t i = 0; i < ARRAY_LEN(counts); i++)
		table_add(t, "%" PRIu64, counts[i]);
}

static void records(const struct page *p)
{
	struct table t = {.align = "lrrrrrrrrrr"};
	const enum word heads[] = {WORD_WORKLOAD,   WORD_PRODUCED,   WORD_ACKED,
				   WORD_REJECTED,   WORD_UNKNOWN,    WORD_UNKNOWN_FOUND,
				   WORD_LOST_SHORT, WORD_DUPLICATED, WORD_REORDERED,
				   WORD_UNVERIFIED, WORD_UNACCOUNTED};

	if (p->f->n_settlements == 0)
		return;
	for (size_t i = 0; i < ARRAY_LEN(heads); i++)
		table_add(&t, "%s", word(p->t->lang, heads[i]));
	for (size_t i = 0; i < p->f->n_settlements; i++)
		row(p, &t, &p->f->settlements[i]);
	table_write(p, &t, W(p, SETTLEMENT), false);
}

static void lost(const struct page *p, const struct settlement *s)
{
	struct table t = {.align = "rrrr"};
	static const char *const heads[] = {"seq", "partition", "offset"};

	if (s->n_first_lost == 0)
		return;
	for (size_t i = 0; i < ARRAY_LEN(heads); i++)
		table_add(&t, "%s", heads[i]);
	table_add(&t, "%s", W(p, ACKED));
	for (size_t i = 0; i < s->n_first_lost; i++) {
		const struct lost_record *r = &s->first_lost[i];

		table_add(&t, "%" PRIu32, r->seq);
		table_add(&t, "%d", r->partition);
		table_add(&t, r->offset < 0 ? "-" : "%" PRId64, r->offset);
		table_add(&t, "%s", WHEN(p, r->done_ns));
	}
	table_write(p, &t, W(p, FIRST_LOST), true);
	if (s->lost > s->n_first_lost)
		putf(p, "<p>+ %" PRIu64 "</p>\n", s->lost - s->n_first_lost);
}

enum { REPLICAS_SHOWN = 20 };

static void differing(const struct page *p, const struct event *ev)
{
	put(p, "<li>");
	sayf(p, "%s, %s/%d", page_node(p, ev->node), ev->topic, ev->partition);
	if (ev->complete)
		sayf(p, ", offset %" PRId64, ev->offset);
	sayf(p, ": %s", ev->text ? ev->text : "?");
	put(p, "</li>\n");
}

static void replicas(const struct page *p)
{
	const struct replicas_finding *r = &p->f->replicas;
	size_t shown = 0, odd = 0;

	if (!r->len) {
		element(p, "p", NULL, W(p, NOT_COMPARED));
		return;
	}
	putf(p, "<p%s>%s: %zu / %zu %s</p>\n", r->differ ? " class=\"warn\"" : "",
	     W(p, REPLICAS), r->same, r->len, W(p, IDENTICAL));
	for (size_t i = 0; i < r->len; i++) {
		if (r->all[i]->complete && r->all[i]->up)
			continue;
		odd++;
		if (shown < REPLICAS_SHOWN) {
			put(p, shown ? "" : "<ul>\n");
			differing(p, r->all[i]);
			shown++;
		}
	}
	put(p, shown ? "</ul>\n" : "");
	if (odd > shown)
		putf(p, "<p>+ %zu %s</p>\n", odd - shown, W(p, MORE_LEFT_OUT));
}

void part_settled(const struct page *p)
{
	section_begin(p, "settled", W(p, SETTLEMENT));
	element(p, "p", "help", W(p, SETTLEMENT_HELP));
	if (!p->f->settled)
		element(p, "p", "warn", W(p, READ_BACK_MISSING));
	records(p);
	for (size_t i = 0; i < p->f->n_settlements; i++)
		lost(p, &p->f->settlements[i]);
	if (p->f->foreign)
		putf(p, "<p>%s: %" PRIu64 "</p>\n", W(p, FOREIGN), p->f->foreign);
	replicas(p);
	section_end(p);
}
