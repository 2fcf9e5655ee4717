/* Selectors by what the loss would do, and by what only the cluster can tell. */
#include "selector_kit.h"
#include "unit.h"

#include "base/mem.h"

/* ---- isr-below-min ---- */

START_TEST(below_min_takes_as_many_as_it_needs_and_spares_the_leader)
{
	for (uint64_t seed = 0; seed < 20; seed++) {
		struct kit k;
		char *got;

		kit_init(&k, 3);
		rng_init(&k.rng, seed, "test");
		got = kit_pick(&k, "isr-below-min of payments", NULL);
		ck_assert_uint_eq(strlen(got), strlen("1,2"));
		ck_assert_ptr_null(strchr(got, '3')); /* the leader */
		free(got);
		kit_release(&k);
	}
}
END_TEST

/* The plan of the kit says 2, the cluster 3: an action may have changed it. */
START_TEST(below_min_believes_the_cluster_more_than_the_plan)
{
	struct kit k;
	char *got;

	kit_init(&k, 3);
	k.answers.min_insync = 3;
	kit_may_ask(&k);
	got = kit_pick(&k, "isr-below-min of payments", NULL);
	ck_assert_uint_eq(strlen(got), 1);
	free(got);
	k.answers.min_insync = 0; /* it does not answer */
	got = kit_pick(&k, "isr-below-min of payments", NULL);
	ck_assert_uint_eq(strlen(got), 3);
	free(got);
	kit_release(&k);
}
END_TEST

START_TEST(below_min_needs_to_know_the_minimum)
{
	struct kit k;

	kit_init(&k, 3);
	kit_tell_partition(&k, "orders", 0, 1, "123", "");
	kit_check_pick(
		&k, "isr-below-min of orders",
		"! min.insync.replicas of 'orders' cannot be asked here: say it in "
		"the topic's config");
	kit_may_ask(&k);
	kit_check_pick(&k, "isr-below-min of orders", "! nobody tells of 'orders'");
	kit_release(&k);
}
END_TEST

START_TEST(below_min_takes_the_partition_that_needs_least)
{
	struct kit k;

	kit_init(&k, 3);
	kit_tell_partition(&k, "payments", 1, 1, "12", "");
	kit_check_seen(
		&k, "isr-below-min of payments",
		"isr-below-min: node 2 (kafka2), payments/1 has ISR 1,2, leader 1, "
		"min.insync.replicas 2");
	kit_release(&k);
}
END_TEST

START_TEST(below_min_counts_who_is_down_already)
{
	struct kit k;

	kit_init(&k, 3);
	ids_add(&k.stopped, 1);
	kit_check_seen(
		&k, "isr-below-min of payments",
		"isr-below-min: node 2 (kafka2), payments/0 has ISR 1,2,3, of them "
		"up 2,3, leader 3, min.insync.replicas 2");
	ids_add(&k.paused, 2);
	kit_check_pick(
		&k, "isr-below-min of payments",
		"! payments/0 has ISR 1,2,3, of them up 3; min.insync.replicas 2 is "
		"already not met");
	kit_release(&k);
}
END_TEST

START_TEST(below_min_says_what_was_found_when_it_is_so_already)
{
	struct kit k;

	kit_init(&k, 3);
	kit_tell_partition(&k, "payments", 0, 1, "1", "");
	kit_check_pick(
		&k, "isr-below-min of payments",
		"! payments/0 has ISR 1; min.insync.replicas 2 is already not met");
	kit_release(&k);
}
END_TEST

/* Kafka itself takes no more than there are replicas. */
START_TEST(a_minimum_above_the_replicas_is_that_of_the_replicas)
{
	struct kit k;
	char *got;

	kit_init(&k, 3);
	k.answers.min_insync = 9;
	kit_may_ask(&k);
	got = kit_pick(&k, "isr-below-min of payments", NULL);
	ck_assert_uint_eq(strlen(got), 1);
	free(got);
	kit_release(&k);
}
END_TEST

/* Four partitions alike: each of them is the one for some seed, and the same seed picks the same,
 * in whatever order they were told. */
START_TEST(ties_are_broken_by_the_seed_alone)
{
	bool seen[4] = {false};

	for (uint64_t seed = 0; seed < 60; seed++) {
		struct kit a, b;
		char *first, *second;

		kit_init(&a, 3);
		kit_init(&b, 3);
		for (int32_t p = 0; p < 4; p++) {
			kit_tell_partition(&a, "payments", p, 1 + p % 3, "123", "");
			kit_tell_partition(&b, "payments", 3 - p, 1 + (3 - p) % 3, "321",
					   "");
		}
		rng_init(&a.rng, seed, "test");
		rng_init(&b.rng, seed, "test");
		free(kit_pick(&a, "isr-below-min of payments", &first));
		free(kit_pick(&b, "isr-below-min of payments", &second));
		ck_assert_int_eq(strncmp(first, second, 40), 0);
		seen[strstr(first, "payments/")[9] - '0'] = true;
		free(first);
		free(second);
		kit_release(&a);
		kit_release(&b);
	}
	for (size_t p = 0; p < 4; p++)
		ck_assert(seen[p]);
}
END_TEST

