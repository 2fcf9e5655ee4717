/*
 * settle_bulk.c - a bulk workload settled: runs of equal outcomes held against runs of records that were read
 * back.
 *
 * Both are in order (the reader has checked it), so one walk over both is enough, and only what is missing
 * is looked at record by record: whether it is lost depends on its partition.
 */
#include "analyse/parts.h"

/* First copies of one producer, in order. */
struct found_runs {
	const uint8_t *rows;
	size_t row_bytes, len;
	size_t at; /* the first that does not lie before what was asked last */
};

struct bulk_settler {
	const struct bulk_settling *in;
	struct settlement *to;
	struct found_runs found;
	bool all_verified, none_verified;
};

static struct bulk_copies run_at(const struct found_runs *f, size_t i)
{
	struct bulk_copies r;

	bulk_copies_unpack(&r, f->rows + i * f->row_bytes);
	return r;
}

static uint64_t end_of(const struct bulk_copies *r)
{
	return (uint64_t)r->from + r->count;
}

/* The first copies of a producer lie together. */
static struct found_runs find_runs(const struct run *run, size_t producer)
{
	struct found_runs out = {0};

	for (size_t i = 0; i < run->n_ledgers; i++) {
		const struct ledger *l = &run->ledgers[i];
		struct found_runs all = {l->rows, l->row_bytes, l->len, 0};
		size_t first = 0, end;

		if (l->kind != LEDGER_COPIES || l->len == 0)
			continue;
		while (first < all.len && (run_at(&all, first).producer != producer ||
					   run_at(&all, first).again))
			first++;
		for (end = first; end < all.len &&
				  run_at(&all, end).producer == producer &&
				  !run_at(&all, end).again;)
			end++;
		out = (struct found_runs){l->rows + first * l->row_bytes, l->row_bytes,
					  end - first, 0};
	}
	return out;
}

/* ---- what is missing ---- */

static int32_t partition_of(const struct bulk_settler *b, uint32_t seq)
{
	const struct workload_plan *w = b->in->plan;

	return w->spread == SPREAD_PARTITION ? w->partition
					     : bulk_partition(seq, b->in->partitions);
}

static void note_lost(struct settlement *to, uint32_t seq, int32_t partition)
{
	to->lost++;
	if (to->n_first_lost < LOST_SHOWN)
		to->first_lost[to->n_first_lost++] = (struct lost_record){
			.seq = seq,
			.partition = partition,
			.offset = -1,
			.due_ns = NEVER,
			.done_ns = NEVER};
}

/* Acknowledged records `from` to `end` are not there. */
static void miss(struct bulk_settler *b, uint64_t from, uint64_t end)
{
	if (b->none_verified) {
		b->to->unverified += end - from;
		return;
	}
	for (; from < end; from++) {
		int32_t p = partition_of(b, (uint32_t)from);

		if (b->all_verified && b->to->n_first_lost == LOST_SHOWN) {
			b->to->lost += end - from;
			return;
		}
		if (p >= 0 && p < b->in->partitions && b->in->verified[p])
			note_lost(b->to, (uint32_t)from, p);
		else
			b->to->unverified++;
	}
}

/* The next run of found records that reaches beyond `from`; false: there is none before `end`. */
static bool next_run(struct found_runs *f, uint64_t from, uint64_t end,
		     struct bulk_copies *out)
{
	for (; f->at < f->len; f->at++) {
		*out = run_at(f, f->at);
		if (end_of(out) > from)
			return out->from < end;
	}
	return false;
}

/* How many of the records from `from` to `end` were read back; the others are missed where `is_missed`. */
static uint64_t look_for(struct bulk_settler *b, uint64_t from, uint64_t end,
			 bool is_missed)
{
	struct bulk_copies r;
	uint64_t n = 0;

	while (from < end && next_run(&b->found, from, end, &r)) {
		uint64_t begin = r.from > from ? r.from : from;
		uint64_t stop = end_of(&r) < end ? end_of(&r) : end;

		if (begin > from && is_missed)
			miss(b, from, begin);
		n += stop - begin;
		from = stop;
	}
	if (from < end && is_missed)
		miss(b, from, end);
	return n;
}

static void settle_run(struct bulk_settler *b, const struct bulk_outcome *r)
{
	struct settlement *to = b->to;
	uint64_t end = (uint64_t)r->from + r->count;

	to->produced += r->count;
	switch (r->outcome) {
	case OUTCOME_ACKED:
		to->acked += r->count;
		to->acked_found += look_for(b, r->from, end, true);
		return;
	case OUTCOME_REJECTED:
		to->rejected += r->count;
		to->rejected_found += look_for(b, r->from, end, false);
		return;
	default: break; /* what is neither is not known */
	}
	to->unknown += r->count;
	to->unknown_found += look_for(b, r->from, end, false);
}

/* ---- the parts ---- */

/* Warm-up records were settled by their rows; all it takes are their flags. */
static void flag_warm(struct bulk_settler *b)
{
	const struct records *warm = b->in->warm;

	for (size_t seq = 0; seq < warm->n_seqs; seq++) {
		struct item *it = records_find(warm, (uint32_t)seq);

		if (look_for(b, seq, (uint64_t)seq + 1, false) && it)
			it->flags |= ITEM_FOUND;
	}
}

/* What nobody wrote down: gaps between the runs, and what was found behind the last of them. */
static void settle_runs(struct bulk_settler *b, size_t producer)
{
	const struct run *run = b->in->run;
	uint64_t next = b->in->warm->n_seqs;

	for (size_t i = 0; i < run->n_ledgers; i++) {
		const struct ledger *l = &run->ledgers[i];

		for (size_t k = 0;
		     l->kind == LEDGER_OUTCOMES && l->workload == producer && k < l->len;
		     k++) {
			struct bulk_outcome r;

			bulk_outcome_unpack(&r, l->rows + k * l->row_bytes);
			if (r.from < next) /* a row of its own, too: not counted twice */
				continue;
			b->to->unaccounted += r.from - next;
			settle_run(b, &r);
			next = (uint64_t)r.from + r.count;
		}
	}
	b->to->unaccounted += look_for(b, next, UINT64_C(1) << 32, false);
}

static void count_copies(struct bulk_settler *b, size_t producer)
{
	const struct run *run = b->in->run;

	for (size_t i = 0; i < run->n_ledgers; i++) {
		const struct ledger *l = &run->ledgers[i];

		for (size_t k = 0; l->kind == LEDGER_ORDER && k < l->len; k++) {
			struct bulk_order r;

			bulk_order_unpack(&r, l->rows + k * l->row_bytes);
			if (r.producer != producer)
				continue;
			b->to->duplicated += r.duplicated;
			b->to->reordered += r.reordered;
		}
	}
}

void settle_bulk(const struct bulk_settling *in, struct settlement *to)
{
	struct bulk_settler b = {.in = in,
				 .to = to,
				 .found = find_runs(in->run, to->workload),
				 .all_verified = true,
				 .none_verified = true};

	for (int p = 0; p < in->partitions; p++) {
		b.all_verified = b.all_verified && in->verified[p];
		b.none_verified = b.none_verified && !in->verified[p];
	}
	flag_warm(&b);
	settle_runs(&b, to->workload);
	count_copies(&b, to->workload);
}
