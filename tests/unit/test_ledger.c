#include "model/ledger.h"
#include "unit.h"

START_TEST(a_produced_row_is_little_endian_without_gaps)
{
	static const uint8_t want[PRODUCED_BYTES] = {
		1,    0,    0,    0,    0,    0,    0,    0,    /* due */
		0,    1,    0,    0,    0,    0,    0,    0,    /* sent */
		0,    0,    1,    0,    0,    0,    0,    0x80, /* done */
		0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, /* offset */
		4,    3,    2,    1,                            /* seq */
		0xff, 0xff, 0xff, 0xff,                         /* partition */
		0x40, 0xff,                                     /* error */
		2,    1,
	};
	struct produced r = {.due_ns = 1,
			     .sent_ns = 256,
			     .done_ns = INT64_MIN + 65536,
			     .offset = -1,
			     .seq = 0x01020304,
			     .partition = -1,
			     .error = -192,
			     .outcome = OUTCOME_REJECTED,
			     .warm = 1};
	uint8_t got[PRODUCED_BYTES];

	produced_pack(got, &r);
	ck_assert_mem_eq(got, want, sizeof(want));
}
END_TEST

START_TEST(a_produced_row_comes_back_as_it_was)
{
	struct produced in = {.due_ns = INT64_MAX,
			      .sent_ns = -5,
			      .done_ns = 123456789012345,
			      .offset = INT64_MAX - 1,
			      .seq = UINT32_MAX,
			      .partition = 77,
			      .error = 19,
			      .outcome = OUTCOME_ACKED};
	struct produced out = {0};
	uint8_t row[PRODUCED_BYTES];

	produced_pack(row, &in);
	produced_unpack(&out, row);
	ck_assert_int_eq(out.due_ns, in.due_ns);
	ck_assert_int_eq(out.sent_ns, in.sent_ns);
	ck_assert_int_eq(out.done_ns, in.done_ns);
	ck_assert_int_eq(out.offset, in.offset);
	ck_assert_uint_eq(out.seq, in.seq);
	ck_assert_int_eq(out.partition, in.partition);
	ck_assert_int_eq(out.error, in.error);
	ck_assert_int_eq(out.outcome, in.outcome);
	ck_assert_int_eq(out.warm, in.warm);
}
END_TEST

START_TEST(a_consumed_row_comes_back_as_it_was)
{
	struct consumed in = {.received_ns = -7,
			      .offset = 1LL << 40,
			      .seq = 9,
			      .producer = UINT16_MAX,
			      .partition = 258};
	struct consumed out = {0};
	uint8_t row[CONSUMED_BYTES];

	consumed_pack(row, &in);
	ck_assert_int_eq(row[22], 2); /* 258 = 0x0102, low byte first */
	consumed_unpack(&out, row);
	ck_assert_int_eq(out.received_ns, in.received_ns);
	ck_assert_int_eq(out.offset, in.offset);
	ck_assert_uint_eq(out.seq, in.seq);
	ck_assert_uint_eq(out.producer, in.producer);
	ck_assert_uint_eq(out.partition, in.partition);
}
END_TEST

START_TEST(a_found_row_comes_back_as_it_was)
{
	struct found in = {.offset = 42,
			   .seq = 1u << 31,
			   .producer = 3,
			   .partition = 4,
			   .topic = 513};
	struct found out = {0};
	uint8_t row[FOUND_BYTES];

	found_pack(row, &in);
	ck_assert_int_eq(row[16], 1); /* 513 = 0x0201, low byte first */
	found_unpack(&out, row);
	ck_assert_int_eq(out.offset, in.offset);
	ck_assert_uint_eq(out.seq, in.seq);
	ck_assert_uint_eq(out.producer, in.producer);
	ck_assert_uint_eq(out.partition, in.partition);
	ck_assert_uint_eq(out.topic, in.topic);
}
END_TEST

START_TEST(outcomes_have_the_names_users_read)
{
	ck_assert_str_eq(outcome_name(OUTCOME_ACKED), "acked");
	ck_assert_str_eq(outcome_name(OUTCOME_REJECTED), "rejected");
	ck_assert_str_eq(outcome_name(OUTCOME_UNKNOWN), "unknown");
}
END_TEST