/* ---- leaderless ---- */

START_TEST(leaderless_is_the_smallest_isr)
{
	struct kit k;
	char *seen, *got;

	kit_init(&k, 3);
	kit_tell_partition(&k, "payments", 1, 2, "12", "");
	got = kit_pick(&k, "leaderless of payments", &seen);
	ck_assert_str_eq(got, "1,2");
	ck_assert_str_eq(seen, "leaderless: node 1 (kafka1), node 2 (kafka2), payments/1 "
			       "has ISR 1,2, leader 2");
	free(got);
	free(seen);
	ids_add(&k.stopped, 1);
	kit_check_pick(&k, "leaderless of payments", "2");
	kit_release(&k);
}
END_TEST

/* Out of sync, up, and electable all the same (KIP-966). */
START_TEST(leaderless_takes_whoever_else_could_be_elected)
{
	struct kit k;

	kit_init(&k, 3);
	kit_tell_partition(&k, "payments", 0, 1, "1", "3");
	kit_check_pick(&k, "leaderless of payments", "3,1");
	ids_add(&k.stopped, 3);
	kit_check_pick(&k, "leaderless of payments", "1");
	kit_release(&k);
}
END_TEST

START_TEST(leaderless_says_when_it_is_so_already)
{
	struct kit k;

	kit_init(&k, 3);
	kit_tell_partition(&k, "payments", 0, -1, "", "12");
	kit_check_pick(
		&k, "leaderless of payments",
		"! payments/0 has ISR of nobody; no in-sync replica is up already");
	kit_tell_partition(&k, "payments", 0, 3, "3", "");
	ids_add(&k.stopped, 3);
	kit_check_pick(&k, "leaderless of payments",
		       "! payments/0 has ISR 3, of them up nobody; no in-sync replica is "
		       "up already");
	kit_check_pick(&k, "leaderless of orders",
		       "! topic 'orders' is in no broker's metadata yet");
	kit_release(&k);
}
END_TEST

/* ---- leader of most partitions ---- */

START_TEST(who_leads_most_is_counted)
{
	struct kit k;

	kit_init(&k, 3);
	kit_tell_partition(&k, "payments", 1, 3, "123", "");
	kit_tell_partition(&k, "payments", 2, 1, "123", "");
	kit_check_seen(
		&k, "leader of most partitions of payments",
		"leader of most partitions: node 3 (kafka3), leads 2 of 3 partitions "
		"of payments");
	for (int32_t p = 0; p < 3; p++)
		kit_tell_partition(&k, "orders", p, 2, "123", "");
	kit_check_pick(&k, "leader of most partitions of payments", "3");
	kit_check_seen(&k, "leader of most partitions",
		       "leader of most partitions: node 2 (kafka2), leads 3 of 6 "
		       "partitions");
	ids_add(&k.stopped, 2); /* its partitions have not moved yet */
	kit_check_pick(&k, "leader of most partitions", "3");
	kit_release(&k);
}
END_TEST

START_TEST(who_leads_as_many_is_drawn)
{
	bool seen[4] = {false};

	for (uint64_t seed = 0; seed < 30; seed++) {
		struct kit k;
		char *got;

		kit_init(&k, 3);
		rng_init(&k.rng, seed, "test");
		kit_tell_partition(&k, "payments", 1, 1, "123", "");
		got = kit_pick(&k, "leader of most partitions of payments", NULL);
		seen[got[0] - '0'] = true;
		free(got);
		kit_release(&k);
	}
	ck_assert(seen[1] && !seen[2] && seen[3]);
}
END_TEST

START_TEST(without_leaders_nobody_leads_most)
{
	struct kit k;

	kit_init(&k, 3);
	kit_tell_partition(&k, "payments", 0, -1, "1", "");
	kit_check_pick(&k, "leader of most partitions of payments",
		       "! no partition of payments has a leader now");
	kit_release(&k);
}
END_TEST

/* ---- laggard ---- */

