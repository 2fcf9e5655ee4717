/* data.c - what became of the records, and whether the replicas are the same. */
#include "writeup/sections.h"

static void lost(struct writer *w, const struct settlement *s)
{
	const char *who = workload_name(w, s->workload);

	if (s->acked == 0)
		item(w, SAY_LOST_NO_ACKS, VALUES(who));
	else if (s->lost)
		item(w, SAY_LOST_SOME,
		     VALUES(who, number(w, s->lost), number(w, s->acked)));
	else if (!s->unverified)
		item(w, SAY_LOST_NONE, VALUES(who, number(w, s->acked)));
	if (s->unverified)
		item(w, SAY_LOST_NOBODY_KNOWS,
		     VALUES(who, number(w, s->acked), number(w, s->unverified)));
}

static void first_lost(struct writer *w, const struct settlement *s)
{
	const char *records[LOST_SHOWN];

	for (size_t i = 0; i < s->n_first_lost; i++)
		records[i] = said(w, SAY_LOST_RECORD,
				  VALUES(number(w, s->first_lost[i].seq),
					 keepf(w, "%d", s->first_lost[i].partition)));
	if (s->n_first_lost)
		item(w, SAY_LOST_FIRST, VALUES(joined(w, records, s->n_first_lost)));
}

void write_settled(struct writer *w, const struct settlement *s)
{
	lost(w, s);
	first_lost(w, s);
	if (!w->f->settled)
		return;
	if (s->duplicated)
		item(w, SAY_DOUBLED_SOME, VALUES(number(w, s->duplicated)));
	else
		item(w, SAY_DOUBLED_NONE, NULL);
	if (s->reordered)
		item(w, SAY_REORDERED_SOME, VALUES(number(w, s->reordered)));
	else
		item(w, SAY_REORDERED_NONE, NULL);
}

void write_replicas(struct writer *w)
{
	const struct replicas_finding *r = &w->f->replicas;

	if (r->len == 0)
		item(w, SAY_REPLICAS_NONE, NULL);
	else if (r->same == r->len)
		item(w, SAY_REPLICAS_SAME, VALUES(number(w, r->len)));
	else
		item(w, SAY_REPLICAS_DIFFER,
		     VALUES(number(w, r->len), number(w, r->differ), number(w, r->same),
			    number(w, r->unread)));
}

static void settlement_table(struct writer *w)
{
	HEAD(w, SAY_T_WORKLOAD, SAY_T_PRODUCED, SAY_T_ACKED, SAY_T_REJECTED,
	     SAY_T_UNKNOWN, SAY_T_WRITTEN, SAY_T_LOST, SAY_T_UNVERIFIED, SAY_T_DUPLICATED,
	     SAY_T_REORDERED, SAY_T_UNACCOUNTED);
	for (size_t i = 0; i < w->f->n_settlements; i++) {
		const struct settlement *s = &w->f->settlements[i];

		table_row(w, VALUES(workload_name(w, s->workload), number(w, s->produced),
				    number(w, s->acked), number(w, s->rejected),
				    number(w, s->unknown), number(w, s->unknown_found),
				    keepf(w, "**%s**", number(w, s->lost)),
				    number(w, s->unverified), number(w, s->duplicated),
				    number(w, s->reordered), number(w, s->unaccounted)));
	}
	strbuf_addch(w->out, '\n');
}

static void disks(struct writer *w)
{
	const char *at[64];
	size_t n = 0;

	for (size_t i = 0; i < w->f->n_disks && n < 64; i++)
		at[n++] = said(w, SAY_DISK,
			       VALUES(node_name(w, w->f->disks[i].node),
				      w->f->disks[i].bytes < 0
					      ? said(w, SAY_NOT_TOLD, NULL)
					      : bytes(w, w->f->disks[i].bytes)));
	if (n)
		item(w, SAY_DISKS, VALUES(joined(w, at, n)));
}

void write_data(struct writer *w)
{
	block_begin(w, "data");
	paragraph(w, SAY_H_DATA, NULL);
	paragraph(w, w->f->settled ? SAY_DATA_METHOD : SAY_DATA_UNREAD, NULL);
	if (w->f->n_settlements)
		settlement_table(w);
	else
		paragraph(w, SAY_DATA_NO_WRITERS, NULL);
	for (size_t i = 0; i < w->f->n_settlements; i++)
		write_settled(w, &w->f->settlements[i]);
	if (w->f->foreign)
		item(w, SAY_FOREIGN, VALUES(number(w, w->f->foreign)));
	write_replicas(w);
	disks(w);
	strbuf_addch(w->out, '\n');
	paragraph(w, SAY_DATA_LIMITS, NULL);
	block_end(w, "data");
	own_words(w);
}
