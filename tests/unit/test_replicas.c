/* Replicas of a partition held against each other: nodes that tell where they are, and segments made by
 * hand. */
#include "admin_kit.h"
#include "base/mem.h"
#include "batch_kit.h"
#include "cluster/replicas.h"
#include "unit.h"

enum { TOLD_MOST = 16 };

static struct admin_kit *kit;
static struct err why;
static struct strbuf logs[4]; /* by node id */
static struct event told[TOLD_MOST];
static size_t n_told;
static bool must_stop;

static bool read_log(UNUSED void *arg, const struct node *node, const char *dir,
		     node_file_fn *file, node_bytes_fn *bytes, void *to)
{
	if (strcmp(dir, "/data/t-0") != 0)
		return false;
	if (file(to, "t-0/00000000000000000000.log"))
		(void)bytes(to, logs[node->id].buf, logs[node->id].len);
	return true;
}

static void set_up(void)
{
	kit = admin_kit_begin(3, 3, 3);
	why = (struct err){0};
	n_told = 0;
	must_stop = false;
	fake_cluster_on_read(admin_kit_fake(kit), read_log, NULL);
	for (int32_t id = 1; id <= 3; id++) {
		*admin_kit_says(kit, id, SIDE_BROKER) = (struct says){.freshness = 10,
								      .value = "2",
								      .source = 1,
								      .replicas = "312",
								      .isr = "123",
								      .dir = "/data",
								      .log_end = 5};
		logs[id] = (struct strbuf)STRBUF_INIT;
		batch_kit_add(&logs[id], 0, 3, 0, "abc");
		batch_kit_add(&logs[id], 3, 2, 0, "de");
	}
}

static void tear_down(void)
{
	admin_kit_end(kit);
	for (size_t i = 0; i < n_told; i++)
		event_release(&told[i]);
	for (size_t i = 0; i < ARRAY_LEN(logs); i++)
		strbuf_release(&logs[i]);
}

static bool stop(UNUSED void *arg)
{
	return must_stop;
}

static void tell(UNUSED void *arg, const struct event *ev)
{
	ck_assert_uint_lt(n_told, TOLD_MOST);
	event_copy(&told[n_told++], ev);
}

static int compare(void)
{
	static const char *const topics[] = {"t"};
	struct replicas_job job = {.topics = topics,
				   .n_topics = 1,
				   .timeout_ns = 60 * NS_PER_S,
				   .stop = stop,
				   .tell = tell};

	return replicas_compare(admin_kit_cluster(kit), &job, &why);
}

/* Of t/0; t/1 is on no disk. */
static const struct event *of(int32_t node)
{
	for (size_t i = 0; i < n_told; i++)
		if (told[i].node == node && told[i].partition == 0)
			return &told[i];
	ck_abort_msg("nothing was told of node %d", node);
	return NULL;
}

START_TEST(replicas_that_are_the_same_are_told_so)
{
	ck_assert_msg(compare() == 0, "%s", why.msg);
	ck_assert_uint_eq(n_told, 6); /* t/0 and t/1 */
	for (int32_t id = 1; id <= 3; id++) {
		const struct event *ev = of(id);

		ck_assert_int_eq(ev->kind, EVENT_REPLICA);
		ck_assert_str_eq(ev->topic, "t");
		ck_assert(ev->complete && ev->up);
		ck_assert_int_eq(ev->leader, id == 1 ? -1 : 1); /* against the leader's */
		ck_assert_int_eq(ev->read, 5);
		ck_assert_int_eq(ev->high_watermark, 5);
		ck_assert_int_eq(ev->end_offset, 5);
		ck_assert_int_eq(ev->offset, -1);
	}
}
END_TEST

START_TEST(a_partition_nobody_tells_the_end_of_is_not_compared)
{
	ck_assert_int_eq(compare(), 0);
	for (size_t i = 0; i < n_told; i++)
		if (told[i].partition == 1) {
			ck_assert(!told[i].complete);
			ck_assert_str_eq(told[i].text,
					 "no leader told the high watermark");
		}
}
END_TEST

