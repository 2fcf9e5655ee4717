#include "load/value.h"

#include "base/clock.h"
#include "base/mem.h"
#include "base/str.h"

#include <assert.h>
#include <inttypes.h>

typedef void payload_fn(struct value_maker *m, const struct value_facts *f);

/* One of a short list. */
#define PICK(rng, list) ((list)[rng_below((rng), ARRAY_LEN(list))])

static void add_time(struct strbuf *out, int64_t wall_ns)
{
	char text[40];

	strbuf_addstr(out, clock_format_wall(text, sizeof(text), wall_ns));
}

static void payment(struct value_maker *m, const struct value_facts *f)
{
	static const char *const currencies[] = {"EUR", "USD", "GBP", "CHF", "JPY"};
	uint64_t cents = 100 + rng_below(&m->rng, 500000);

	strbuf_addf(&m->text,
		    "{\"id\":\"p-%u-%" PRIu32 "\",\"amount\":\"%" PRIu64 ".%02u\"",
		    (unsigned)f->stamp.producer, f->stamp.seq, cents / 100,
		    (unsigned)(cents % 100));
	strbuf_addf(&m->text, ",\"currency\":\"%s\"", PICK(&m->rng, currencies));
	strbuf_addf(&m->text, ",\"from\":\"acc-%06u\",\"to\":\"acc-%06u\",\"at\":\"",
		    (unsigned)rng_below(&m->rng, 1000000),
		    (unsigned)rng_below(&m->rng, 1000000));
	add_time(&m->text, f->due_wall_ns);
	strbuf_addstr(&m->text, "\"}");
}

static void click(struct value_maker *m, const struct value_facts *f)
{
	static const char *const pages[] = {"/", "/search", "/item", "/cart",
					    "/checkout"};

	strbuf_addf(&m->text, "{\"user\":\"u-%05u\",\"page\":\"%s\",\"ms\":%u,\"at\":\"",
		    (unsigned)rng_below(&m->rng, 100000), PICK(&m->rng, pages),
		    (unsigned)rng_below(&m->rng, 3000));
	add_time(&m->text, f->due_wall_ns);
	strbuf_addstr(&m->text, "\"}");
}

static void log_entry(struct value_maker *m, const struct value_facts *f)
{
	static const char *const levels[] = {"INFO", "INFO", "INFO", "WARN", "ERROR"};
	static const char *const services[] = {"api", "auth", "billing", "mail"};

	add_time(&m->text, f->due_wall_ns);
	strbuf_addf(&m->text, " %s %s request %08" PRIx64 " took %u ms",
		    PICK(&m->rng, levels), PICK(&m->rng, services),
		    rng_next(&m->rng) & UINT32_MAX, (unsigned)rng_below(&m->rng, 900));
}

