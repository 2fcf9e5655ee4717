/* The parts of load/ that need no cluster: schedule, values, records in flight. */
#include "base/mem.h"
#include "load/inflight.h"
#include "load/schedule.h"
#include "load/value.h"
#include "unit.h"

static const struct {
	int64_t rate_mps, n, want_ns;
} dues[] = {
	{1000, 0, 0}, /* 1/s */
	{1000, 1, NS_PER_S},
	{1000, 86400, 86400 * NS_PER_S},
	{3000, 1, 333333333}, /* 1/3 s, rounded down */
	{3000, 2, 666666666},
	{3000, 3, NS_PER_S},
	{3000, 3000000001, 1000000000333333333}, /* after 31 years still no drift */
	{500, 1, 2 * NS_PER_S},                  /* one in two seconds */
	{1, 1, 1000 * NS_PER_S},
	{99999999, 99999999,
	 1000 * NS_PER_S}, /* 99999.999/s: the product needs 67 bits */
	{99999999, 1, 10000},
	{99999999, 99999998, 1000 * NS_PER_S - 10001},
	{1000000000, 7, 7000}, /* a million per second */
};

START_TEST(each_due_time_is_exact)
{
	struct schedule s = {.start_ns = 5, .rate_mps = dues[_i].rate_mps};

	ck_assert_int_eq(schedule_due(&s, dues[_i].n), 5 + dues[_i].want_ns);
}
END_TEST

START_TEST(the_count_is_the_inverse_of_due)
{
	struct schedule s = {.start_ns = -1000, .rate_mps = 333333};

	for (int64_t n = 1; n < 100000; n = n * 3 + 1) {
		ck_assert_int_eq(schedule_count(&s, schedule_due(&s, n)), n);
		ck_assert_int_eq(schedule_count(&s, schedule_due(&s, n) + 1), n + 1);
	}
	ck_assert_int_eq(schedule_count(&s, -1000), 0);
	ck_assert_int_eq(schedule_count(&s, INT64_MIN), 0);
	ck_assert_int_eq(schedule_count(&s, -999), 1);
}
END_TEST

/* Values. */

static struct workload_plan workload;
static struct value_maker maker;

static void setup_value(void)
{
	static char name[] = "w";

	workload = (struct workload_plan){.name = name, .keys = 4};
	value_maker_init(&maker, &workload, 42);
}

static void teardown_value(void)
{
	value_maker_release(&maker);
}

static char *made(uint16_t producer, uint32_t seq)
{
	struct value_facts f = {
		.stamp = {.run = 7, .producer = producer, .seq = seq, .partition = 1},
		.due_wall_ns = 1700000000 * NS_PER_S,
		.key = "key-1"};

	return xstrdup(strbuf_text(value_make(&maker, &f)));
}

static void same(char *a, char *b)
{
	ck_assert_str_eq(a, b);
	free(a);
	free(b);
}

static void different(char *a, char *b)
{
	ck_assert_str_ne(strchr(a, ';'), strchr(b, ';'));
	free(a);
	free(b);
}

static const enum value_kind built_in[] = {VALUE_PAYMENT, VALUE_CLICK, VALUE_LOG,
					   VALUE_SIZE};

START_TEST(a_value_begins_with_its_stamp)
{
	struct stamp s;
	char *text;

	workload.value = built_in[_i];
	text = made(3, 12);
	ck_assert(stamp_read(text, strlen(text), &s));
	ck_assert_uint_eq(s.seq, 12);
	free(text);
}
END_TEST

START_TEST(a_value_depends_on_its_own_number_only)
{
	char *first;

	workload.value = built_in[_i];
	workload.value_bytes = 100;
	first = made(3, 12);
	free(made(3, 13));
	same(first, made(3, 12));
}
END_TEST

START_TEST(two_records_have_different_payloads)
{
	workload.value = built_in[_i];
	workload.value_bytes = 100;
	different(made(3, 12), made(3, 13));
	different(made(3, 12), made(4, 12));
}
END_TEST

