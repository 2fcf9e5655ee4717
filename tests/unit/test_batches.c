/* Record batches, whole, in pieces, cut off and garbled; and their checksum. */
#include "base/crc32c.h"
#include "base/mem.h"
#include "batch_kit.h"
#include "kafka/batches.h"
#include "unit.h"

static struct strbuf segment;
static struct batch got[16];
static size_t n_got, enough_at;
static struct err why;

static void set_up(void)
{
	segment = (struct strbuf)STRBUF_INIT;
	n_got = 0;
	enough_at = 16;
	why = (struct err){0};
}

static void tear_down(void)
{
	strbuf_release(&segment);
}

static bool take(UNUSED void *arg, const struct batch *b)
{
	got[n_got++] = *b;
	return n_got < enough_at;
}

/* Feeds all of it in pieces of `piece` bytes; then the end. */
static int feed(size_t piece)
{
	struct batches b;

	batches_init(&b, take, NULL);
	for (size_t at = 0; at < segment.len; at += piece) {
		size_t n = segment.len - at < piece ? segment.len - at : piece;
		/* On the heap, so that one byte too many is seen. */
		char *bytes = xmemdup(segment.buf + at, n);
		int rc = batches_feed(&b, bytes, n, &why);

		free(bytes);
		if (rc < 0)
			return -1;
	}
	return batches_end(&b, &why);
}

START_TEST(the_checksum_is_the_known_one)
{
	static const uint8_t zeros[32];
	uint8_t up[32];

	for (size_t i = 0; i < sizeof(up); i++)
		up[i] = (uint8_t)i;
	ck_assert_uint_eq(crc32c(0, "123456789", 9), 0xe3069283U); /* its check value */
	ck_assert_uint_eq(crc32c(0, zeros, 32), 0x8a9136aaU);      /* RFC 3720, B.4 */
	ck_assert_uint_eq(crc32c(0, up, 32), 0x46dd794eU);
	for (size_t cut = 0; cut <= 32; cut++)
		ck_assert_uint_eq(crc32c(crc32c(0, up, cut), up + cut, 32 - cut),
				  0x46dd794eU);
	ck_assert_uint_eq(crc32c(7, up, 0), 7);
}
END_TEST

START_TEST(batches_are_told_wherever_the_bytes_are_cut)
{
	batch_kit_add(&segment, 0, 3, 0, "three records");
	batch_kit_add(&segment, 3, 1, 1, "");
	batch_kit_add(&segment, 4, 10, 2, "ten");
	for (size_t piece = 1; piece <= segment.len; piece++) {
		n_got = 0;
		ck_assert_msg(feed(piece) == 0, "%s", why.msg);
		ck_assert_uint_eq(n_got, 3);
		ck_assert_int_eq(got[0].base_offset, 0);
		ck_assert_int_eq(got[0].last_offset, 2);
		ck_assert_int_eq(got[0].bytes, 61 + 13);
		ck_assert_int_eq(got[1].at, 61 + 13);
		ck_assert_int_eq(got[1].bytes, 61);
		ck_assert_int_eq(got[2].base_offset, 4);
		ck_assert_int_eq(got[2].last_offset, 13);
		ck_assert_int_eq(got[2].leader_epoch, 2);
		ck_assert_int_eq(got[2].records, 10);
		for (size_t i = 0; i < 3; i++)
			ck_assert_uint_eq(got[i].crc, got[i].said_crc);
	}
}
END_TEST

/* A byte under the checksum changes it; the leader epoch is not under it. */
START_TEST(a_changed_byte_is_seen_where_the_checksum_is_over_it)
{
	batch_kit_add(&segment, 0, 3, 5, "three records");
	for (size_t i = 12; i < segment.len; i++) {
		bool is_form = i == 16 || i == 23; /* magic, a negative delta */

		n_got = 0;
		why = (struct err){0};
		segment.buf[i] = (char)(segment.buf[i] ^ 0x80);
		ck_assert_int_eq(feed(segment.len), is_form ? -1 : 0);
		if (!is_form && i < 16)
			ck_assert_uint_eq(got[0].crc, got[0].said_crc);
		else if (!is_form)
			ck_assert_uint_ne(got[0].crc, got[0].said_crc);
		segment.buf[i] = (char)(segment.buf[i] ^ 0x80);
	}
}
END_TEST

