/* logs.c - what the nodes logged, in plain words. */
#include "writeup/sections.h"

enum { LOGS_SHOWN = 16 };

static bool is_in(const struct digest_row *r, struct scope s, int32_t node)
{
	return r->first_ns >= s.from_ns && r->first_ns < s.to_ns &&
	       (node == ANY_NODE || r->node == node);
}

size_t write_log_rows(struct writer *w, struct scope s, int32_t node)
{
	size_t n = 0;

	for (size_t i = 0; i < w->f->n_digest; i++) {
		const struct digest_row *r = &w->f->digest[i];

		if (!is_in(r, s, node) || n++ >= LOGS_SHOWN)
			continue;
		if (n == 1)
			HEAD(w, SAY_T_WHEN, SAY_T_NODE, SAY_T_SAYS, SAY_T_LINES);
		w_table_row(w, VALUES(r->count > 1 ? w_keepf(w, "%s … %s",
							     w_when(w, r->first_ns),
							     w_when(w, r->last_ns))
						   : w_when(w, r->first_ns),
				      w_node_name(w, r->node), w_heard(w, r->words),
				      w_number(w, r->count)));
	}
	if (n)
		strbuf_addch(w->out, '\n');
	if (n > LOGS_SHOWN)
		w_paragraph(w, SAY_LEFT_OUT, VALUES(w_number(w, n - LOGS_SHOWN)));
	return n;
}

void write_logs(struct writer *w, size_t phase)
{
	struct scope s = {w->f->phases[phase].begin_ns, w->f->phases[phase].end_ns};

	for (size_t i = 0; i < w->f->n_digest; i++)
		if (is_in(&w->f->digest[i], s, ANY_NODE)) {
			w_paragraph(w, SAY_LOGS, NULL);
			(void)write_log_rows(w, s, ANY_NODE);
			return;
		}
}
