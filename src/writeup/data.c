/* data.c - what became of the records, and whether the replicas are the same. */
#include "writeup/sections.h"

static void lost(struct writer *w, const struct settlement *s)
{
	const char *who = w_workload_name(w, s->workload);

	if (s->acked == 0)
		w_item(w, SAY_LOST_NO_ACKS, VALUES(who));
	else if (s->lost)
		w_item(w, SAY_LOST_SOME,
		       VALUES(who, w_number(w, s->lost), w_number(w, s->acked)));
	else if (!s->unverified)
		w_item(w, SAY_LOST_NONE, VALUES(who, w_number(w, s->acked)));
	if (s->unverified)
		w_item(w, SAY_LOST_NOBODY_KNOWS,
		       VALUES(who, w_number(w, s->acked), w_number(w, s->unverified)));
}

static void first_lost(struct writer *w, const struct settlement *s)
{
	const char *records[LOST_SHOWN];

	for (size_t i = 0; i < s->n_first_lost; i++)
		records[i] = w_said(w, SAY_LOST_RECORD,
				    VALUES(w_number(w, s->first_lost[i].seq),
					   w_keepf(w, "%d", s->first_lost[i].partition)));
	if (s->n_first_lost)
		w_item(w, SAY_LOST_FIRST, VALUES(w_joined(w, records, s->n_first_lost)));
}

void write_settled(struct writer *w, const struct settlement *s)
{
	const char *who = w_workload_name(w, s->workload);

	lost(w, s);
	first_lost(w, s);
	if (!w->f->settled)
		return;
	if (s->duplicated)
		w_item(w, SAY_DOUBLED_SOME, VALUES(w_number(w, s->duplicated), who));
	else
		w_item(w, SAY_DOUBLED_NONE, VALUES(who));
	if (s->reordered)
		w_item(w, SAY_REORDERED_SOME, VALUES(w_number(w, s->reordered), who));
	else
		w_item(w, SAY_REORDERED_NONE, VALUES(who));
}

void write_replicas(struct writer *w)
{
	const struct replicas_finding *r = &w->f->replicas;

	if (r->len == 0)
		w_item(w, SAY_REPLICAS_NONE, NULL);
	else if (r->same == r->len)
		w_item(w, SAY_REPLICAS_SAME, VALUES(w_number(w, r->len)));
	else
		w_item(w, SAY_REPLICAS_DIFFER,
		       VALUES(w_number(w, r->len), w_number(w, r->differ),
			      w_number(w, r->same), w_number(w, r->unread)));
}

static void settlement_table(struct writer *w)
{
	HEAD(w, SAY_T_WORKLOAD, SAY_T_PRODUCED, SAY_T_ACKED, SAY_T_REJECTED,
	     SAY_T_UNKNOWN, SAY_T_WRITTEN, SAY_T_LOST, SAY_T_UNVERIFIED, SAY_T_DUPLICATED,
	     SAY_T_REORDERED, SAY_T_UNACCOUNTED);
	for (size_t i = 0; i < w->f->n_settlements; i++) {
		const struct settlement *s = &w->f->settlements[i];

		w_table_row(
			w,
			VALUES(w_workload_name(w, s->workload), w_number(w, s->produced),
			       w_number(w, s->acked), w_number(w, s->rejected),
			       w_number(w, s->unknown), w_number(w, s->unknown_found),
			       w_keepf(w, "**%s**", w_number(w, s->lost)),
			       w_number(w, s->unverified), w_number(w, s->duplicated),
			       w_number(w, s->reordered), w_number(w, s->unaccounted)));
	}
	strbuf_addch(w->out, '\n');
}

static void disks(struct writer *w)
{
	const char *at[64];
	size_t n = 0;

	for (size_t i = 0; i < w->f->n_disks && n < 64; i++)
		at[n++] = w_said(w, SAY_DISK,
				 VALUES(w_node_name(w, w->f->disks[i].node),
					w->f->disks[i].bytes < 0
						? w_said(w, SAY_NOT_TOLD, NULL)
						: w_bytes(w, w->f->disks[i].bytes)));
	if (n)
		w_item(w, SAY_DISKS, VALUES(w_joined(w, at, n)));
}

void write_data(struct writer *w)
{
	w_block_begin(w, "data");
	w_paragraph(w, SAY_H_DATA, NULL);
	w_paragraph(w, w->f->settled ? SAY_DATA_METHOD : SAY_DATA_UNREAD, NULL);
	if (w->f->n_settlements)
		settlement_table(w);
	else
		w_paragraph(w, SAY_DATA_NO_WRITERS, NULL);
	for (size_t i = 0; i < w->f->n_settlements; i++)
		write_settled(w, &w->f->settlements[i]);
	if (w->f->foreign)
		w_item(w, SAY_FOREIGN, VALUES(w_number(w, w->f->foreign)));
	write_replicas(w);
	disks(w);
	strbuf_addch(w->out, '\n');
	w_paragraph(w, SAY_DATA_LIMITS, NULL);
	w_block_end(w, "data");
	w_own_words(w);
}
