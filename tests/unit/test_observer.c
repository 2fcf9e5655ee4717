#include "observe/observer.h"

#include "base/mem.h"
#include "fake_node.h"
#include "kafka/api_key.h"
#include "record_kit.h"
#include "unit.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

/* One fake node that is a combined node 1, an observer of it, and a record. */
struct rig {
	struct kit kit;
	struct clock clock;
	struct topology topology;
	struct fake_words says;
	struct fake_node *node;
	struct observer *observer;
	struct run run; /* after rig_read() */
};

static const struct fake_words leading = {
	.leads = true,
	.epoch = 4,
	.leader = 1,
	.high_watermark = 100,
	.image = 99,
	.partition = {{"a", 0, 1, 3, 3, 0, 0},
		      {"a", 1, 2, 3, 2, 1, 0},
		      {"b", 0, -1, 7, 0, 2, 0}},
	.n_partitions = 3,
};

static struct rig *rig_new(const struct fake_words *says)
{
	static const struct observer_opts quick = {20 * NS_PER_MS, 40 * NS_PER_MS,
						   200 * NS_PER_MS};
	struct rig *r = xcalloc(1, sizeof(*r));
	struct err e = {0};
	struct node *n;

	r->kit = kit_new();
	r->says = *says;
	r->node = fake_node_new(says);
	clock_start(&r->clock);
	n = topology_add(&r->topology);
	*n = (struct node){.id = 1,
			   .name = xstrdup("kafka1"),
			   .roles = ROLE_BROKER | ROLE_CONTROLLER,
			   .broker = {xstrdup("127.0.0.1"), fake_node_port(r->node)},
			   .controller = {xstrdup("127.0.0.1"), fake_node_port(r->node)}};
	r->observer = observer_start(&r->topology, &r->clock, r->kit.record, &quick, &e);
	ck_assert_msg(r->observer != NULL, "%s", e.msg);
	return r;
}

static void rig_say(struct rig *r)
{
	fake_node_say(r->node, &r->says);
}

/* Until the observer has asked `api` so many times more. */
static void rig_await_asked(struct rig *r, int api, size_t more)
{
	size_t want = fake_node_count(r->node, api) + more;

	for (int i = 0; i < 5000 && fake_node_count(r->node, api) < want; i++)
		(void)usleep(1000);
	ck_assert_uint_ge(fake_node_count(r->node, api), want);
}

typedef bool seen_fn(const struct node_view *n);

static void rig_await(struct rig *r, seen_fn *seen)
{
	bool ok = false;

	for (int i = 0; i < 5000 && !ok; i++) {
		struct view v;

		(void)usleep(1000);
		observer_view(r->observer, &v);
		ok = seen(&v.nodes[0]);
		view_release(&v);
	}
	ck_assert(ok);
}

/* Stops observing and opens what was recorded. */
static void rig_read(struct rig *r)
{
	observer_stop(r->observer);
	kit_close(&r->kit);
	kit_open(&r->kit, &r->run);
}

static void rig_free(struct rig *r)
{
	run_close(&r->run);
	fake_node_free(r->node);
	topology_release(&r->topology);
	kit_remove(&r->kit);
	free(r);
}

static size_t count_of(const struct rig *r, enum event_kind kind)
{
	size_t n = 0;

	for (size_t i = 0; i < r->run.timeline.len; i++)
		n += r->run.timeline.at[i].kind == kind;
	return n;
}

static const struct event *nth_of(const struct rig *r, enum event_kind kind, size_t n)
{
	for (size_t i = 0; i < r->run.timeline.len; i++)
		if (r->run.timeline.at[i].kind == kind && n-- == 0)
			return &r->run.timeline.at[i];
	ck_abort_msg("no such %s", event_name(kind));
	return NULL;
}

static const struct event *down_of(const struct rig *r, enum side side)
{
	for (size_t i = 0; i < r->run.timeline.len; i++) {
		const struct event *ev = &r->run.timeline.at[i];

		if (ev->kind == EVENT_REACH && ev->side == side && !ev->up)
			return ev;
	}
	return NULL;
}

/* "" when it never was. */
static const char *why_down(const struct rig *r, enum side side)
{
	const struct event *ev = down_of(r, side);

	return ev ? ev->text : "";
}

static bool claims(const struct node_view *n)
{
	return n->claims;
}

static bool does_not_claim(const struct node_view *n)
{
	return n->answers[SIDE_CONTROLLER] && !n->claims && n->belief_leader == 1;
}

static bool knows_partitions(const struct node_view *n)
{
	return n->partitions.len == 3 && n->metadata_offset == 99;
}