START_TEST(the_one_that_differs_is_told_with_its_offset)
{
	strbuf_clear(&logs[3]);
	batch_kit_add(&logs[3], 0, 3, 0, "abc");
	batch_kit_add(&logs[3], 3, 2, 0, "dX");
	ck_assert_int_eq(compare(), 0);
	ck_assert(of(1)->up && of(2)->up);
	ck_assert(of(3)->complete && !of(3)->up);
	ck_assert_int_eq(of(3)->offset, 3);
	ck_assert_int_eq(of(3)->leader, 1);
}
END_TEST

/* The leader's own log may be the bad one: then the next is what the others are held against. */
START_TEST(a_broken_log_is_not_what_others_are_held_against)
{
	logs[1].buf[61 + 3 + 61] ^= 1;
	ck_assert_int_eq(compare(), 0);
	ck_assert(!of(1)->up && of(1)->complete);
	ck_assert_int_eq(of(1)->offset, 3);
	ck_assert_int_eq(of(1)->leader, -1);
	ck_assert(of(3)->up);
	ck_assert_int_eq(of(3)->leader, -1); /* in the order of the replicas */
	ck_assert(of(2)->up);
	ck_assert_int_eq(of(2)->leader, 3);
}
END_TEST

START_TEST(a_node_that_says_nothing_is_not_compared_and_the_others_are)
{
	admin_kit_says(kit, 2, SIDE_BROKER)->silent = true;
	ck_assert_int_eq(compare(), 0);
	ck_assert(!of(2)->complete);
	ck_assert_ptr_nonnull(of(2)->text);
	ck_assert(of(1)->up && of(3)->up);
}
END_TEST

START_TEST(a_compacted_topic_is_not_compared)
{
	for (int32_t id = 1; id <= 3; id++)
		admin_kit_says(kit, id, SIDE_BROKER)->policy = "compact,delete";
	ck_assert_int_eq(compare(), 0);
	for (int32_t id = 1; id <= 3; id++) {
		ck_assert(!of(id)->complete);
		ck_assert_str_eq(of(id)->text,
				 "the topic is compacted, by each replica for itself");
	}
}
END_TEST

START_TEST(what_was_deleted_on_one_does_not_count_on_the_others)
{
	admin_kit_says(kit, 2, SIDE_BROKER)->log_begin = 3;
	strbuf_drop_front(&logs[2], 64);
	logs[1].buf[62] ^= 1; /* in the batch that is gone on node 2 */
	ck_assert_int_eq(compare(), 0);
	for (int32_t id = 1; id <= 3; id++) {
		ck_assert(of(id)->up);
		ck_assert_int_eq(of(id)->begin_offset, 3);
		ck_assert_int_eq(of(id)->read, 2);
	}
}
END_TEST

START_TEST(it_ends_when_it_must)
{
	must_stop = true;
	ck_assert_int_eq(compare(), 0);
	for (int32_t id = 1; id <= 3; id++) {
		ck_assert(!of(id)->complete);
		ck_assert_str_eq(of(id)->text, "there was no time left for it");
	}
}
END_TEST

START_TEST(without_a_broker_there_is_nothing_to_compare)
{
	for (int32_t id = 1; id <= 3; id++)
		admin_kit_says(kit, id, SIDE_BROKER)->silent = true;
	ck_assert_int_eq(compare(), -1);
	ck_assert_str_eq(why.msg, "no broker told which replicas there are");
	ck_assert_uint_eq(n_told, 0);
}
END_TEST

static Suite *replicas_suite(void)
{
	Suite *s = suite_create("replicas");
	TCase *tc = tcase_create("core");

	tcase_set_timeout(tc, 60);
	tcase_add_checked_fixture(tc, set_up, tear_down);
	tcase_add_test(tc, replicas_that_are_the_same_are_told_so);
	tcase_add_test(tc, a_partition_nobody_tells_the_end_of_is_not_compared);
	tcase_add_test(tc, the_one_that_differs_is_told_with_its_offset);
	tcase_add_test(tc, a_broken_log_is_not_what_others_are_held_against);
	tcase_add_test(tc, a_node_that_says_nothing_is_not_compared_and_the_others_are);
	tcase_add_test(tc, a_compacted_topic_is_not_compared);
	tcase_add_test(tc, what_was_deleted_on_one_does_not_count_on_the_others);
	tcase_add_test(tc, it_ends_when_it_must);
	tcase_add_test(tc, without_a_broker_there_is_nothing_to_compare);
	suite_add_tcase(s, tc);
	return s;
}

UNIT_SUITE(replicas_suite)
