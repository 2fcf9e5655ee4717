/* One replica's log held against another's: on the fake cluster, with segments made by hand. */
#include "base/mem.h"
#include "batch_kit.h"
#include "cluster/fake.h"
#include "cluster/replica_log.h"
#include "unit.h"

#define FIRST "t-0/00000000000000000000.log"

enum { FILES = 4, NODES = 4 };

struct file {
	const char *name;
	struct strbuf bytes;
};

static struct file files[NODES][FILES]; /* by node id */
static struct fake_cluster *fake;
static struct tape *tape;
static struct log_span span;
static struct replica_found found;
static bool is_late;
static size_t piece;
static bool has_paths; /* files can be had one by one */
static size_t handed_over;

static bool hand_over(struct file *f, node_file_fn *file, node_bytes_fn *bytes, void *to)
{
	handed_over++;
	if (!file(to, f->name))
		return true;
	for (size_t at = 0; at < f->bytes.len; at += piece) {
		size_t left = f->bytes.len - at;

		if (!bytes(to, f->bytes.buf + at, left < piece ? left : piece))
			return false;
	}
	return true;
}

static bool read_files(UNUSED void *arg, const struct node *node, const char *dir,
		       node_file_fn *file, node_bytes_fn *bytes, void *to)
{
	bool there = strcmp(dir, "/data/t-0") == 0;

	for (size_t i = 0; has_paths && i < FILES && files[node->id][i].name; i++)
		if (strcmp(dir + strlen("/data/"), files[node->id][i].name) == 0) {
			(void)hand_over(&files[node->id][i], file, bytes, to);
			return true;
		}
	for (size_t i = 0; there && i < FILES && files[node->id][i].name; i++)
		if (!hand_over(&files[node->id][i], file, bytes, to))
			break;
	return there;
}

static void set_up(void)
{
	struct err e = {0};

	fake = fake_cluster_new(3);
	fake_cluster_on_read(fake, read_files, NULL);
	memset(files, 0, sizeof(files));
	tape = tape_new(&e);
	ck_assert_msg(tape != NULL, "%s", e.msg);
	span = (struct log_span){.to = 6};
	is_late = has_paths = false;
	handed_over = 0;
	piece = 50;
	found = (struct replica_found){0};
}

static void tear_down(void)
{
	free(found.what);
	tape_free(tape);
	fake_cluster_free(fake);
	for (size_t n = 0; n < NODES; n++)
		for (size_t i = 0; i < FILES; i++)
			strbuf_release(&files[n][i].bytes);
}

static struct strbuf *file_of(int32_t node, size_t i, const char *name)
{
	files[node][i].name = name;
	return &files[node][i].bytes;
}

/* Offsets 0 to 5 in three batches. */
static struct strbuf *usual(int32_t node)
{
	struct strbuf *b = file_of(node, 0, FIRST);

	batch_kit_add(b, 0, 3, 0, "abc");
	batch_kit_add(b, 3, 1, 0, "d");
	batch_kit_add(b, 4, 2, 1, "ef");
	return b;
}

static bool stop(UNUSED void *arg)
{
	return is_late;
}

static void read_log(int32_t node, bool record)
{
	struct cluster *c = fake_cluster(fake);

	free(found.what);
	replica_log_read(c, topology_by_id(cluster_topology(c), node), "/data/t-0", &span,
			 tape, record, stop, NULL, &found);
}

static void check(enum replica_state state, int64_t at_offset, const char *what)
{
	ck_assert_int_eq(found.state, state);
	ck_assert_int_eq(found.at_offset, at_offset);
	if (what)
		ck_assert_str_eq(found.what, what);
	else
		ck_assert_msg(found.what == NULL, "%s", found.what);
}

START_TEST(the_same_batches_are_the_same_replica)
{
	for (piece = 1; piece < 80; piece += 13) {
		for (int32_t id = 1; id <= 2; id++) {
			strbuf_clear(&files[id][0].bytes);
			usual(id);
		}
		read_log(1, true);
		check(REPLICA_SAME, -1, NULL);
		read_log(2, false);
		check(REPLICA_SAME, -1, NULL);
		ck_assert_int_eq(found.batches, 3);
		ck_assert_int_eq(found.records, 6);
	}
}
END_TEST

/* Each node rolls its segments when it thinks fit, and keeps other files beside them. */
START_TEST(segments_may_begin_elsewhere)
{
	struct strbuf *b;

	usual(1);
	strbuf_addstr(file_of(2, 0, "t-0/00000000000000000000.index"), "no batches");
	batch_kit_add(file_of(2, 1, FIRST), 0, 3, 0, "abc");
	b = file_of(2, 2, "t-0/00000000000000000003.log");
	batch_kit_add(b, 3, 1, 0, "d");
	batch_kit_add(b, 4, 2, 7, "ef"); /* the epoch is not compared */
	strbuf_addstr(file_of(2, 3, "t-0/00000000000000000003.log.deleted"), "old");
	read_log(1, true);
	read_log(2, false);
	check(REPLICA_SAME, -1, NULL);
	ck_assert_int_eq(found.records, 6);
}
END_TEST