static bool is_down(const struct node_view *n)
{
	return !n->answers[SIDE_CONTROLLER] && !n->answers[SIDE_BROKER];
}

START_TEST(a_claim_is_seen_with_its_epoch_and_voters)
{
	struct rig *r = rig_new(&leading);
	const struct event *ev;

	rig_await(r, claims);
	rig_read(r);
	ev = nth_of(r, EVENT_CLAIM, 0);
	ck_assert(ev->up);
	ck_assert_int_eq(ev->epoch, 4);
	ck_assert_int_eq(ev->offset, 100);
	ck_assert_uint_eq(ev->n_voters, 3);
	ck_assert_int_eq(ev->voters[0].log_end_offset, 101);
	rig_free(r);
}
END_TEST

START_TEST(a_follower_claims_nothing_and_tells_its_belief)
{
	struct fake_words says = leading;
	struct rig *r;

	says.leads = false;
	r = rig_new(&says);
	rig_await(r, does_not_claim);
	rig_read(r);
	ck_assert(!nth_of(r, EVENT_CLAIM, 0)->up);
	ck_assert_int_eq(nth_of(r, EVENT_BELIEF, 0)->leader, 1);
	ck_assert_int_eq(nth_of(r, EVENT_BELIEF, 0)->epoch, 4);
	rig_free(r);
}
END_TEST

static const struct {
	enum fake_mood mood;
	const char *why;
} moods[] = {
	{FAKE_REFUSES, "refused: "},
	{FAKE_HANGS_UP, "not served: "},
	{FAKE_SILENT, "timed out: connection accepted, but no answer within "},
};

/* However often it is tried: the same reason is not told twice running. */
static void check_told_once(const struct rig *r)
{
	const char *last[2] = {"", ""};

	for (size_t i = 0; i < r->run.timeline.len; i++) {
		const struct event *ev = &r->run.timeline.at[i];

		if (ev->kind != EVENT_REACH)
			continue;
		ck_assert_str_ne(last[ev->side], ev->text);
		last[ev->side] = ev->text;
	}
}

START_TEST(a_node_that_never_answered_is_down_with_the_reason)
{
	struct fake_words says = leading;
	struct rig *r;

	says.mood = moods[_i].mood;
	r = rig_new(&says);
	(void)usleep(400000); /* twice the time limit: nothing is to be waited for here */
	rig_read(r);
	ck_assert_msg(strncmp(why_down(r, SIDE_CONTROLLER), moods[_i].why,
			      strlen(moods[_i].why)) == 0,
		      "%s", why_down(r, SIDE_CONTROLLER));
	check_told_once(r);
	rig_free(r);
}
END_TEST

START_TEST(a_node_that_goes_away_is_down_on_both_sides)
{
	struct rig *r = rig_new(&leading);

	rig_await(r, knows_partitions);
	rig_await(r, claims);
	r->says.mood = (enum fake_mood)_i;
	rig_say(r);
	rig_await(r, is_down);
	rig_read(r);
	ck_assert_ptr_nonnull(down_of(r, SIDE_BROKER));
	ck_assert_ptr_nonnull(down_of(r, SIDE_CONTROLLER));
	rig_free(r);
}
END_TEST

START_TEST(a_node_that_comes_back_claims_anew)
{
	struct rig *r = rig_new(&leading);

	rig_await(r, claims);
	r->says.mood = FAKE_REFUSES;
	rig_say(r);
	rig_await(r, is_down);
	r->says.mood = FAKE_ANSWERS;
	rig_say(r);
	rig_await(r, claims); /* the view drops the claim of a node that is down */
	rig_read(r);
	ck_assert_uint_eq(count_of(r, EVENT_CLAIM), 2);
	rig_free(r);
}
END_TEST

START_TEST(a_lone_cut_connection_is_no_outage)
{
	struct rig *r = rig_new(&leading);

	rig_await(r, claims);
	rig_await(r, knows_partitions);
	fake_node_cut(r->node);
	rig_await_asked(r, KAPI_DESCRIBE_QUORUM, 3);
	rig_await_asked(r, KAPI_API_VERSIONS, 3);
	rig_read(r);
	ck_assert_ptr_null(down_of(r, SIDE_BROKER));
	ck_assert_ptr_null(down_of(r, SIDE_CONTROLLER));
	rig_free(r);
}
END_TEST

