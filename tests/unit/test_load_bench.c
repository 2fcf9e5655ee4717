#include "test_load_bench.h"

#include "base/file.h"
#include "base/mem.h"
#include "base/str.h"
#include "load/schedule.h"
#include "record/ledger_file.h"
#include "scratch.h"
#include "unit.h"

static void add_brokers(struct bench *b)
{
	char *list = xstrdup(b->mock.bootstrap), *rest = list, *one;
	int32_t id = 1;

	while ((one = strsep(&rest, ",")) != NULL) {
		char *colon = strrchr(one, ':');
		struct node *n = topology_add(&b->topology);
		int64_t port = 0;

		ck_assert(str_to_int(colon + 1, &port));
		*colon = '\0';
		*n = (struct node){.id = id++, .roles = ROLE_BROKER};
		n->broker = (struct address){.host = xstrdup(one), .port = (int)port};
	}
	free(list);
}

void bench_open(struct bench *b)
{
	struct topic_plan *t;
	struct err e = {0};

	*b = (struct bench){0};
	mock_start(&b->mock, 2);
	mock_topic(&b->mock, "t", 2);
	add_brokers(b);
	t = GROW(b->plan.topics, b->plan.n_topics);
	*t = (struct topic_plan){.name = xstrdup("t"), .partitions = 2, .replication = 1};
	b->plan.seed = 1;
	clock_start(&b->clock);
	b->dir = scratch_dir();
	b->record = record_create(b->dir, &e);
	ck_assert_msg(b->record != NULL, "%s", e.msg);
}

void bench_close(struct bench *b)
{
	bench_finish(b);
	free(b->dir);
	plan_release(&b->plan);
	topology_release(&b->topology);
	mock_stop(&b->mock);
}

static struct workload_plan *add(struct bench *b, const char *name,
				 enum workload_kind kind)
{
	struct workload_plan *w = GROW(b->plan.workloads, b->plan.n_workloads);

	w->name = xstrdup(name);
	w->kind = kind;
	w->topic = xstrdup("t");
	return w;
}

struct workload_plan *bench_producer(struct bench *b, const char *name,
				     int64_t per_second)
{
	struct workload_plan *w = add(b, name, WORKLOAD_PRODUCE);

	w->rate_mps = per_second * 1000;
	w->acks = ACKS_ALL;
	w->keys = 10;
	w->value = VALUE_PAYMENT;
	/* The mock's leaders move without a word: look at metadata and try again soon. */
	params_set(&w->config, "retry.backoff.ms", "50", 0);
	params_set(&w->config, "reconnect.backoff.max.ms", "100", 0);
	params_set(&w->config, "topic.metadata.refresh.interval.ms", "200", 0);
	return w;
}

struct workload_plan *bench_consumer(struct bench *b, const char *name)
{
	struct workload_plan *w = add(b, name, WORKLOAD_CONSUME);

	w->members = 1;
	return w;
}

struct workload_plan *bench_asker(struct bench *b, const char *name, enum plane ask)
{
	struct workload_plan *w = add(b, name, WORKLOAD_ASK);

	w->ask = ask;
	w->partition = -1;
	w->every_ns = 50 * NS_PER_MS;
	w->timeout_ns = 5 * NS_PER_S;
	w->late_after_ns = 50 * NS_PER_MS;
	return w;
}

void bench_start(struct bench *b)
{
	struct err e = {0};

	b->load = load_start(&b->plan, &b->topology, &b->clock, b->record, BENCH_RUN, &e);
	ck_assert_msg(b->load != NULL, "%s", e.msg);
}

void bench_begin(struct bench *b)
{
	struct err e = {0};
	int64_t now = clock_now(&b->clock);

	ck_assert_msg(load_warm(b->load, now + 15 * NS_PER_S, &e) == 0, "%s", e.msg);
	b->begin_ns = clock_now(&b->clock) + 50 * NS_PER_MS;
	load_begin(b->load, b->begin_ns);
}

void bench_sleep(struct bench *b, int ms)
{
	int64_t until = clock_now(&b->clock) + ms * NS_PER_MS;

	while (clock_now(&b->clock) < until)
		clock_sleep_until(&b->clock, until);
}

int64_t bench_end(struct bench *b, int drain_ms)
{
	int64_t given_up = load_drain(b->load,
				      clock_now(&b->clock) + drain_ms * NS_PER_MS);

	bench_finish(b);
	return given_up;
}

