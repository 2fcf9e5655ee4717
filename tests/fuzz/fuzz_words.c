/*
 * The small readings of text, one by the input's first byte: units, instants, the stamp of a record,
 * rows of ledgers, .env files, listeners, command lines, ports, the reason in a log, values of
 * records, options of volumes, members of a quorum, properties files.
 */
#include "kit.h"

#include "base/clock.h"
#include "base/str.h"
#include "cluster/compose_values.h"
#include "cluster/dotenv.h"
#include "cluster/listeners.h"
#include "cluster/log_cause.h"
#include "cluster/portvars.h"
#include "cluster/properties.h"
#include "cluster/settings.h"
#include "cluster/volume_size.h"
#include "docker/instant.h"
#include "load/value.h"
#include "model/ledger.h"

typedef void words_fn(const char *text, size_t n);
typedef bool number_fn(const char *text, int64_t *out);

/* Refused and untouched, or a number that is not less than `least`. */
static void read_number(number_fn *fn, const char *text, int64_t least)
{
	int64_t v = -7;

	if (fn(text, &v))
		MUST(v >= least);
	else
		MUST(v == -7);
}

static void units(const char *text, UNUSED size_t n)
{
	char shown[64];
	int64_t v;

	read_number(str_to_duration, text, 0);
	read_number(str_to_size, text, 0);
	read_number(str_to_rate, text, 1);
	read_number(str_to_percent, text, 0);
	read_number(str_to_cpus, text, 1);
	read_number(str_to_int, text, INT64_MIN);
	if (str_to_int(text, &v) || str_to_duration(text, &v))
		MUST(*str_duration(shown, sizeof(shown), v) &&
		     *str_bytes(shown, sizeof(shown), v));
}

static void compose_units(const char *text, UNUSED size_t n)
{
	struct text_list words = {0};
	int64_t v = 7;
	bool b;

	read_number(value_bytes, text, 0);
	read_number(value_duration, text, 0);
	read_number(value_cpus, text, 0);
	if (value_int(text, 1, UINT16_MAX, &v))
		MUST(v >= 1 && v <= UINT16_MAX);
	(void)value_bool(text, &b);
	(void)value_words(text, &words);
	text_list_release(&words);
}

/* What is read, shown and read again is the same to the millisecond. */
static void instants(const char *text, UNUSED size_t n)
{
	char shown[64], query[INSTANT_MAX];
	int64_t ns = 0, again = 0;

	MUST(instant_parse(text) == NEVER || instant_parse(text) >= 0);
	if (!clock_parse_rfc3339(text, &ns))
		return;
	MUST(clock_parse_rfc3339(clock_format_wall(shown, sizeof(shown), ns), &again));
	MUST(again <= ns && ns - again < NS_PER_MS);
	(void)instant_query(query, ns);
}

/* The stamp is exactly what stamp_write() makes of it. */
static void stamps(const char *text, size_t n)
{
	char written[STAMP_MAX];
	struct stamp s;
	size_t len;

	if (!stamp_read(text, n, &s))
		return;
	len = stamp_write(written, &s);
	MUST(len <= n && memcmp(written, text, len) == 0);
}

static void rows(const char *text, size_t n)
{
	uint8_t in[PRODUCED_BYTES] = {0}, out[PRODUCED_BYTES];
	struct produced p;
	struct consumed c;
	struct found f;

	memcpy(in, text, n < sizeof(in) ? n : sizeof(in));
	produced_unpack(&p, in);
	produced_pack(out, &p);
	MUST(memcmp(in, out, PRODUCED_BYTES) == 0);
	consumed_unpack(&c, in);
	consumed_pack(out, &c);
	MUST(memcmp(in, out, CONSUMED_BYTES) == 0);
	found_unpack(&f, in);
	found_pack(out, &f);
	MUST(memcmp(in, out, FOUND_BYTES) == 0);
	(void)outcome_name((enum outcome)p.outcome);
}

static const char *set_outside(UNUSED void *arg, const char *name)
{
	static const char *const values[] = {NULL, "", "outside", "$A ${B:-c}"};

	return values[(unsigned char)name[0] % ARRAY_LEN(values)];
}