START_TEST(only_changes_are_written)
{
	struct rig *r = rig_new(&leading);

	rig_await_asked(r, KAPI_API_VERSIONS, 12);
	rig_await_asked(r, KAPI_FETCH, 12);
	rig_await_asked(r, KAPI_DESCRIBE_CLUSTER, 3);
	rig_read(r);
	ck_assert_uint_eq(count_of(r, EVENT_REACH), 2);
	ck_assert_uint_eq(count_of(r, EVENT_CLAIM), 1);
	ck_assert_uint_eq(count_of(r, EVENT_BELIEF), 1);
	ck_assert_uint_eq(count_of(r, EVENT_METADATA), 1);
	ck_assert_uint_eq(count_of(r, EVENT_PARTITION), 3);
	ck_assert_uint_eq(count_of(r, EVENT_REGISTERED), 1);
	rig_free(r);
}
END_TEST

/* Keeps changing what the node says until it was asked `rounds` times. */
static void keep_moving(struct rig *r, size_t rounds)
{
	for (size_t i = 0; i < rounds; i++) {
		r->says.high_watermark++;
		r->says.image++;
		rig_say(r);
		rig_await_asked(r, KAPI_DESCRIBE_QUORUM, 1);
	}
}

static void check_gaps(const struct rig *r, enum event_kind kind)
{
	for (size_t i = 1; i < count_of(r, kind); i++)
		ck_assert_int_ge(nth_of(r, kind, i)->at_ns -
					 nth_of(r, kind, i - 1)->at_ns,
				 250 * NS_PER_MS);
}

START_TEST(moving_offsets_are_told_at_most_four_times_a_second)
{
	struct rig *r = rig_new(&leading);

	rig_await(r, knows_partitions);
	keep_moving(r, 40); /* 0.8 s */
	rig_read(r);
	ck_assert_uint_ge(count_of(r, EVENT_CLAIM), 2);
	ck_assert_uint_ge(count_of(r, EVENT_METADATA), 2);
	check_gaps(r, EVENT_CLAIM);
	check_gaps(r, EVENT_METADATA);
	rig_free(r);
}
END_TEST

START_TEST(a_new_epoch_is_told_at_once)
{
	struct rig *r = rig_new(&leading);

	rig_await(r, claims);
	r->says.epoch = 5;
	rig_say(r);
	rig_await_asked(r, KAPI_FETCH, 2);
	rig_read(r);
	ck_assert_int_eq(nth_of(r, EVENT_CLAIM, 1)->epoch, 5);
	ck_assert_int_lt(nth_of(r, EVENT_CLAIM, 1)->at_ns -
				 nth_of(r, EVENT_CLAIM, 0)->at_ns,
			 250 * NS_PER_MS);
	rig_free(r);
}
END_TEST

START_TEST(partitions_on_several_pages_are_all_told)
{
	struct fake_words says = leading;
	struct rig *r;

	says.page = 1;
	r = rig_new(&says);
	rig_await(r, knows_partitions);
	rig_read(r);
	ck_assert_uint_eq(count_of(r, EVENT_PARTITION), 3);
	rig_free(r);
}
END_TEST

START_TEST(a_partition_is_told_with_leader_isr_and_elr)
{
	struct rig *r = rig_new(&leading);
	const struct event *ev;

	rig_await(r, knows_partitions);
	rig_read(r);
	ev = nth_of(r, EVENT_PARTITION, 2);
	ck_assert_str_eq(ev->topic, "b");
	ck_assert_int_eq(ev->leader, -1);
	ck_assert_int_eq(ev->epoch, 7);
	ck_assert_uint_eq(ev->replicas.len, 3);
	ck_assert_uint_eq(ev->isr.len, 0);
	ck_assert_uint_eq(ev->elr.len, 2);
	rig_free(r);
}
END_TEST

static bool isr_shrank(const struct node_view *n)
{
	return n->partitions.len == 3 && n->partitions.at[1]->isr.len == 1;
}

START_TEST(a_shrunken_isr_is_told_alone)
{
	struct rig *r = rig_new(&leading);

	rig_await(r, knows_partitions);
	r->says.partition[1].n_isr = 1;
	r->says.image++;
	rig_say(r);
	rig_await(r, isr_shrank);
	rig_read(r);
	ck_assert_uint_eq(count_of(r, EVENT_PARTITION), 4);
	ck_assert_int_eq(nth_of(r, EVENT_PARTITION, 3)->partition, 1);
	rig_free(r);
}
END_TEST