START_TEST(a_size_is_met_to_the_byte)
{
	char *text;

	workload.value = VALUE_SIZE;
	workload.value_bytes = 1024;
	text = made(0, 99);
	ck_assert_uint_eq(strlen(text), 1024);
	free(text);
}
END_TEST

START_TEST(a_size_smaller_than_the_stamp_is_the_stamp)
{
	char *text;

	workload.value = VALUE_SIZE;
	workload.value_bytes = 3;
	text = made(0, 99);
	ck_assert_str_eq(text, "kc1:00000007:0:99:1;");
	free(text);
}
END_TEST

START_TEST(a_least_size_pads_a_payment)
{
	char *text;

	workload.value = VALUE_PAYMENT;
	workload.value_bytes = 500;
	text = made(0, 99);
	ck_assert_uint_eq(strlen(text), 500);
	free(text);
}
END_TEST

START_TEST(a_template_is_filled_in)
{
	char *text;
	struct err e = {0};

	workload.value = VALUE_FILE;
	workload.value_file = xstrdup(
		"${seq} ${partition} ${run} ${producer} ${now} ${key} $$ $5 {x}");

	ck_assert_int_eq(value_check(&workload, &e), 0);
	text = made(3, 12);
	ck_assert_str_eq(
		text, "kc1:00000007:3:12:1;12 1 00000007 3 1700000000000 key-1 $ $5 {x}");
	free(text);
	free(workload.value_file);
}
END_TEST

static const struct {
	const char *text, *want;
} bad_templates[] = {
	{"x ${sek}", "did you mean '${seq}'?"},
	{"${}", "which there is not"},
	{"${weather}", "there are seq, partition"},
	{"${seq", "'${' without '}'"},
};

START_TEST(a_template_with_a_mistake_is_refused_before_the_run)
{
	struct err e = {0};

	workload.value = VALUE_FILE;
	workload.value_file = xstrdup(bad_templates[_i].text);
	ck_assert_int_eq(value_check(&workload, &e), -1);
	ck_assert_int_eq(e.kind, ERR_USAGE);
	ck_assert_msg(strstr(e.msg, bad_templates[_i].want) != NULL, "%s", e.msg);
	free(workload.value_file);
}
END_TEST

START_TEST(keys_are_as_many_as_asked_for)
{
	unsigned seen = 0;
	char key[KEY_MAX];

	for (uint32_t seq = 0; seq < 200; seq++) {
		(void)value_key(&maker, 1, seq, key);
		ck_assert_uint_eq(strlen(key), 5);
		ck_assert(key[4] >= '0' && key[4] < '4');
		seen |= 1u << (key[4] - '0');
	}
	ck_assert_uint_eq(seen, 0xf);
}
END_TEST

START_TEST(each_kind_of_value_is_listed_once)
{
	size_t n;
	const struct value_kind_row *rows = value_kinds(&n);

	for (size_t i = 0; i < n; i++)
		ck_assert_uint_eq(rows[i].kind, i);
	ck_assert_uint_eq(n, VALUE_FILE + 1);
}
END_TEST

/* Records in flight. */

static struct inflight flight;

static void setup_flight(void)
{
	flight = (struct inflight){0};
}

static void teardown_flight(void)
{
	inflight_release(&flight);
}

static void add(int n)
{
	for (int i = 0; i < n; i++)
		inflight_add(&flight,
			     &(struct sent){.due_ns = flight.next, .partition = 1});
}

START_TEST(nothing_in_flight_has_no_oldest)
{
	ck_assert_int_eq(inflight_oldest_due(&flight), NEVER);
}
END_TEST

START_TEST(the_oldest_is_the_oldest_unanswered)
{
	struct sent s;

	add(5);
	ck_assert(inflight_take(&flight, 1, &s));
	ck_assert_int_eq(inflight_oldest_due(&flight), 0);
	ck_assert(inflight_take(&flight, 0, &s));
	ck_assert_int_eq(inflight_oldest_due(&flight), 2);
}
END_TEST