START_TEST(a_stamp_is_readable_text)
{
	struct stamp s = {.run = 0xbeef, .producer = 2, .seq = 17, .partition = 5};
	char text[STAMP_MAX];
	size_t n = stamp_write(text, &s);

	ck_assert_str_eq(text, "kc1:0000beef:2:17:5;");
	ck_assert_uint_eq(n, strlen(text));
}
END_TEST

static const struct stamp extremes[] = {
	{0, 0, 0, 0},
	{UINT32_MAX, UINT16_MAX, UINT32_MAX, INT32_MAX},
	{1, 10, 100, -1},
};

START_TEST(a_stamp_is_read_back_with_anything_behind_it)
{
	char text[STAMP_MAX + 8];
	size_t n = stamp_write(text, &extremes[_i]);
	struct stamp got = {0};

	memcpy(text + n, "{\"x\":1}", 7);
	ck_assert(stamp_read(text, n + 7, &got));
	ck_assert_uint_eq(got.run, extremes[_i].run);
	ck_assert_uint_eq(got.producer, extremes[_i].producer);
	ck_assert_uint_eq(got.seq, extremes[_i].seq);
	ck_assert_int_eq(got.partition, extremes[_i].partition);
}
END_TEST

static const char *const not_stamps[] = {
	"",
	"kc1:",
	"hello, this is somebody else's record",
	"kc2:0000beef:2:17:5;",
	"kc1:0000beef:2:17:5",           /* no end */
	"kc1:0000beef:2:17;",            /* a part is missing */
	"kc1:0000BEEF:2:17:5;",          /* not as we write it */
	"kc1:beef:2:17:5;",              /* too short a run */
	"kc1:0000beef:65536:17:5;",      /* no such producer number */
	"kc1:0000beef:2:4294967296:5;",  /* no such sequence number */
	"kc1:0000beef:2:17:2147483648;", /* no such partition */
	"kc1:0000beef:2:17:-2;",
	"kc1:0000beef:2:-1:5;",
	"kc1:0000beef:02:17:5;",
	"kc1:0000beef: 2:17:5;",
	"kc1:0000beef::17:5;",
	"kc1:0000beef:2:99999999999999999999999999999999:5;",
};

START_TEST(what_is_not_exactly_a_stamp_is_foreign)
{
	struct stamp s = {.seq = 4711};

	ck_assert_msg(!stamp_read(not_stamps[_i], strlen(not_stamps[_i]), &s), "'%s'",
		      not_stamps[_i]);
	ck_assert_uint_eq(s.seq, 4711);
}
END_TEST

START_TEST(a_stamp_cut_anywhere_is_foreign_and_nothing_is_read_behind_it)
{
	static const char whole[] = "kc1:0000beef:2:17:5;";
	char *cut = malloc((size_t)_i +
			   1); /* exact, so that a sanitizer sees one byte more */
	struct stamp s;

	memcpy(cut, whole, (size_t)_i);
	ck_assert(!stamp_read(cut, (size_t)_i, &s));
	free(cut);
}
END_TEST

START_TEST(a_record_without_a_value_is_foreign)
{
	struct stamp s;

	ck_assert(!stamp_read(NULL, 0, &s));
}
END_TEST

static Suite *ledger_suite(void)
{
	Suite *s = suite_create("ledger");
	TCase *rows = tcase_create("rows");
	TCase *stamps = tcase_create("stamps");

	tcase_add_test(rows, a_produced_row_is_little_endian_without_gaps);
	tcase_add_test(rows, a_produced_row_comes_back_as_it_was);
	tcase_add_test(rows, a_consumed_row_comes_back_as_it_was);
	tcase_add_test(rows, a_found_row_comes_back_as_it_was);
	tcase_add_test(rows, outcomes_have_the_names_users_read);
	suite_add_tcase(s, rows);
	tcase_add_test(stamps, a_stamp_is_readable_text);
	tcase_add_loop_test(stamps, a_stamp_is_read_back_with_anything_behind_it, 0,
			    (int)ARRAY_LEN(extremes));
	tcase_add_loop_test(stamps, what_is_not_exactly_a_stamp_is_foreign, 0,
			    (int)ARRAY_LEN(not_stamps));
	tcase_add_loop_test(stamps,
			    a_stamp_cut_anywhere_is_foreign_and_nothing_is_read_behind_it,
			    0, (int)strlen("kc1:0000beef:2:17:5;"));
	tcase_add_test(stamps, a_record_without_a_value_is_foreign);
	suite_add_tcase(s, stamps);
	return s;
}

UNIT_SUITE(ledger_suite)
