#include "base/mem.h"
#include "kafka/wire.h"
#include "unit.h"

static char *hex(const struct strbuf *b)
{
	char *text = xcalloc(2 * b->len + 1, 1);

	for (size_t i = 0; i < b->len; i++)
		(void)snprintf(text + 2 * i, 3, "%02x", (uint8_t)b->buf[i]);
	return text;
}

static void expect_hex(struct strbuf *b, const char *want)
{
	char *got = hex(b);

	ck_assert_str_eq(got, want);
	free(got);
	strbuf_release(b);
}

START_TEST(numbers_are_big_endian)
{
	struct strbuf b = STRBUF_INIT;

	wire_put_bool(&b, true);
	wire_put_i8(&b, -2);
	wire_put_i16(&b, 0x0102);
	wire_put_i32(&b, -1);
	wire_put_i64(&b, 0x0102030405060708);
	expect_hex(&b, "01fe0102ffffffff0102030405060708");
}
END_TEST

START_TEST(texts_carry_their_length_in_either_form)
{
	struct strbuf b = STRBUF_INIT;

	wire_put_str(&b, "t");
	wire_put_str(&b, "");
	wire_put_str(&b, NULL);
	wire_put_str16(&b, "t");
	wire_put_str16(&b, NULL);
	expect_hex(&b, "0274"
		       "01"
		       "00"
		       "000174"
		       "ffff");
}
END_TEST

static const struct {
	uint32_t value;
	const char *bytes;
} varints[] = {
	{0, "00"},
	{1, "01"},
	{127, "7f"},
	{128, "8001"},
	{300, "ac02"},
	{16384, "808001"},
	{1u << 31, "8080808008"},
	{UINT32_MAX, "ffffffff0f"},
};

START_TEST(uvarints_are_read_as_they_are_written)
{
	struct strbuf b = STRBUF_INIT;
	struct wire_reader r;

	wire_put_uvarint(&b, varints[_i].value);
	r = wire_reader_of(b.buf, b.len);
	ck_assert_uint_eq(wire_get_uvarint(&r), varints[_i].value);
	ck_assert(!r.bad && r.at == r.len);
	expect_hex(&b, varints[_i].bytes);
}
END_TEST

START_TEST(a_uvarint_beyond_32_bits_is_refused)
{
	static const uint8_t too_big[] = {0xff, 0xff, 0xff, 0xff, 0x1f};
	static const uint8_t endless[] = {0x80, 0x80, 0x80, 0x80, 0x80, 0x00};
	struct wire_reader a = wire_reader_of(too_big, sizeof(too_big));
	struct wire_reader b = wire_reader_of(endless, sizeof(endless));

	ck_assert_uint_eq(wire_get_uvarint(&a), 0);
	ck_assert(a.bad);
	ck_assert_uint_eq(wire_get_uvarint(&b), 0);
	ck_assert(b.bad);
}
END_TEST

START_TEST(signed_numbers_come_back_with_their_sign)
{
	static const uint8_t bytes[] = {0xff, 0xff, 0xfe, 0xff, 0xff, 0xff,
					0xfd, 0xff, 0xff, 0xff, 0xff, 0xff,
					0xff, 0xff, 0xfc, 0xff, 0xff};
	struct wire_reader r = wire_reader_of(bytes, sizeof(bytes));

	ck_assert_int_eq(wire_get_i8(&r), -1);
	ck_assert_int_eq(wire_get_i16(&r), -2);
	ck_assert_int_eq(wire_get_i32(&r), -3);
	ck_assert_int_eq(wire_get_i64(&r), -4);
	ck_assert_uint_eq(wire_get_u16(&r), 65535);
	ck_assert(!r.bad);
}
END_TEST

START_TEST(a_reader_that_ran_out_stays_bad_and_gives_nothing)
{
	static const uint8_t bytes[] = {0, 0, 1};
	struct wire_reader r = wire_reader_of(bytes, sizeof(bytes));

	ck_assert_int_eq(wire_get_i32(&r), 0);
	ck_assert(r.bad);
	ck_assert_int_eq(wire_get_i8(&r), 0); /* although three bytes are left */
	ck_assert_ptr_null(wire_get_nullable_str(&r));
	ck_assert_uint_eq(wire_get_count(&r, 1), 0);
	wire_skip_tags(&r);
	ck_assert_uint_eq(r.at, 0);
}
END_TEST

START_TEST(a_count_is_believed_only_if_the_rest_could_hold_it)
{
	static const uint8_t bytes[] = {4, 0, 0, 0, 0, 0, 0};
	struct wire_reader fits = wire_reader_of(bytes, sizeof(bytes));
	struct wire_reader absurd = wire_reader_of(bytes, sizeof(bytes));

	ck_assert_uint_eq(wire_get_count(&fits, 2), 3);
	ck_assert(!fits.bad);
	ck_assert_uint_eq(wire_get_count(&absurd, 3), 0);
	ck_assert(absurd.bad);
}
END_TEST