/* Known by its bytes; the one behind it is news all the same. */
START_TEST(the_same_partitions_of_a_later_image_are_not_told_again)
{
	struct rig *r = rig_new(&leading);

	rig_await(r, knows_partitions);
	r->says.image++;
	rig_say(r);
	rig_await_asked(r, KAPI_DESCRIBE_TOPIC_PARTITIONS, 1);
	rig_await_asked(r, KAPI_API_VERSIONS, 2);
	r->says.partition[1].n_isr = 1;
	r->says.image++;
	rig_say(r);
	rig_await(r, isr_shrank);
	rig_read(r);
	ck_assert_uint_eq(count_of(r, EVENT_PARTITION), 4);
	rig_free(r);
}
END_TEST

START_TEST(a_deleted_partition_is_told_without_replicas)
{
	struct rig *r = rig_new(&leading);

	rig_await(r, knows_partitions);
	r->says.n_partitions = 2;
	r->says.image++;
	rig_say(r);
	rig_await_asked(r, KAPI_DESCRIBE_TOPIC_PARTITIONS, 1);
	rig_await_asked(r, KAPI_API_VERSIONS, 2);
	rig_read(r);
	ck_assert_str_eq(nth_of(r, EVENT_PARTITION, 3)->topic, "b");
	ck_assert_uint_eq(nth_of(r, EVENT_PARTITION, 3)->replicas.len, 0);
	rig_free(r);
}
END_TEST

START_TEST(partitions_are_not_asked_for_while_the_image_stands_still)
{
	struct rig *r = rig_new(&leading);

	rig_await(r, knows_partitions);
	rig_await_asked(r, KAPI_API_VERSIONS, 10);
	ck_assert_uint_eq(fake_node_count(r->node, KAPI_DESCRIBE_TOPIC_PARTITIONS), 1);
	rig_read(r);
	rig_free(r);
}
END_TEST

START_TEST(the_image_is_told_before_what_was_read_off_it)
{

	struct rig *r = rig_new(&leading);
	const struct event *partition;

	rig_await(r, knows_partitions);
	(void)usleep(
		300000); /* TELL_EVERY_NS is over: a moving image might be told at once */
	r->says.partition[1].n_isr = 1;
	r->says.image++;
	rig_say(r);
	rig_await(r, isr_shrank);
	rig_read(r);
	partition = nth_of(r, EVENT_PARTITION, 3);
	ck_assert_int_eq(nth_of(r, EVENT_METADATA, 1)->offset, 100);
	ck_assert(nth_of(r, EVENT_METADATA, 1) < partition); /* both in the timeline */
	/* Together: else this broker were believed before it told. */
	ck_assert_int_eq(nth_of(r, EVENT_METADATA, 1)->at_ns, partition->at_ns);
	rig_free(r);
}
END_TEST

static bool has_none_fenced(const struct node_view *n)
{
	return n->unfenced.len == 3;
}

static bool has_fenced(const struct node_view *n)
{
	return n->fenced.len == 1;
}

START_TEST(a_fenced_broker_is_told)
{
	struct rig *r = rig_new(&leading);

	rig_await(r, has_none_fenced);
	r->says.n_fenced = 1;
	rig_say(r);
	rig_await(r, has_fenced);
	rig_read(r);
	ck_assert_int_eq(nth_of(r, EVENT_REGISTERED, 1)->fenced.id[0], 3);
	ck_assert_uint_eq(nth_of(r, EVENT_REGISTERED, 1)->ids.len, 2);
	rig_free(r);
}
END_TEST

static bool knows_all(const struct node_view *n)
{
	return knows_partitions(n) && has_none_fenced(n) && claims(n) &&
	       n->belief_leader == 1;
}

START_TEST(a_snapshot_tells_everything_again)
{
	struct rig *r = rig_new(&leading);

	rig_await(r, knows_all);
	observer_snapshot(r->observer);
	rig_await_asked(r, KAPI_API_VERSIONS, 4); /* one may have been on its way */
	rig_await_asked(r, KAPI_FETCH, 3);
	rig_await_asked(r, KAPI_DESCRIBE_CLUSTER, 3);
	rig_read(r);
	ck_assert_uint_eq(count_of(r, EVENT_REACH), 4);
	ck_assert_uint_eq(count_of(r, EVENT_CLAIM), 2);
	ck_assert_uint_eq(count_of(r, EVENT_BELIEF), 2);
	ck_assert_uint_eq(count_of(r, EVENT_METADATA), 2);
	ck_assert_uint_eq(count_of(r, EVENT_PARTITION), 6);
	ck_assert_uint_eq(count_of(r, EVENT_REGISTERED), 2);
	rig_free(r);
}
END_TEST

