#include "page/group.h"

#include "base/mem.h"

void group_begin(struct group *g, const struct page *p)
{
	*g = (struct group){.page = *p};
	g->page.out = &g->lanes;
}

static int64_t cell_ns(const struct group *g)
{
	return (g->page.f->end_ns - g->page.f->begin_ns) / LANE_BARS + 1;
}

static void count(struct group_cell *c, size_t member, const struct bar *b)
{
	c->members += c->last != member;
	c->last = member;
	if (c->text && b->rank <= c->rank)
		return;
	free(c->text);
	c->text = xstrdup(b->text);
	c->class = b->class;
	c->rank = b->rank;
}

static void add_bar(struct group *g, const struct bar *b)
{
	int64_t begin = g->page.f->begin_ns, cell = cell_ns(g);
	int64_t first = (b->from_ns - begin) / cell, last = (b->to_ns - begin) / cell;

	/* What ends where a cell begins is not in it, unless it is a moment. */
	if (last > first && (b->to_ns - begin) % cell == 0)
		last--;
	for (int64_t i = first; i <= last && i < LANE_BARS; i++)
		count(&g->cells[i], g->members, b);
}

const struct page *group_page(const struct group *g, const struct page *p)
{
	return g ? &g->page : p;
}

void group_lane(struct group *g, const struct page *p, struct lane *l, const char *kind,
		const char *name, const char *sub)
{
	if (g)
		g->members++;
	for (size_t i = 0; g && i < l->len; i++)
		if (strcmp(l->bars[i].class, "ok") != 0)
			add_bar(g, &l->bars[i]);
	lane_write(group_page(g, p), l, kind, name, sub);
}

static bool alike(const struct group_cell *a, const struct group_cell *b)
{
	return a->members == b->members && a->class == b->class &&
	       strcmp(a->text, b->text) == 0;
}

/* The cells as bars, neighbours that say the same as one. */
static void add_cells(const struct group *g, const struct page *p, struct lane *l)
{
	int64_t begin = p->f->begin_ns, cell = cell_ns(g);

	for (int64_t i = 0, end; i < LANE_BARS; i = end) {
		const struct group_cell *c = &g->cells[i];

		end = i + 1;
		if (!c->members)
			continue;
		while (end < LANE_BARS && g->cells[end].members &&
		       alike(c, &g->cells[end]))
			end++;
		(void)lane_add(p, l, begin + i * cell, begin + end * cell, 1, c->class,
			       "%zu / %zu: %s", c->members, g->members, c->text);
	}
}

void group_end(struct group *g, const struct page *p, const char *kind, const char *name,
	       const char *sub, const char *fine)
{
	struct lane l = {0};

	(void)lane_add(p, &l, p->f->begin_ns, p->f->end_ns, 0, "ok", "%zu / %zu %s",
		       g->members, g->members, fine);
	add_cells(g, p, &l);
	putf(p, "<details class=\"group of-%s\"><summary>", kind);
	lane_write(p, &l, kind, name, sub);
	put(p, "</summary><div class=\"members\">\n");
	put(p, strbuf_text(&g->lanes));
	put(p, "</div></details>\n");
	for (size_t i = 0; i < LANE_BARS; i++)
		free(g->cells[i].text);
	strbuf_release(&g->lanes);
}
