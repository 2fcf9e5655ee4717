#include "base/mem.h"
#include "model/topology.h"
#include "unit.h"

static struct topology t;

static void add(int32_t id, const char *name, unsigned roles, const char *host, int port)
{
	*topology_add(&t) = (struct node){.id = id,
					  .name = xstrdup(name),
					  .roles = roles,
					  .broker = {host ? xstrdup(host) : NULL, port}};
}

static void build(void)
{
	t = (struct topology){0};
	add(3, "c", ROLE_BROKER, "127.0.0.1", 29003);
	add(1, "a", ROLE_BROKER | ROLE_CONTROLLER, "127.0.0.1", 29001);
	add(2, "b", ROLE_CONTROLLER, "127.0.0.1", 29002); /* no broker: not for clients */
	add(4, "d", ROLE_BROKER, NULL, 29004);            /* not reachable from here */
}

static void release(void)
{
	topology_release(&t);
}

START_TEST(sorting_puts_nodes_in_order_of_their_ids)
{
	topology_sort(&t);
	for (size_t i = 0; i < t.len; i++)
		ck_assert_int_eq(t.nodes[i].id, (int)i + 1);
}
END_TEST

START_TEST(ids_are_compared_not_subtracted)
{
	add(INT32_MIN, "low", 0, NULL, 0);
	add(INT32_MAX, "high", 0, NULL, 0);
	topology_sort(&t);
	ck_assert_str_eq(t.nodes[0].name, "low");
	ck_assert_str_eq(t.nodes[t.len - 1].name, "high");
}
END_TEST

START_TEST(a_node_is_found_by_id_and_by_name)
{
	ck_assert_str_eq(topology_by_id(&t, 2)->name, "b");
	ck_assert_int_eq(topology_by_name(&t, "d")->id, 4);
	ck_assert_uint_eq(topology_index(&t, 3), 0);
}
END_TEST

START_TEST(an_unknown_node_is_not_found)
{
	ck_assert_ptr_null(topology_by_id(&t, 9));
	ck_assert_ptr_null(topology_by_name(&t, "9"));
	ck_assert_uint_eq(topology_index(&t, 9), t.len);
}
END_TEST

START_TEST(a_combined_node_counts_in_both_roles)
{
	ck_assert_uint_eq(topology_voters(&t), 2);
	ck_assert_uint_eq(topology_brokers(&t), 3);
}
END_TEST

START_TEST(clients_are_told_the_brokers_they_can_reach)
{
	char *text = topology_bootstrap(&t);

	ck_assert_str_eq(text, "127.0.0.1:29003,127.0.0.1:29001");
	free(text);
}
END_TEST

START_TEST(an_empty_cluster_has_an_empty_bootstrap)
{
	struct topology none = {0};
	char *text = topology_bootstrap(&none);

	ck_assert_str_eq(text, "");
	free(text);
}
END_TEST

static const struct {
	size_t voters, majority, minority;
} quorums[] = {{1, 1, 0}, {2, 2, 0}, {3, 2, 1}, {4, 3, 1}, {5, 3, 2}, {7, 4, 3}};

START_TEST(what_is_left_after_losing_a_minority_is_a_majority)
{
	size_t n = quorums[_i].voters;

	ck_assert_uint_eq(quorum_majority(n), quorums[_i].majority);
	ck_assert_uint_eq(quorum_minority(n), quorums[_i].minority);
	ck_assert_uint_eq(n - quorum_minority(n), quorum_majority(n));
}
END_TEST

START_TEST(no_voters_can_lose_none)
{
	ck_assert_uint_eq(quorum_minority(0), 0);
}
END_TEST

static Suite *topology_suite(void)
{
	Suite *s = suite_create("topology");
	TCase *tc = tcase_create("core");

	tcase_add_checked_fixture(tc, build, release);
	tcase_add_test(tc, sorting_puts_nodes_in_order_of_their_ids);
	tcase_add_test(tc, ids_are_compared_not_subtracted);
	tcase_add_test(tc, a_node_is_found_by_id_and_by_name);
	tcase_add_test(tc, an_unknown_node_is_not_found);
	tcase_add_test(tc, a_combined_node_counts_in_both_roles);
	tcase_add_test(tc, clients_are_told_the_brokers_they_can_reach);
	tcase_add_test(tc, an_empty_cluster_has_an_empty_bootstrap);
	tcase_add_loop_test(tc, what_is_left_after_losing_a_minority_is_a_majority, 0,
			    (int)ARRAY_LEN(quorums));
	tcase_add_test(tc, no_voters_can_lose_none);
	suite_add_tcase(s, tc);
	return s;
}

UNIT_SUITE(topology_suite)
