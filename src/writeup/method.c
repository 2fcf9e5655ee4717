/* method.c - how it was measured, and how far that can be trusted. */
#include "base/str.h"
#include "writeup/sections.h"

static void instrument(struct writer *w)
{
	const struct instrument_finding *i = &w->f->instrument;

	if (i->worst_late_ns > 0)
		item(w, SAY_METHOD_INSTRUMENT,
		     VALUES(length(w, i->worst_late_ns),
			    decimal(w, 100 * i->cpu_share, 0)));
	if (i->contended >= 0.01)
		item(w, SAY_METHOD_CONTENDED, VALUES(decimal(w, 100 * i->contended, 0)));
}

/* What is known of the client's version is the same in each run: it stands in the environment. */
static void notes(struct writer *w)
{
	bool any = false;

	for (size_t i = 0; i < w->f->n_notes; i++) {
		if (str_starts(w->f->notes[i], "client: "))
			continue;
		if (!any)
			paragraph(w, SAY_METHOD_NOTES, NULL);
		any = true;
		strbuf_addf(w->out, "- %s\n", heard(w, w->f->notes[i]));
	}
	if (any)
		strbuf_addch(w->out, '\n');
}

void write_method(struct writer *w)
{
	block_begin(w, "method");
	paragraph(w, SAY_H_METHOD, NULL);
	item(w, SAY_METHOD_DUE, NULL);
	item(w, SAY_METHOD_WINDOWS, NULL);
	item(w, w->f->observed ? SAY_METHOD_WHO : SAY_METHOD_UNOBSERVED, NULL);
	item(w, w->f->settled ? SAY_METHOD_SETTLE : SAY_METHOD_NO_SETTLE, NULL);
	instrument(w);
	if (!w->f->run->ended)
		item(w, SAY_METHOD_CUT, NULL);
	item(w, SAY_DEFINITIONS, NULL);
	strbuf_addch(w->out, '\n');
	notes(w);
	block_end(w, "method");
}