START_TEST(an_answer_that_makes_no_sense_is_no_answer)
{
	struct rig *r = rig_new(&leading);

	rig_await(r, claims);
	rig_await(r, knows_partitions);
	r->says.mood = FAKE_BABBLES;
	rig_say(r);
	rig_await(r, is_down);
	rig_read(r);
	ck_assert_msg(strncmp(why_down(r, SIDE_BROKER), "garbage: ", 9) == 0, "%s",
		      why_down(r, SIDE_BROKER));
	rig_free(r);
}
END_TEST

static bool is_paused(const struct node_view *n)
{
	return n->process == PROCESS_PAUSED;
}

START_TEST(what_the_engine_says_is_in_the_view)
{
	struct rig *r = rig_new(&leading);
	struct event ev = EVENT(ENGINE, 5);

	ev.node = 1;
	ev.name = xstrdup("pause");
	observer_apply(r->observer, &ev);
	rig_await(r, is_paused);
	rig_read(r);
	event_release(&ev);
	rig_free(r);
}
END_TEST

/* Stops this whole process for half a second, from outside. */
static void stall(void)
{
	pid_t me = getpid(), waker = fork();

	if (waker == 0) {
		(void)usleep(500000);
		(void)kill(me, SIGCONT);
		_exit(0);
	}
	(void)raise(SIGSTOP);
	(void)waitpid(waker, NULL, 0);
}

START_TEST(a_stall_of_our_own_is_told_as_a_gap_and_made_up_for_by_nobody)
{
	struct rig *r = rig_new(&leading);
	size_t before;

	rig_await(r, claims);
	before = fake_node_count(r->node, KAPI_DESCRIBE_QUORUM);
	stall();
	rig_await_asked(r, KAPI_DESCRIBE_QUORUM, 1);
	ck_assert_uint_lt(fake_node_count(r->node, KAPI_DESCRIBE_QUORUM), before + 8);
	rig_read(r);
	ck_assert_int_ge(nth_of(r, EVENT_GAP, 0)->late_ns, 250 * NS_PER_MS);
	rig_free(r);
}
END_TEST

static Suite *observer_suite(void)
{
	Suite *s = suite_create("observer");
	TCase *reach = tcase_create("reach");
	TCase *quorum = tcase_create("quorum");
	TCase *metadata = tcase_create("metadata");
	TCase *dies = tcase_create("stall");

	tcase_set_timeout(reach, 30);
	tcase_add_loop_test(reach, a_node_that_never_answered_is_down_with_the_reason, 0,
			    (int)ARRAY_LEN(moods));
	tcase_add_loop_test(reach, a_node_that_goes_away_is_down_on_both_sides,
			    FAKE_SILENT, FAKE_REFUSES + 1);
	tcase_add_test(reach, a_lone_cut_connection_is_no_outage);
	tcase_add_test(reach, an_answer_that_makes_no_sense_is_no_answer);
	tcase_add_test(reach, what_the_engine_says_is_in_the_view);
	suite_add_tcase(s, reach);
	tcase_set_timeout(quorum, 30);
	tcase_add_test(quorum, a_claim_is_seen_with_its_epoch_and_voters);
	tcase_add_test(quorum, a_follower_claims_nothing_and_tells_its_belief);
	tcase_add_test(quorum, a_node_that_comes_back_claims_anew);
	tcase_add_test(quorum, a_new_epoch_is_told_at_once);
	suite_add_tcase(s, quorum);
	tcase_set_timeout(metadata, 30);
	tcase_add_test(metadata, only_changes_are_written);
	tcase_add_test(metadata, moving_offsets_are_told_at_most_four_times_a_second);
	tcase_add_test(metadata, partitions_on_several_pages_are_all_told);
	tcase_add_test(metadata, a_partition_is_told_with_leader_isr_and_elr);
	tcase_add_test(metadata, a_shrunken_isr_is_told_alone);
	tcase_add_test(metadata, the_same_partitions_of_a_later_image_are_not_told_again);
	tcase_add_test(metadata, a_deleted_partition_is_told_without_replicas);
	tcase_add_test(metadata,
		       partitions_are_not_asked_for_while_the_image_stands_still);
	tcase_add_test(metadata, the_image_is_told_before_what_was_read_off_it);
	tcase_add_test(metadata, a_fenced_broker_is_told);
	tcase_add_test(metadata, a_snapshot_tells_everything_again);
	suite_add_tcase(s, metadata);
	tcase_set_timeout(dies, 30);
	tcase_set_tags(dies, "dies"); /* stops its process: needs fork */
	tcase_add_test(dies,
		       a_stall_of_our_own_is_told_as_a_gap_and_made_up_for_by_nobody);
	suite_add_tcase(s, dies);
	return s;
}

UNIT_SUITE(observer_suite)
