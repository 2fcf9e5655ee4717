/* What the nodes logged, phase by phase. */
#include "report/text.h"

#include <inttypes.h>

enum { SHOWN = 12 /* of a phase */ };

static void add_row(const struct text *t, struct table *table,
		    const struct digest_row *row)
{
	table_add(table, "%s", WHEN(t, row->first_ns));
	if (row->count > 1)
		table_add(table, ".. %s", WHEN(t, row->last_ns));
	else
		table_add(table, "%s", "");
	table_add(table, "%s", text_node(t, row->node));
	if (row->count > 1)
		table_add(table, "%s, %" PRIu64 " lines", row->words, row->count);
	else
		table_add(table, "%s", row->words);
}

static void of_phase(const struct text *t, size_t phase)
{
	struct table table = {.align = "rlll"};
	size_t rows = 0;

	for (size_t i = 0; i < t->f->n_digest; i++)
		if (t->f->digest[i].phase == (int)phase && rows++ < SHOWN)
			add_row(t, &table, &t->f->digest[i]);
	if (!rows)
		return;
	text_paragraph(t, INDENT, "%s", t->plan->phases[phase].name);
	text_table(t, &table, INDENT + 2);
	if (rows > SHOWN)
		text_paragraph(t, INDENT + 2, "... and %zu more (results.json has them)",
			       rows - SHOWN);
}

void text_digest(const struct text *t)
{
	if (!t->f->n_digest)
		return;
	text_heading(t, "what the nodes logged", NULL);
	for (size_t i = 0; i < t->plan->n_phases; i++)
		of_phase(t, i);
}