START_TEST(other_bytes_with_a_right_checksum_are_found)
{
	struct strbuf *b = file_of(2, 0, FIRST);

	usual(1);
	batch_kit_add(b, 0, 3, 0, "abc");
	batch_kit_add(b, 3, 1, 0, "x");
	batch_kit_add(b, 4, 2, 1, "ef");
	read_log(1, true);
	read_log(2, false);
	ck_assert_int_eq(found.state, REPLICA_DIFFERS);
	ck_assert_int_eq(found.at_offset, 3);
	ck_assert(!found.is_broken);
	ck_assert_ptr_nonnull(strstr(
		found.what, "other bytes in the batch of offsets 3 to 3: checksum "));
	ck_assert_int_eq(found.batches, 1);
}
END_TEST

START_TEST(bytes_that_do_not_have_their_checksum_are_found_without_another_replica)
{
	usual(1)->buf[61 + 3 + 61] ^= 1; /* the "d" */
	read_log(1, true);
	check(REPLICA_DIFFERS, 3,
	      "the bytes of the batch of offsets 3 to 3 (00000000000000000000.log, byte "
	      "64) do not have its checksum");
	ck_assert(found.is_broken);
}
END_TEST

START_TEST(garbled_bytes_are_found_at_the_offset_that_should_follow)
{
	struct strbuf *b = usual(1);

	memset(b->buf + 64, 0xa5, b->len - 64);
	read_log(1, true);
	ck_assert_int_eq(found.state, REPLICA_DIFFERS);
	ck_assert_int_eq(found.at_offset, 3);
	ck_assert_ptr_nonnull(strstr(found.what, "byte 64 is not the begin of a batch"));
}
END_TEST

START_TEST(a_log_that_is_too_short_is_found)
{
	struct strbuf *b = usual(1);

	b->len -= 63; /* its last batch */
	read_log(1, true);
	check(REPLICA_DIFFERS, 4, "ends before offset 4, the high watermark being 6");
	b->len -= 1;
	read_log(1, true);
	ck_assert_int_eq(found.at_offset, 3);
	ck_assert_ptr_nonnull(strstr(found.what, "within the batch that begins"));
}
END_TEST

START_TEST(batches_cut_in_other_places_are_not_the_same)
{
	struct strbuf *b = file_of(2, 0, FIRST);

	usual(1);
	batch_kit_add(b, 0, 3, 0, "abc");
	batch_kit_add(b, 3, 3, 0, "def");
	read_log(1, true);
	read_log(2, false);
	check(REPLICA_DIFFERS, 3,
	      "a batch of offsets 3 to 5 where there is one of 3 to 3");
}
END_TEST

START_TEST(a_missing_batch_in_the_middle_is_found)
{
	struct strbuf *b = file_of(2, 0, FIRST);

	usual(1);
	batch_kit_add(b, 0, 3, 0, "abc");
	batch_kit_add(b, 4, 2, 1, "ef");
	read_log(1, true);
	read_log(2, false);
	check(REPLICA_DIFFERS, 3,
	      "a batch of offsets 4 to 5 where there is one of 3 to 3");
	read_log(2, true); /* the other way round, on the same tape */
	check(REPLICA_SAME, -1, NULL);
	read_log(1, false);
	check(REPLICA_DIFFERS, 3,
	      "a batch of offsets 3 to 3 where there is one of 4 to 5");
}
END_TEST

START_TEST(a_log_that_goes_back_is_found)
{
	struct strbuf *b = usual(1);

	b->len -= 63;
	batch_kit_add(b, 2, 4, 0, "ef");
	read_log(1, true);
	check(REPLICA_DIFFERS, 4,
	      "00000000000000000000.log goes back to offset 2 at byte 126");
}
END_TEST

/* What is above the high watermark may still go, what is below the log's begin is gone. */
START_TEST(only_what_lies_in_the_span_counts)
{
	struct strbuf *b = file_of(2, 0, "t-0/00000000000000000003.log");

	batch_kit_add(usual(1), 6, 1, 1, "not yet");
	batch_kit_add(b, 3, 1, 0, "d");
	batch_kit_add(b, 4, 2, 1, "ef");
	strbuf_addstr(b,
		      "whatever lies behind the high watermark is not looked at at all, "
		      "not even its form");
	span.from = 3;
	read_log(1, true);
	check(REPLICA_SAME, -1, NULL);
	read_log(2, false);
	check(REPLICA_SAME, -1, NULL);
	ck_assert_int_eq(found.batches, 2);
	span.to = 3; /* nothing: nobody is asked */
	read_log(3, false);
	check(REPLICA_SAME, -1, NULL);
}
END_TEST