START_TEST(a_record_is_answered_once)
{
	struct sent s;

	add(3);
	ck_assert(inflight_take(&flight, 1, &s));
	ck_assert(!inflight_take(&flight, 1, &s));
	ck_assert(inflight_take(&flight, 0, &s));
	ck_assert(!inflight_take(&flight, 0, &s));
}
END_TEST

START_TEST(a_record_never_sent_is_not_in_flight)
{
	struct sent s;

	ck_assert(!inflight_take(&flight, 0, &s));
	add(3);
	ck_assert(!inflight_take(&flight, 3, &s));
	ck_assert(!inflight_take(&flight, UINT32_MAX, &s));
}
END_TEST

START_TEST(one_stuck_record_does_not_lose_the_others)
{
	struct sent s;

	add(1);
	for (uint32_t seq = 1; seq < 10000; seq++) {
		add(1);
		ck_assert(inflight_take(&flight, seq, &s));
		ck_assert_int_eq(s.due_ns, seq);
	}
	ck_assert_int_eq(flight.n_open, 1);
	ck_assert_int_eq(inflight_oldest_due(&flight), 0);
}
END_TEST

START_TEST(what_flows_takes_no_more_room)
{
	struct sent s;

	for (uint32_t seq = 0; seq < 100000; seq++) {
		add(1);
		if (seq >= 10)
			ck_assert(inflight_take(&flight, seq - 10, &s));
	}
	ck_assert_uint_le(flight.cap, 64);
}
END_TEST

START_TEST(sequence_numbers_may_wrap)
{
	struct sent s;

	flight.oldest = flight.next = UINT32_MAX - 1;
	add(4);
	for (uint32_t i = 0; i < 4; i++)
		ck_assert(inflight_take(&flight, UINT32_MAX - 1 + i, &s));
	ck_assert_int_eq(flight.n_open, 0);
}
END_TEST

static Suite *load_plain_suite(void)
{
	Suite *s = suite_create("load plain");
	TCase *schedule = tcase_create("schedule");
	TCase *value = tcase_create("value");
	TCase *ring = tcase_create("inflight");

	tcase_add_loop_test(schedule, each_due_time_is_exact, 0, (int)ARRAY_LEN(dues));
	tcase_add_test(schedule, the_count_is_the_inverse_of_due);
	suite_add_tcase(s, schedule);

	tcase_add_checked_fixture(value, setup_value, teardown_value);
	tcase_add_loop_test(value, a_value_begins_with_its_stamp, 0,
			    (int)ARRAY_LEN(built_in));
	tcase_add_loop_test(value, a_value_depends_on_its_own_number_only, 0,
			    (int)ARRAY_LEN(built_in));
	tcase_add_loop_test(value, two_records_have_different_payloads, 0,
			    (int)ARRAY_LEN(built_in));
	tcase_add_test(value, a_size_is_met_to_the_byte);
	tcase_add_test(value, a_size_smaller_than_the_stamp_is_the_stamp);
	tcase_add_test(value, a_least_size_pads_a_payment);
	tcase_add_test(value, a_template_is_filled_in);
	tcase_add_loop_test(value, a_template_with_a_mistake_is_refused_before_the_run, 0,
			    (int)ARRAY_LEN(bad_templates));
	tcase_add_test(value, keys_are_as_many_as_asked_for);
	tcase_add_test(value, each_kind_of_value_is_listed_once);
	suite_add_tcase(s, value);

	tcase_add_checked_fixture(ring, setup_flight, teardown_flight);
	tcase_add_test(ring, nothing_in_flight_has_no_oldest);
	tcase_add_test(ring, the_oldest_is_the_oldest_unanswered);
	tcase_add_test(ring, a_record_is_answered_once);
	tcase_add_test(ring, a_record_never_sent_is_not_in_flight);
	tcase_add_test(ring, one_stuck_record_does_not_lose_the_others);
	tcase_add_test(ring, what_flows_takes_no_more_room);
	tcase_add_test(ring, sequence_numbers_may_wrap);
	suite_add_tcase(s, ring);
	return s;
}

UNIT_SUITE(load_plain_suite)
