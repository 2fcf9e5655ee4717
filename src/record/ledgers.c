#include "record/ledgers.h"

#include "base/file.h"
#include "base/mem.h"
#include "model/bulk.h"
#include "record/ledger_file.h"
#include "record/mapped.h"

#include <dirent.h>
#include <errno.h>

static void take_rows(struct ledger *l, const struct mapped *m)
{
	size_t bytes = m->len - LEDGER_HEADER_BYTES;

	l->rows = m->bytes + LEDGER_HEADER_BYTES;
	l->len = bytes / l->row_bytes;
	l->torn_bytes = bytes % l->row_bytes;
	l->map = m->map;
	l->map_bytes = m->len;
}

static bool is_near(int64_t ns)
{
	return ns >= -SPAN_MOST && ns <= SPAN_MOST;
}

/* A record without an answer has no `done`; one that was acknowledged got one. */
static bool produced_is_whole(const uint8_t *row)
{
	struct produced r;

	produced_unpack(&r, row);
	return is_near(r.due_ns) && is_near(r.sent_ns) &&
	       (is_near(r.done_ns) || (r.done_ns == NEVER && r.outcome != OUTCOME_ACKED));
}

static bool consumed_is_whole(const uint8_t *row)
{
	struct consumed r;

	consumed_unpack(&r, row);
	return is_near(r.received_ns);
}

/* Runs, and intervals, follow each other: none begins before the one before has ended. */
struct run_order {
	int64_t to_ns;  /* of the last interval */
	uint64_t group; /* of the last one; runs of another group start over */
	uint64_t end;
};

static bool run_is_whole(struct run_order *o, uint64_t group, uint32_t from,
			 uint32_t count)
{
	uint64_t end = (uint64_t)from + count;

	if (group != o->group)
		o->end = 0;
	if (group < o->group || count == 0 || from < o->end || end > UINT64_C(1) << 32)
		return false;
	o->group = group;
	o->end = end;
	return true;
}

/* Intervals do not overlap, so that lengths can be added up. */
static bool interval_is_whole(struct run_order *o, const uint8_t *row)
{
	struct bulk_interval r;

	bulk_interval_unpack(&r, row);
	if (!is_near(r.from_ns) || !is_near(r.to_ns) || r.from_ns > r.to_ns ||
	    r.from_ns < o->to_ns)
		return false;
	o->to_ns = r.to_ns;
	return r.full_ns >= 0 && r.full_ns <= r.to_ns - r.from_ns &&
	       r.latency_sum_us >= 0 && r.latency_max_ns >= 0 &&
	       is_near(r.latency_max_ns);
}

static bool outcome_is_whole(struct run_order *o, const uint8_t *row)
{
	struct bulk_outcome r;

	bulk_outcome_unpack(&r, row);
	return run_is_whole(o, 0, r.from, r.count);
}

static bool copies_are_whole(struct run_order *o, const uint8_t *row)
{
	struct bulk_copies r;

	bulk_copies_unpack(&r, row);
	return r.again <= 1 &&
	       run_is_whole(o, (uint64_t)r.producer * 2 + r.again, r.from, r.count);
}

typedef bool whole_fn(const uint8_t *row);

/* Instants and runs are checked here, so that nobody behind the reader needs to. */
static whole_fn *const whole[] = {
	[LEDGER_PRODUCED] = produced_is_whole,
	[LEDGER_ASKED] = produced_is_whole,
	[LEDGER_CONSUMED] = consumed_is_whole,
	[LEDGER_FOUND] = NULL,
	[LEDGER_INTERVALS] = NULL,
	[LEDGER_LATENCIES] = NULL,
	[LEDGER_OUTCOMES] = NULL,
	[LEDGER_COPIES] = NULL,
	[LEDGER_ORDER] = NULL,
};

static bool row_is_whole(enum ledger_kind kind, struct run_order *o, const uint8_t *row)
{
	if (kind == LEDGER_INTERVALS)
		return interval_is_whole(o, row);
	if (kind == LEDGER_OUTCOMES)
		return outcome_is_whole(o, row);
	if (kind == LEDGER_COPIES)
		return copies_are_whole(o, row);
	return !whole[kind] || whole[kind](row);
}