static void dotenv(const char *text, UNUSED size_t n)
{
	struct pair_list vars = {0};
	struct err e = {0};

	(void)kit_said_why(dotenv_parse("f", text, set_outside, NULL, &vars, &e), &e);
	pair_list_release(&vars);
}

static void addresses(const char *text, UNUSED size_t n)
{
	struct listeners l = {0};
	struct voters v = {0};

	if (listeners_parse(text, &l))
		for (size_t i = 0; i < l.len; i++)
			MUST(l.items[i].name[0] && l.items[i].host &&
			     listeners_find(&l, l.items[i].name));
	if (voters_parse(text, &v))
		for (size_t i = 0; i < v.len; i++)
			MUST(v.items[i].id >= 0 && v.items[i].port >= 0);
	listeners_release(&l);
	voters_release(&v);
	free(names_value(text, "PLAINTEXT"));
	(void)names_has(text, "CONTROLLER");
}

static void ports(const char *text, size_t n)
{
	size_t len = 0, whole = strlen(text);
	uint16_t fallback;
	const char *part = port_host_part(text, &len);

	MUST(!part || (part >= text && part + len <= text + whole));
	if (part)
		free(port_variable(part, len, &fallback));
	free(port_variable(text, whole, &fallback));
	(void)n;
}

/* The cause is a piece of the log, on one line, as long as there is room. */
static void causes(const char *text, UNUSED size_t n)
{
	char cause[32];

	log_cause(text, cause, sizeof(cause));
	MUST(strlen(cause) < sizeof(cause) && strstr(text, cause));
	MUST(!strpbrk(cause, "\r\n"));
}

/* A template that was found fit can be used. */
static void values(const char *text, UNUSED size_t n)
{
	char *own = xstrdup(text), key[KEY_MAX];
	struct workload_plan w = {
		.name = own, .value = VALUE_FILE, .value_file = own, .keys = 3};
	struct value_facts facts = {.stamp = {.seq = UINT32_MAX, .partition = -1}};
	struct value_maker m;
	struct err e = {0};

	if (kit_said_why(value_check(&w, &e), &e) == 0) {
		value_maker_init(&m, &w, 7);
		facts.key = value_key(&m, 0, UINT32_MAX, key);
		(void)value_make(&m, &facts);
		value_maker_release(&m);
	}
	free(own);
}

/* The options of a volume, as mount(8) has them. */
static void volumes(const char *text, UNUSED size_t n)
{
	struct pair_list options = {0};

	pair_list_set(&options, "type", "tmpfs");
	pair_list_set(&options, "o", text);
	MUST(volume_size(&options) >= 0);
	pair_list_release(&options);
}

/* The quorum as a dynamic one has it. */
static void quorums(const char *text, UNUSED size_t n)
{
	struct voters initial = {0}, servers = {0};

	if (initial_voters_parse(text, &initial))
		for (size_t i = 0; i < initial.len; i++)
			MUST(initial.items[i].id >= 0 && initial.items[i].host);
	if (servers_parse(text, &servers))
		for (size_t i = 0; i < servers.len; i++)
			MUST(servers.items[i].id == -1 && servers.items[i].host);
	voters_release(&initial);
	voters_release(&servers);
}

static void properties(const char *text, UNUSED size_t n)
{
	struct pair_list all = {0};

	MUST(properties_parse(text, &all) || all.len == PROPERTIES_MAX);
	for (size_t i = 0; i < all.len; i++)
		MUST(pair_list_get(&all, all.items[i].key) == all.items[i].value);
	pair_list_release(&all);
	free(setting_key(text));
}

static words_fn *const readers[] = {units,   compose_units, instants,  stamps, rows,
				    dotenv,  addresses,     ports,     causes, values,
				    volumes, quorums,       properties};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes in = {data, size};
	words_fn *read = readers[take_byte(&in) % ARRAY_LEN(readers)];
	size_t n = in.left;
	char *text = take_text(&in);

	read(text, n);
	free(text);
	return 0;
}
