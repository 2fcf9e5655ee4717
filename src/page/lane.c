#include "page/lane.h"

#include "base/mem.h"

struct bar *lane_add(const struct page *p, struct lane *l, int64_t from_ns, int64_t to_ns,
		     int rank, const char *class, const char *fmt, ...)
{
	struct strbuf text = STRBUF_INIT;
	struct bar *b;
	va_list ap;

	if (from_ns < p->f->begin_ns)
		from_ns = p->f->begin_ns;
	if (to_ns > p->f->end_ns)
		to_ns = p->f->end_ns;
	if (to_ns < from_ns)
		return NULL;
	va_start(ap, fmt);
	strbuf_vaddf(&text, fmt, ap);
	va_end(ap);
	b = GROW(l->bars, l->len);
	*b = (struct bar){from_ns, to_ns, rank, class, strbuf_detach(&text), NULL};
	return b;
}

/* The worst bar that touches the cell; of equals the first. NULL: none. */
static const struct bar *worst_in(const struct lane *l, size_t *next, int64_t from_ns,
				  int64_t to_ns)
{
	const struct bar *worst = NULL;

	while (*next < l->len && l->bars[*next].to_ns <= from_ns)
		(*next)++;
	for (size_t i = *next; i < l->len && l->bars[i].from_ns < to_ns; i++)
		if (l->bars[i].to_ns > from_ns &&
		    (!worst || l->bars[i].rank > worst->rank))
			worst = &l->bars[i];
	return worst;
}

static void lane_clear(struct lane *l)
{
	for (size_t i = 0; i < l->len; i++) {
		free(l->bars[i].text);
		free(l->bars[i].anchor);
	}
	free(l->bars);
	*l = (struct lane){0};
}

/* By time; of those that begin together the worst last, which is drawn over the others. */
static int in_order(const void *a, const void *b)
{
	const struct bar *x = a, *y = b;

	if (x->from_ns != y->from_ns)
		return x->from_ns < y->from_ns ? -1 : 1;
	return x->rank - y->rank;
}

/* As many cells as there may be bars; what is worst in each stays. */
static void lane_fit(const struct page *p, struct lane *l)
{
	int64_t cell = (p->f->end_ns - p->f->begin_ns) / LANE_BARS + 1;
	struct lane fit = {0};
	size_t next = 0;

	for (int64_t at = p->f->begin_ns; at < p->f->end_ns; at += cell) {
		const struct bar *b = worst_in(l, &next, at, at + cell);
		struct bar *last = fit.len ? &fit.bars[fit.len - 1] : NULL;

		if (!b)
			continue;
		if (last && last->to_ns == at && strcmp(last->text, b->text) == 0)
			last->to_ns = at + cell;
		else
			(void)lane_add(p, &fit, at, at + cell, b->rank, b->class, "%s",
				       b->text);
	}
	lane_clear(l);
	*l = fit;
}

void lane_begin(const struct page *p, const char *kind, const char *name, const char *sub)
{
	putf(p, "<div class=\"lane %s\"><div class=\"name\"><span>", kind);
	say(p, name);
	put(p, "</span>");
	if (sub)
		element(p, "small", NULL, sub);
	put(p, "</div><div class=\"track\">");
}

void lane_end(const struct page *p)
{
	put(p, "</div><div class=\"value\"></div></div>\n");
}

static void bar_write(const struct page *p, const struct bar *b)
{
	const char *tag = b->anchor ? "a" : "span";

	putf(p, "<%s class=\"bar %s\" style=\"--a:%.3f;--b:%.3f\"", tag, b->class,
	     page_seconds(p, b->from_ns), page_seconds(p, b->to_ns));
	if (b->anchor)
		putf(p, " href=\"#%s\"", b->anchor);
	put(p, " title=\"");
	sayf(p, "%s: %s .. %s", b->text, WHEN(p, b->from_ns), WHEN(p, b->to_ns));
	put(p, "\">");
	say(p, b->text);
	putf(p, "</%s>", tag);
}

void lane_write(const struct page *p, struct lane *l, const char *kind, const char *name,
		const char *sub)
{
	if (l->len)
		qsort(l->bars, l->len, sizeof(*l->bars), in_order);
	if (l->len > LANE_BARS)
		lane_fit(p, l);
	lane_begin(p, kind, name, sub);
	for (size_t i = 0; i < l->len; i++)
		bar_write(p, &l->bars[i]);
	lane_end(p);
	lane_clear(l);
}