START_TEST(the_laggard_is_the_farthest_follower_in_sync)
{
	struct kit k;

	kit_init(&k, 3);
	kit_may_ask(&k);
	k.answers.lag[1] = 3;
	k.answers.lag[2] = 41;
	k.answers.lag[3] = 99; /* the leader, by a lying hook */
	kit_check_seen(
		&k, "laggard of payments/0",
		"laggard: node 2 (kafka2), 41 records behind, node 1 3, leader epoch "
		"7, ISR 1,2,3, as node 1 tells");
	ck_assert_uint_eq(k.answers.asked.len,
			  3); /* the leader too: to measure against */
	ck_assert_int_eq(k.answers.asked.id[2], 3);
	kit_release(&k);
}
END_TEST

START_TEST(who_does_not_tell_is_no_laggard)
{
	struct kit k;

	kit_init(&k, 3);
	kit_may_ask(&k);
	k.answers.lag[1] = 1;
	k.answers.lag[2] = -1;
	kit_check_seen(&k, "laggard of payments/0",
		       "laggard: node 1 (kafka1), 1 record behind, node 2 did not tell, "
		       "leader epoch 7, ISR 1,2,3, as node 1 tells");
	k.answers.lag[1] = -1;
	kit_check_pick(&k, "laggard of payments/0",
		       "! no in-sync follower of payments/0 tells how far it is");
	kit_release(&k);
}
END_TEST

START_TEST(a_laggard_is_in_sync_and_up)
{
	struct kit k;

	kit_init(&k, 3);
	kit_check_pick(&k, "laggard of payments/0",
		       "! how far replicas are behind cannot be asked here");
	kit_may_ask(&k);
	ids_add(&k.paused, 2);
	kit_check_pick(&k, "laggard of payments/0", "1");
	ids_add(&k.stopped, 1);
	kit_check_pick(
		&k, "laggard of payments/0",
		"! payments/0 has no in-sync follower that is up: ISR 1,2,3, leader "
		"3");
	kit_tell_partition(&k, "payments", 0, -1, "1", "");
	kit_check_pick(&k, "laggard of payments/0", "! payments/0 has no leader now");
	kit_release(&k);
}
END_TEST

/* ---- coordinator ---- */

START_TEST(the_coordinator_is_asked_for)
{
	struct kit k;

	kit_init(&k, 3);
	kit_check_pick(&k, "coordinator of ledger",
		       "! which broker coordinates a group cannot be asked here");
	kit_may_ask(&k);
	k.answers.coordinator = 3;
	kit_check_seen(&k, "coordinator of ledger",
		       "coordinator: node 3 (kafka3), of group ledger");
	ids_add(&k.stopped, 3);
	kit_check_pick(
		&k, "coordinator of ledger",
		"! the coordinator of group 'ledger' last named is node 3, which is "
		"stopped");
	k.answers.coordinator = 7;
	kit_check_pick(&k, "coordinator of ledger",
		       "! the coordinator of group 'ledger' is node 7, which is none of "
		       "ours");
	k.answers.coordinator = -1;
	kit_check_pick(&k, "coordinator of ledger", "! nobody knows group 'ledger'");
	kit_release(&k);
}
END_TEST

static Suite *selector_effect_suite(void)
{
	Suite *s = suite_create("selector_effect");
	TCase *tc = tcase_create("core");

	tcase_add_test(tc, below_min_takes_as_many_as_it_needs_and_spares_the_leader);
	tcase_add_test(tc, below_min_believes_the_cluster_more_than_the_plan);
	tcase_add_test(tc, below_min_needs_to_know_the_minimum);
	tcase_add_test(tc, below_min_takes_the_partition_that_needs_least);
	tcase_add_test(tc, below_min_counts_who_is_down_already);
	tcase_add_test(tc, below_min_says_what_was_found_when_it_is_so_already);
	tcase_add_test(tc, a_minimum_above_the_replicas_is_that_of_the_replicas);
	tcase_add_test(tc, ties_are_broken_by_the_seed_alone);
	tcase_add_test(tc, leaderless_is_the_smallest_isr);
	tcase_add_test(tc, leaderless_takes_whoever_else_could_be_elected);
	tcase_add_test(tc, leaderless_says_when_it_is_so_already);
	tcase_add_test(tc, who_leads_most_is_counted);
	tcase_add_test(tc, who_leads_as_many_is_drawn);
	tcase_add_test(tc, without_leaders_nobody_leads_most);
	tcase_add_test(tc, the_laggard_is_the_farthest_follower_in_sync);
	tcase_add_test(tc, who_does_not_tell_is_no_laggard);
	tcase_add_test(tc, a_laggard_is_in_sync_and_up);
	tcase_add_test(tc, the_coordinator_is_asked_for);
	suite_add_tcase(s, tc);
	return s;
}

UNIT_SUITE(selector_effect_suite)