START_TEST(what_could_not_be_read_is_no_difference)
{
	read_log(1, true);
	check(REPLICA_UNREAD, -1, "no segment was found there");
	usual(2);
	is_late = true;
	read_log(2, true);
	check(REPLICA_UNREAD, -1, "there was no time left for it");
	is_late = false;
	fake_cluster_fail(fake, 1); /* not the attempt with the segment alone */
	read_log(2, true);
	ck_assert_int_eq(found.state, REPLICA_UNREAD);
	ck_assert_ptr_nonnull(found.what);
	read_log(2, true);
	check(REPLICA_SAME, -1, NULL);
}
END_TEST

/* Two segments of node 1, the whole log in one of node 2. */
static void split_log(const char *second)
{
	struct strbuf *b;

	has_paths = true;
	usual(2);
	strbuf_addstr(file_of(1, 0, "t-0/00000000000000000000.index"), "no batches");
	batch_kit_add(file_of(1, 1, FIRST), 0, 3, 0, "abc");
	b = file_of(1, 2, second);
	batch_kit_add(b, 3, 1, 0, "d");
	batch_kit_add(b, 4, 2, 1, "ef");
}

START_TEST(segments_are_fetched_by_their_names)
{
	split_log("t-0/00000000000000000003.log");
	read_log(1, true);
	check(REPLICA_SAME, -1, NULL);
	ck_assert_uint_eq(handed_over, 2); /* and no index */
	read_log(2, false);
	check(REPLICA_SAME, -1, NULL);
	ck_assert_uint_eq(handed_over, 3);
	ck_assert_int_eq(found.batches, 3);
}
END_TEST

START_TEST(what_is_called_otherwise_is_found_in_the_whole_directory)
{
	split_log("t-0/00000000000000000002.log");
	read_log(2, true);
	read_log(1, false);
	check(REPLICA_SAME, -1, NULL);
	ck_assert_int_eq(found.batches, 3); /* none twice */
	read_log(1, true);
	check(REPLICA_SAME, -1, NULL);
	read_log(2, false);
	check(REPLICA_SAME, -1, NULL);
	span.begin = 1; /* no segment is called that */
	read_log(2, false);
	check(REPLICA_SAME, -1, NULL);
}
END_TEST

START_TEST(a_difference_in_a_segment_of_its_own_is_one)
{
	split_log("t-0/00000000000000000003.log");
	files[1][2].bytes.buf[61] ^= 1;
	read_log(2, true);
	read_log(1, false);
	ck_assert_int_eq(found.state, REPLICA_DIFFERS);
	ck_assert_int_eq(found.at_offset, 3);
	files[1][1].bytes.len -= 1;
	read_log(1, false);
	ck_assert_int_eq(found.state, REPLICA_DIFFERS);
	ck_assert_int_eq(found.at_offset, 0);
}
END_TEST

static Suite *replica_log_suite(void)
{
	Suite *s = suite_create("replica_log");
	TCase *tc = tcase_create("core");

	tcase_add_checked_fixture(tc, set_up, tear_down);
	tcase_add_test(tc, the_same_batches_are_the_same_replica);
	tcase_add_test(tc, segments_may_begin_elsewhere);
	tcase_add_test(tc, other_bytes_with_a_right_checksum_are_found);
	tcase_add_test(
		tc,
		bytes_that_do_not_have_their_checksum_are_found_without_another_replica);
	tcase_add_test(tc, garbled_bytes_are_found_at_the_offset_that_should_follow);
	tcase_add_test(tc, a_log_that_is_too_short_is_found);
	tcase_add_test(tc, batches_cut_in_other_places_are_not_the_same);
	tcase_add_test(tc, a_missing_batch_in_the_middle_is_found);
	tcase_add_test(tc, a_log_that_goes_back_is_found);
	tcase_add_test(tc, only_what_lies_in_the_span_counts);
	tcase_add_test(tc, what_could_not_be_read_is_no_difference);
	tcase_add_test(tc, segments_are_fetched_by_their_names);
	tcase_add_test(tc, what_is_called_otherwise_is_found_in_the_whole_directory);
	tcase_add_test(tc, a_difference_in_a_segment_of_its_own_is_one);
	suite_add_tcase(s, tc);
	return s;
}

UNIT_SUITE(replica_log_suite)
