/* method.c - how it was measured, and how far that can be trusted. */
#include "base/str.h"
#include "writeup/sections.h"

static void instrument(struct writer *w)
{
	const struct instrument_finding *i = &w->f->instrument;

	if (i->worst_late_ns > 0)
		w_item(w, SAY_METHOD_INSTRUMENT,
		       VALUES(w_length(w, i->worst_late_ns),
			      w_decimal(w, 100 * i->cpu_share, 0)));
	if (i->contended >= 0.01)
		w_item(w, SAY_METHOD_CONTENDED,
		       VALUES(w_decimal(w, 100 * i->contended, 0)));
}

/* What is known of the client's version is the same in each run: it stands in the environment. */
static void notes(struct writer *w)
{
	bool any = false;

	for (size_t i = 0; i < w->f->n_notes; i++) {
		if (str_starts(w->f->notes[i], "client: "))
			continue;
		if (!any)
			w_paragraph(w, SAY_METHOD_NOTES, NULL);
		any = true;
		strbuf_addf(w->out, "- %s\n", w_heard(w, w->f->notes[i]));
	}
	if (any)
		strbuf_addch(w->out, '\n');
}

void write_method(struct writer *w)
{
	w_block_begin(w, "method");
	w_paragraph(w, SAY_H_METHOD, NULL);
	w_item(w, SAY_METHOD_DUE, NULL);
	w_item(w, SAY_METHOD_WINDOWS, NULL);
	w_item(w, w->f->observed ? SAY_METHOD_WHO : SAY_METHOD_UNOBSERVED, NULL);
	w_item(w, w->f->settled ? SAY_METHOD_SETTLE : SAY_METHOD_NO_SETTLE, NULL);
	instrument(w);
	if (!w->f->run->ended)
		w_item(w, SAY_METHOD_CUT, NULL);
	w_item(w, SAY_DEFINITIONS, NULL);
	strbuf_addch(w->out, '\n');
	notes(w);
	w_block_end(w, "method");
}