/* Letters that no compression makes shorter by much: a workload of 1 KiB records stays one. */
static void letters(struct value_maker *m, UNUSED const struct value_facts *f)
{
	static const char alphabet[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

	while ((int64_t)m->text.len < m->plan->value_bytes) {
		uint64_t bits = rng_next(&m->rng);
		int64_t missing = m->plan->value_bytes - (int64_t)m->text.len;
		char some[10]; /* 6 of the 64 bits each */

		for (size_t i = 0; i < sizeof(some); i++, bits >>= 6)
			some[i] = alphabet[bits & 63];
		strbuf_add(&m->text, some, missing < 10 ? (size_t)missing : sizeof(some));
	}
}

static void add_seq(struct value_maker *m, const struct value_facts *f)
{
	strbuf_addf(&m->text, "%" PRIu32, f->stamp.seq);
}

static void add_partition(struct value_maker *m, const struct value_facts *f)
{
	strbuf_addf(&m->text, "%" PRId32, f->stamp.partition);
}

static void add_run(struct value_maker *m, const struct value_facts *f)
{
	strbuf_addf(&m->text, "%08" PRIx32, f->stamp.run);
}

static void add_producer(struct value_maker *m, const struct value_facts *f)
{
	strbuf_addf(&m->text, "%u", (unsigned)f->stamp.producer);
}

static void add_now(struct value_maker *m, const struct value_facts *f)
{
	strbuf_addf(&m->text, "%" PRId64, f->due_wall_ns / NS_PER_MS);
}

static void add_key(struct value_maker *m, const struct value_facts *f)
{
	strbuf_addstr(&m->text, f->key ? f->key : "");
}

static void add_random(struct value_maker *m, UNUSED const struct value_facts *f)
{
	strbuf_addf(&m->text, "%08" PRIx64, rng_next(&m->rng) & UINT32_MAX);
}

static const struct variable {
	const char *name;
	payload_fn *add;
} variables[] = {
	{"seq", add_seq},       {"partition", add_partition},
	{"run", add_run},       {"producer", add_producer},
	{"now", add_now},       {"key", add_key},
	{"random", add_random},
};

static const struct variable *find_variable(const char *name, size_t len)
{
	for (size_t i = 0; i < ARRAY_LEN(variables); i++)
		if (strlen(variables[i].name) == len &&
		    memcmp(variables[i].name, name, len) == 0)
			return &variables[i];
	return NULL;
}

/* A template's next piece: plain text, then perhaps a variable. */
struct piece {
	const char *text;
	size_t text_len;
	const char *name; /* NULL: none follows */
	size_t name_len;
};

/* Steps over one piece; NULL when a "${" has no end. */
static const char *next_piece(const char *at, struct piece *out)
{
	const char *dollar = strchrnul(at, '$'), *end;

	*out = (struct piece){.text = at, .text_len = (size_t)(dollar - at)};
	if (*dollar == '\0')
		return dollar;
	if (dollar[1] != '{') { /* "$$" is one dollar, and a lone one stands for itself */
		out->text_len++;
		return dollar + (dollar[1] == '$' ? 2 : 1);
	}
	end = strchr(dollar, '}');
	if (!end)
		return NULL;
	out->name = dollar + 2;
	out->name_len = (size_t)(end - out->name);
	return end + 1;
}

static void template(struct value_maker *m, const struct value_facts *f)
{
	const char *at = m->plan->value_file;
	const struct variable *v;
	struct piece p;

	while (*at) {
		at = next_piece(at, &p);
		assert(at); /* value_check() */
		strbuf_add(&m->text, p.text, p.text_len);
		v = p.name ? find_variable(p.name, p.name_len) : NULL;
		if (v)
			v->add(m, f);
	}
}

static int unknown_variable(const struct workload_plan *w, const struct piece *p,
			    struct err *e)
{
	char *name = xstrndup(p->name, p->name_len);
	const char *near = str_nearest(name, variables, ARRAY_LEN(variables),
				       sizeof(variables[0]));

	if (near)
		err_set(e, CODE_RECORD_TEMPLATE,
			"the template of workload '%s' uses '${%s}', which there is not (did you mean "
			"'${%s}'?)",
			w->name, name, near);
	else
		err_set(e, CODE_RECORD_TEMPLATE,
			"the template of workload '%s' uses '${%s}', which there is not (there are seq, "
			"partition, run, producer, now, key, random; '$$' is a dollar)",
			w->name, name);
	free(name);
	return -1;
}

int value_check(const struct workload_plan *w, struct err *e)
{
	const char *at = w->value_file;
	struct piece p;

	if (w->kind != WORKLOAD_PRODUCE || w->value != VALUE_FILE)
		return 0;
	if (!at)
		return err_set(e, CODE_RECORD_TEMPLATE, "workload '%s' has no template",
			       w->name);
	while (*at) {
		at = next_piece(at, &p);
		if (!at)
			return err_set(
				e, CODE_RECORD_TEMPLATE,
				"the template of workload '%s' has a '${' without '}'",
				w->name);
		if (p.name && !find_variable(p.name, p.name_len))
			return unknown_variable(w, &p, e);
	}
	return 0;
}

static payload_fn *const payloads[] = {
	[VALUE_PAYMENT] = payment, [VALUE_CLICK] = click,   [VALUE_LOG] = log_entry,
	[VALUE_SIZE] = letters,    [VALUE_FILE] = template,
};

static const struct value_kind_row kinds[] = {
	{"payment", VALUE_PAYMENT, "a payment as JSON, about 170 bytes"},
	{"click", VALUE_CLICK, "a page view as JSON, about 100 bytes"},
	{"log", VALUE_LOG, "a line of a log, about 90 bytes"},
	{"size", VALUE_SIZE, "that many bytes, the stamp included"},
	{"file", VALUE_FILE, "a template with ${seq}, ${now}, ${key}, ${random} ..."},
};
_Static_assert(ARRAY_LEN(kinds) == ARRAY_LEN(payloads), "one payload each");

const struct value_kind_row *value_kinds(size_t *out_len)
{
	*out_len = ARRAY_LEN(kinds);
	return kinds;
}

void value_maker_init(struct value_maker *m, const struct workload_plan *w, uint64_t seed)
{
	*m = (struct value_maker){.plan = w, .seed = seed};
}

void value_maker_release(struct value_maker *m)
{
	strbuf_release(&m->text);
}

/* Each record has its own generator, so that a record does not depend on those before it. */
static void seed_record(struct rng *r, uint64_t seed, const char *what, uint16_t producer,
			uint32_t seq)
{
	rng_init(r, seed ^ ((uint64_t)producer << 32 | seq), what);
}

const char *value_key(const struct value_maker *m, uint16_t producer, uint32_t seq,
		      char out[KEY_MAX])
{
	struct rng r;

	seed_record(&r, m->seed, "key", producer, seq);
	(void)snprintf(out, KEY_MAX, "key-%" PRIu64,
		       rng_below(&r, (uint64_t)m->plan->keys));
	return out;
}

const struct strbuf *value_make(struct value_maker *m, const struct value_facts *f)
{
	char head[STAMP_MAX];
	size_t n = stamp_write(head, &f->stamp);

	strbuf_clear(&m->text);
	strbuf_add(&m->text, head, n);
	seed_record(&m->rng, m->seed, "value", f->stamp.producer, f->stamp.seq);
	payloads[m->plan->value](m, f);
	while ((int64_t)m->text.len < m->plan->value_bytes)
		strbuf_addch(&m->text, ' '); /* the least size that was asked for */
	return &m->text;
}
