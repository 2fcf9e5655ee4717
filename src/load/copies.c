#include "load/copies.h"

#include "base/mem.h"

enum {
	BITS = 64,
	WARM_MOST = 1 << 24, /* warm-up records come before those that were asked for */
};

struct place {
	int64_t highest; /* sequence number so far; -1: none */
	struct bulk_order counts;
};

/* Of one bulk workload; of others everything is empty. */
struct found_bits {
	uint64_t *once, *again;
	size_t words;
	int64_t most; /* no sequence number is as high as this */
	struct place *places;
	int32_t partitions;
};

struct copies {
	struct found_bits *of; /* as the plan's workloads */
	size_t len;
};

static void prepare(struct found_bits *f, const struct workload_plan *w, int partitions,
		    uint16_t producer)
{
	f->most = w->records + WARM_MOST;
	f->partitions = partitions;
	f->places = xcalloc((size_t)partitions, sizeof(*f->places));
	for (int p = 0; p < partitions; p++) {
		f->places[p].highest = -1;
		f->places[p].counts = (struct bulk_order){.producer = producer,
							  .partition = (uint16_t)p};
	}
}

struct copies *copies_new(const struct plan *plan)
{
	struct copies *c = xcalloc(1, sizeof(*c));

	c->len = plan->n_workloads;
	c->of = xcalloc(c->len + 1, sizeof(*c->of));
	for (size_t i = 0; i < c->len; i++) {
		const struct workload_plan *w = &plan->workloads[i];
		const struct topic_plan *t = plan_topic(plan, w->topic);

		if (workload_is_bulk(w) && t)
			prepare(&c->of[i], w, t->partitions, (uint16_t)i);
	}
	return c;
}

void copies_free(struct copies *c)
{
	if (!c)
		return;
	for (size_t i = 0; i < c->len; i++) {
		free(c->of[i].once);
		free(c->of[i].again);
		free(c->of[i].places);
	}
	free(c->of);
	free(c);
}

static void grow(struct found_bits *f, size_t words)
{
	size_t more = f->words ? f->words : 1024;

	while (f->words + more < words)
		more *= 2;
	f->once = xrealloc(f->once, f->words + more, sizeof(*f->once));
	f->again = xrealloc(f->again, f->words + more, sizeof(*f->again));
	memset(f->once + f->words, 0, more * sizeof(*f->once));
	memset(f->again + f->words, 0, more * sizeof(*f->again));
	f->words += more;
}

static void take(struct found_bits *f, struct place *at, uint32_t seq)
{
	uint64_t bit = UINT64_C(1) << seq % BITS;
	size_t word = seq / BITS;

	at->counts.read++;
	if (f->once[word] & bit) {
		f->again[word] |= bit;
		at->counts.duplicated++;
		return;
	}
	f->once[word] |= bit;
	if ((int64_t)seq < at->highest)
		at->counts.reordered++;
	else
		at->highest = seq;
}

bool copies_take(struct copies *c, uint16_t producer, int32_t partition, uint32_t seq)
{
	struct found_bits *f = producer < c->len ? &c->of[producer] : NULL;

	if (!f || (int64_t)seq >= f->most || partition < 0 || partition >= f->partitions)
		return false;
	if (seq / BITS >= f->words)
		grow(f, seq / BITS + 1);
	take(f, &f->places[partition], seq);
	return true;
}

static bool is_set(const uint64_t *bits, size_t seq)
{
	return bits[seq / BITS] >> seq % BITS & 1;
}

/* From `seq` on, the first whose bit is `value`; `end` when there is none. Whole words are stepped over. */
static size_t next_of(const uint64_t *bits, size_t seq, size_t end, bool value)
{
	uint64_t dull = value ? 0 : UINT64_MAX;

	while (seq < end) {
		if (seq % BITS == 0 && bits[seq / BITS] == dull)
			seq += BITS;
		else if (is_set(bits, seq) == value)
			break;
		else
			seq++;
	}
	return seq < end ? seq : end;
}

static void write_runs(const struct found_bits *f, const uint64_t *bits,
		       struct bulk_copies row, struct stream *runs)
{
	size_t end = f->words * BITS, from = next_of(bits, 0, end, true);

	while (from < end) {
		size_t to = next_of(bits, from, end, false);

		row.from = (uint32_t)from;
		row.count = (uint32_t)(to - from);
		stream_copies(runs, &row);
		from = next_of(bits, to, end, true);
	}
}

void copies_write(const struct copies *c, struct stream *runs, struct stream *order)
{
	for (size_t i = 0; i < c->len; i++) {
		const struct found_bits *f = &c->of[i];
		struct bulk_copies row = {.producer = (uint16_t)i};

		write_runs(f, f->once, row, runs);
		row.again = 1;
		write_runs(f, f->again, row, runs);
		for (int32_t p = 0; p < f->partitions; p++)
			stream_order(order, &f->places[p].counts);
	}
}