void bench_finish(struct bench *b)
{
	struct err e = {0};

	load_stop(b->load);
	b->load = NULL;
	if (b->record)
		ck_assert_msg(record_close(b->record, &e) == 0, "%s", e.msg);
	b->record = NULL;
}

static struct strbuf read_file(const struct bench *b, const char *name)
{
	char *path = path_join(b->dir, name);
	struct strbuf text = STRBUF_INIT;
	struct err e = {0};

	ck_assert_msg(file_read(path, 64 << 20, &text, &e) == 0, "%s", e.msg);
	free(path);
	return text;
}

char *bench_text(const struct bench *b, const char *name)
{
	struct strbuf text = read_file(b, name);

	return strbuf_detach(&text);
}

/* The rows behind the file's head; whole ones only. */
static struct strbuf read_rows(const struct bench *b, const char *name, size_t row_bytes)
{
	struct strbuf text = read_file(b, name);

	ck_assert_uint_ge(text.len, LEDGER_HEADER_BYTES);
	strbuf_drop_front(&text, LEDGER_HEADER_BYTES);
	ck_assert_uint_eq(text.len % row_bytes, 0);
	return text;
}

static int by_seq(const void *a, const void *b)
{
	const struct produced *x = a, *y = b;

	return (x->seq > y->seq) - (x->seq < y->seq);
}

/* Takes `file`. */
static struct bench_rows rows_of(const struct bench *b, char *file)
{
	struct strbuf text = read_rows(b, file, PRODUCED_BYTES);
	struct bench_rows r = {.len = text.len / PRODUCED_BYTES};

	r.at = xcalloc(r.len + 1, sizeof(*r.at));
	for (size_t i = 0; i < r.len; i++)
		produced_unpack(&r.at[i], (const uint8_t *)text.buf + i * PRODUCED_BYTES);
	qsort(r.at, r.len, sizeof(*r.at), by_seq);
	strbuf_release(&text);
	free(file);
	return r;
}

struct bench_rows bench_rows(const struct bench *b, const char *name)
{
	return rows_of(b, xasprintf("load/%s-0.produced", name));
}

struct bench_rows bench_asked(const struct bench *b, const char *name, int member)
{
	return rows_of(b, xasprintf("load/%s-%d.asked", name, member));
}

size_t bench_count(const struct bench_rows *r, enum outcome o)
{
	size_t n = 0;

	for (size_t i = 0; i < r->len; i++)
		n += !r->at[i].warm && r->at[i].outcome == o;
	return n;
}

void bench_check_rows(const struct bench *b, const struct bench_rows *r,
		      int64_t per_second)
{
	struct schedule s = {.start_ns = b->begin_ns, .rate_mps = per_second * 1000};
	size_t warm = 0;

	while (warm < r->len && r->at[warm].warm)
		warm++;
	ck_assert_uint_gt(r->len, warm);
	for (size_t i = 0; i < r->len; i++) {
		ck_assert_uint_eq(r->at[i].seq, i);
		ck_assert_int_eq(r->at[i].warm, i < warm);
		if (i >= warm)
			ck_assert_int_eq(r->at[i].due_ns,
					 schedule_due(&s, (int64_t)(i - warm)));
	}
}

struct consumed *bench_consumed(const struct bench *b, const char *name, size_t *out_len)
{
	char *file = xasprintf("load/%s.consumed", name);
	struct strbuf text = read_rows(b, file, CONSUMED_BYTES);
	struct consumed *rows = xcalloc(text.len / CONSUMED_BYTES + 1, sizeof(*rows));

	*out_len = text.len / CONSUMED_BYTES;
	for (size_t i = 0; i < *out_len; i++)
		consumed_unpack(&rows[i], (const uint8_t *)text.buf + i * CONSUMED_BYTES);
	strbuf_release(&text);
	free(file);
	return rows;
}

struct found *bench_found(const struct bench *b, size_t *out_len)
{
	struct strbuf text = read_rows(b, "settle/found", FOUND_BYTES);
	struct found *rows = xcalloc(text.len / FOUND_BYTES + 1, sizeof(*rows));

	*out_len = text.len / FOUND_BYTES;
	for (size_t i = 0; i < *out_len; i++)
		found_unpack(&rows[i], (const uint8_t *)text.buf + i * FOUND_BYTES);
	strbuf_release(&text);
	return rows;
}