static int check_rows(const struct ledger *l, struct err *e)
{
	struct run_order order = {.to_ns = -SPAN_MOST};

	for (size_t i = 0; i < l->len; i++)
		if (!row_is_whole(l->kind, &order, l->rows + i * l->row_bytes))
			return err_set(e, CODE_RUN_DAMAGED, "row %zu is garbled", i);
	return 0;
}

static int map_rows(struct ledger *l, const char *path, struct err *e)
{
	struct mapped m;

	if (mapped_open(&m, path, e) < 0)
		return -1;
	if (m.len < LEDGER_HEADER_BYTES) { /* cut off while its head was written */
		l->torn_bytes = m.len;
		mapped_release(&m);
		return 0;
	}
	if (ledger_header_read(m.bytes, l->kind, e) == 0) {
		take_rows(l, &m);
		if (check_rows(l, e) == 0)
			return 0;
	}
	mapped_release(&m);
	return err_wrap(e, "%s", path);
}

static int find_workload(const struct run *run, const char *file, struct ledger *l,
			 struct err *e)
{
	char *name = ledger_workload_of(file, &l->member);
	const struct workload_plan *w = name ? plan_workload(&run->header.plan, name)
					     : NULL;

	free(name);
	if (!w)
		return err_set(e, CODE_RUN_DAMAGED,
			       "'%s/load/%s' belongs to no workload of the plan",
			       run->dir, file);
	l->workload = (size_t)(w - run->header.plan.workloads);
	return 0;
}

/* `name` in the run directory. */
static int add_ledger(struct run *run, const char *name, enum ledger_kind kind,
		      struct err *e)
{
	struct ledger l = {.kind = kind, .row_bytes = ledger_row_bytes(kind)};
	char *path;
	int rc;

	if (!ledger_is_settled(kind) &&
	    find_workload(run, strrchr(name, '/') + 1, &l, e) < 0)
		return -1;
	path = path_join(run->dir, name);
	rc = map_rows(&l, path, e);
	if (rc == 0)
		*GROW(run->ledgers, run->n_ledgers) = l;
	free(path);
	return rc;
}

static int add_entry(struct run *run, const char *file, struct err *e)
{
	char *name = xasprintf("load/%s", file);
	enum ledger_kind kind;
	int rc = 0;

	if (ledger_kind_of(name, &kind))
		rc = add_ledger(run, name, kind, e);
	free(name);
	return rc;
}

static int add_load(struct run *run, struct err *e)
{
	char *folder = path_join(run->dir, "load");
	struct dirent **entries = NULL;
	int n = scandir(folder, &entries, NULL, NULL);
	int rc = 0;

	if (n < 0 && errno != ENOENT)
		rc = err_set_errno(e, CODE_FILE_READ, "cannot open '%s'", folder);
	for (int i = 0; i < n; i++) {
		if (rc == 0)
			rc = add_entry(run, entries[i]->d_name, e);
		free(entries[i]);
	}
	free(entries);
	free(folder);
	return rc;
}

/* Folders are listed in any order; a report must not depend on it. */
static int by_place(const void *x, const void *y)
{
	const struct ledger *a = x, *b = y;

	if (a->workload != b->workload)
		return a->workload < b->workload ? -1 : 1;
	if (a->member != b->member)
		return a->member < b->member ? -1 : 1;
	return (int)a->kind - (int)b->kind;
}

static int add_settled(struct run *run, const char *name, enum ledger_kind kind,
		       struct err *e)
{
	char *path = path_join(run->dir, name);
	int rc = 0;

	if (file_exists(path))
		rc = add_ledger(run, name, kind, e);
	free(path);
	return rc;
}

int ledgers_open(struct run *run, struct err *e)
{
	if (add_load(run, e) < 0)
		return -1;
	if (run->n_ledgers > 0)
		qsort(run->ledgers, run->n_ledgers, sizeof(*run->ledgers), by_place);
	if (add_settled(run, "settle/found", LEDGER_FOUND, e) < 0 ||
	    add_settled(run, "settle/copies", LEDGER_COPIES, e) < 0)
		return -1;
	return add_settled(run, "settle/order", LEDGER_ORDER, e);
}

void ledgers_close(struct run *run)
{
	for (size_t i = 0; i < run->n_ledgers; i++) {
		struct mapped m = {.map = run->ledgers[i].map,
				   .len = run->ledgers[i].map_bytes};

		mapped_release(&m);
	}
	free(run->ledgers);
	run->ledgers = NULL;
	run->n_ledgers = 0;
}
