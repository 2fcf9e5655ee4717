/* tables.c - the cluster's tables at a boundary of phases, in the shapes of Kafka's own tools. */
#include "report/describe.h"
#include "writeup/sections.h"

#include "base/mem.h"

enum { COLUMNS = 140, PARTITIONS_SHOWN = 64 };

const struct description *tables_at(const struct writer *w, size_t phase)
{
	for (size_t i = 0; i < w->told->n_tables; i++)
		if (w->told->tables[i].phase == (int)phase)
			return &w->told->tables[i];
	return NULL;
}

void write_nodes_table(struct writer *w, const struct description *d)
{
	struct strbuf text = STRBUF_INIT;

	report_nodes(d, COLUMNS, &text);
	w_fence(w, strbuf_text(&text));
	strbuf_release(&text);
}

/* The user's own topics; Kafka's internal ones would be most of the text. A shallow copy, of which only the list is new. */
static struct description without_internal(const struct description *d,
					   size_t *partitions)
{
	struct description own = *d;

	own.topics = xcalloc(d->n_topics + 1, sizeof(*own.topics));
	own.n_topics = 0;
	for (size_t i = 0; i < d->n_topics; i++) {
		if (d->topics[i].is_internal)
			continue;
		own.topics[own.n_topics++] = d->topics[i];
		*partitions += d->topics[i].n_partitions;
	}
	return own;
}

void write_tables(struct writer *w, const struct description *d)
{
	struct strbuf text = STRBUF_INIT;
	size_t partitions = 0;
	struct description own = without_internal(d, &partitions);

	if (partitions > PARTITIONS_SHOWN)
		own.n_topics = 0;
	report_description(&own, COLUMNS, &text);
	while (text.len > 1 && text.buf[text.len - 2] == '\n')
		text.buf[--text.len] = '\0';
	w_fence(w, strbuf_text(&text));
	if (partitions > PARTITIONS_SHOWN)
		w_paragraph(
			w, SAY_TABLES_LARGE,
			VALUES(w_number(w, partitions), w_name(w, told_name(w->told))));
	free(own.topics);
	strbuf_release(&text);
}