static const struct {
	size_t at; /* byte of the second batch that is changed */
	char to;
	const char *why;
} bad[] = {
	{0, (char)0xa5, "byte 63 is not the begin of a batch: its base offset would be "},
	{8, (char)0xa5, "byte 63 is not the begin of a batch: its length would be -"},
	{11, 48, "byte 63 is not the begin of a batch: its length would be 48"},
	{16, 1, "byte 63 is not the begin of a batch: its magic would be 1"},
	{23, (char)0xff,
	 "byte 63 is not the begin of a batch: its last offset delta would be -"},
};

START_TEST(what_cannot_be_a_batch_is_refused_after_what_was_one)
{
	batch_kit_add(&segment, 0, 1, 0, "ab");
	batch_kit_add(&segment, 1, 1, 0, "");
	segment.buf[63 + bad[_i].at] = bad[_i].to;
	ck_assert_int_eq(feed(7), -1);
	ck_assert_int_eq(why.kind, ERR_ENVIRONMENT);
	ck_assert_msg(strncmp(why.msg, bad[_i].why, strlen(bad[_i].why)) == 0, "%s",
		      why.msg);
	ck_assert_uint_eq(n_got, 1);
}
END_TEST

START_TEST(a_segment_that_ends_within_a_batch_says_so)
{
	size_t whole;

	batch_kit_add(&segment, 0, 1, 0, "ab");
	whole = segment.len;
	batch_kit_add(&segment, 1, 1, 0, "cd");
	for (size_t len = whole + 1; len < whole + 63; len++) {
		n_got = 0;
		why = (struct err){0};
		segment.len = len;
		ck_assert_int_eq(feed(10), -1);
		ck_assert_uint_eq(n_got, 1);
		ck_assert_ptr_nonnull(
			strstr(why.msg, "within the batch that begins at byte 63"));
	}
	n_got = 0;
	segment.len = whole;
	ck_assert_int_eq(feed(10), 0);
}
END_TEST

/* However much a length promises, no more is taken than there is. */
START_TEST(the_longest_length_costs_nothing)
{
	batch_kit_add(&segment, 0, 1, 0, "ab");
	segment.buf[8] = 0x7f;
	ck_assert_int_eq(feed(9), -1);
	ck_assert_uint_eq(n_got, 0);
	ck_assert_str_eq(why.msg, "the segment ends at byte 63, within the batch that "
				  "begins at byte 0");
}
END_TEST

START_TEST(zeros_behind_the_last_batch_are_room_made_in_advance)
{
	static const char zeros[200];

	batch_kit_add(&segment, 7, 1, 0, "ab");
	strbuf_add(&segment, zeros, sizeof(zeros));
	ck_assert_int_eq(feed(13), 0);
	ck_assert_uint_eq(n_got, 1);
	ck_assert_int_eq(got[0].base_offset, 7);
}
END_TEST

START_TEST(who_has_enough_is_told_nothing_more)
{
	batch_kit_add(&segment, 0, 1, 0, "ab");
	batch_kit_add(&segment, 1, 1, 0, "cd");
	strbuf_addstr(&segment,
		      "what follows does not matter, whatever it may be: so much "
		      "text that it would be a head");
	enough_at = 2;
	ck_assert_int_eq(feed(segment.len), 0);
	ck_assert_uint_eq(n_got, 2);
}
END_TEST

static Suite *batches_suite(void)
{
	Suite *s = suite_create("batches");
	TCase *tc = tcase_create("core");

	tcase_add_checked_fixture(tc, set_up, tear_down);
	tcase_add_test(tc, the_checksum_is_the_known_one);
	tcase_add_test(tc, batches_are_told_wherever_the_bytes_are_cut);
	tcase_add_test(tc, a_changed_byte_is_seen_where_the_checksum_is_over_it);
	tcase_add_loop_test(tc, what_cannot_be_a_batch_is_refused_after_what_was_one, 0,
			    (int)ARRAY_LEN(bad));
	tcase_add_test(tc, a_segment_that_ends_within_a_batch_says_so);
	tcase_add_test(tc, the_longest_length_costs_nothing);
	tcase_add_test(tc, zeros_behind_the_last_batch_are_room_made_in_advance);
	tcase_add_test(tc, who_has_enough_is_told_nothing_more);
	suite_add_tcase(s, tc);
	return s;
}

UNIT_SUITE(batches_suite)