START_TEST(a_null_text_where_one_is_due_is_bad)
{
	static const uint8_t null = 0;
	struct wire_reader r = wire_reader_of(&null, 1);

	ck_assert_ptr_null(wire_get_str(&r));
	ck_assert(r.bad);
}
END_TEST

START_TEST(a_text_longer_than_the_rest_is_bad)
{
	static const uint8_t bytes[] = {9, 'a', 'b'};
	struct wire_reader r = wire_reader_of(bytes, sizeof(bytes));

	ck_assert_ptr_null(wire_get_str(&r));
	ck_assert(r.bad);
}
END_TEST

START_TEST(unknown_tags_are_stepped_over)
{
	static const uint8_t bytes[] = {2, 0, 1, 0xaa, 200, 1, 2, 0xbb, 0xcc, 7};
	struct wire_reader r = wire_reader_of(bytes, sizeof(bytes));

	wire_skip_tags(&r);
	ck_assert_int_eq(wire_get_i8(&r), 7);
	ck_assert(!r.bad);
}
END_TEST

START_TEST(a_tag_is_read_within_its_own_bytes_only)
{
	static const uint8_t bytes[] = {1, 5, 2, 0xaa, 0xbb, 7};
	struct wire_reader r = wire_reader_of(bytes, sizeof(bytes));
	struct wire_reader field;
	uint32_t tag;

	ck_assert_uint_eq(wire_get_tag_count(&r), 1);
	field = wire_get_tag(&r, &tag);
	ck_assert_uint_eq(tag, 5);
	ck_assert_int_eq(wire_get_i32(&field), 0);
	ck_assert(field.bad && !r.bad);
	ck_assert_int_eq(wire_get_i8(&r), 7);
}
END_TEST

START_TEST(only_api_versions_answers_without_tags_in_its_header)
{
	static const uint8_t bytes[] = {0, 0, 0, 9, 0};
	struct wire_reader a = wire_reader_of(bytes, sizeof(bytes));
	struct wire_reader b = wire_reader_of(bytes, sizeof(bytes));

	ck_assert_int_eq(wire_get_response_header(&a, KAPI_API_VERSIONS, 3), 9);
	ck_assert_uint_eq(a.at, 4);
	ck_assert_int_eq(wire_get_response_header(&b, KAPI_METADATA, 12), 9);
	ck_assert_uint_eq(b.at, 5);
}
END_TEST

START_TEST(an_end_that_is_not_the_end_is_an_error)
{
	static const uint8_t bytes[] = {1, 2};
	struct wire_reader r = wire_reader_of(bytes, sizeof(bytes));
	struct err e = {0};

	(void)wire_get_i8(&r);
	ck_assert_int_eq(wire_done(&r, KAPI_METADATA, &e), -1);
	ck_assert_str_eq(e.msg, "bad Metadata reply: 1 bytes too many");
}
END_TEST

START_TEST(error_codes_have_names)
{
	ck_assert_str_eq(KERR_TEXT(74), "FENCED_LEADER_EPOCH");
	ck_assert_str_eq(KERR_TEXT(-1), "UNKNOWN_SERVER_ERROR");
	ck_assert_str_eq(KERR_TEXT(12345), "error 12345");
	ck_assert_ptr_null(kerr_name(61));
}
END_TEST

static Suite *wire_suite(void)
{
	Suite *s = suite_create("wire");
	TCase *tc = tcase_create("core");

	tcase_add_test(tc, numbers_are_big_endian);
	tcase_add_test(tc, texts_carry_their_length_in_either_form);
	tcase_add_loop_test(tc, uvarints_are_read_as_they_are_written, 0,
			    (int)(sizeof(varints) / sizeof(varints[0])));
	tcase_add_test(tc, a_uvarint_beyond_32_bits_is_refused);
	tcase_add_test(tc, signed_numbers_come_back_with_their_sign);
	tcase_add_test(tc, a_reader_that_ran_out_stays_bad_and_gives_nothing);
	tcase_add_test(tc, a_count_is_believed_only_if_the_rest_could_hold_it);
	tcase_add_test(tc, a_null_text_where_one_is_due_is_bad);
	tcase_add_test(tc, a_text_longer_than_the_rest_is_bad);
	tcase_add_test(tc, unknown_tags_are_stepped_over);
	tcase_add_test(tc, a_tag_is_read_within_its_own_bytes_only);
	tcase_add_test(tc, only_api_versions_answers_without_tags_in_its_header);
	tcase_add_test(tc, an_end_that_is_not_the_end_is_an_error);
	tcase_add_test(tc, error_codes_have_names);
	suite_add_tcase(s, tc);
	return s;
}

UNIT_SUITE(wire_suite)
