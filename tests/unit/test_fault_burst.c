/* burst, as an action: what it asks of the load, and when it took effect. */
#include "base/mem.h"
#include "test_fault_admin.h"
#include "test_fault_world.h"
#include "unit.h"

static struct plan loads;
static struct {
	char *workload; /* NULL: every one */
	int64_t rate_mps, from_ns, until_ns, asked_ns;
	bool is_refused;
	int calls;
} asked;

static int add_load(void *arg UNUSED, const char *workload, int64_t rate_mps,
		    int64_t from_ns, int64_t until_ns, struct err *e)
{
	asked.workload = workload ? xstrdup(workload) : NULL;
	asked.rate_mps = rate_mps;
	asked.from_ns = from_ns;
	asked.until_ns = until_ns;
	asked.asked_ns = clock_now(&the_clock);
	asked.calls++;
	return asked.is_refused ? err_set(e, ERR_ENVIRONMENT, "it is stuck") : 0;
}

static void add_workload(const char *name, enum workload_kind kind, int64_t rate_mps)
{
	struct workload_plan *w = GROW(loads.workloads, loads.n_workloads);

	w->name = xstrdup(name);
	w->kind = kind;
	w->rate_mps = rate_mps;
}

static void setup(void)
{
	fault_set_up();
	memset(&asked, 0, sizeof(asked));
	add_workload("reader", WORKLOAD_CONSUME, 0);
	add_workload("checkout", WORKLOAD_PRODUCE, 200 * 1000);
	add_workload("till", WORKLOAD_PRODUCE, 500);
	ctx.plan = &loads;
	ctx.add_load = add_load;
}

static void teardown(void)
{
	free(asked.workload);
	fault_tear_down();
	plan_release(&loads);
}

static int burst(const char *workload)
{
	return act("burst", (struct given[]){{"rate", "500/s", 500 * 1000},
					     {"for", "10s", 10 * NS_PER_S},
					     {workload ? "workload" : NULL, workload, 0},
					     {NULL, NULL, 0}});
}

START_TEST(a_burst_begins_a_little_later_and_does_not_wait_for_its_end)
{
	int64_t before = clock_now(&the_clock);

	ck_assert_int_eq(burst("checkout"), 0);
	ck_assert_str_eq(asked.workload, "checkout");
	ck_assert_int_eq(asked.rate_mps, 500 * 1000);
	ck_assert_int_ge(asked.from_ns, before + 50 * NS_PER_MS);
	ck_assert_int_eq(asked.until_ns, asked.from_ns + 10 * NS_PER_S);
	ck_assert_int_eq(result.effective_ns, asked.from_ns);
	ck_assert_int_ge(result.done_ns, result.effective_ns);
	ck_assert_int_lt(clock_now(&the_clock) - before, 2 * NS_PER_S);
	ck_assert_str_eq(result.text, "500/s more for checkout (200/s), for 10.00 s");
	ck_assert_uint_eq(journal_pending(journal), 0);
}
END_TEST

START_TEST(without_a_name_it_is_for_all_that_produce)
{
	ck_assert_int_eq(burst(NULL), 0);
	ck_assert_ptr_null(asked.workload);
	ck_assert_str_eq(result.text,
			 "500/s more for checkout (200/s), till (0.5/s), for 10.00 s");
}
END_TEST

START_TEST(a_load_that_refuses_fails_it)
{
	asked.is_refused = true;
	ck_assert_int_eq(burst(NULL), -1);
	ck_assert_str_eq(why.msg, "it is stuck");
	ck_assert_uint_eq(count_steps(STEP_EFFECTIVE), 0);
}
END_TEST

START_TEST(who_does_not_produce_cannot_burst)
{
	ck_assert_int_eq(burst("reader"), -1);
	ck_assert_int_eq(why.kind, ERR_USAGE);
	ck_assert_str_eq(why.msg, "no workload called reader produces");
	ck_assert_int_eq(asked.calls, 0);
}
END_TEST

START_TEST(without_a_load_there_is_no_effect)
{
	ctx.add_load = NULL;
	ck_assert_int_eq(burst(NULL), -1);
	ck_assert_str_eq(why.msg, "no effect: there is no load");
}
END_TEST

static Suite *fault_burst_suite(void)
{
	Suite *s = suite_create("fault burst");
	TCase *tc = tcase_create("burst");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, a_burst_begins_a_little_later_and_does_not_wait_for_its_end);
	tcase_add_test(tc, without_a_name_it_is_for_all_that_produce);
	tcase_add_test(tc, a_load_that_refuses_fails_it);
	tcase_add_test(tc, who_does_not_produce_cannot_burst);
	tcase_add_test(tc, without_a_load_there_is_no_effect);
	suite_add_tcase(s, tc);
	return s;
}

UNIT_SUITE(fault_burst_suite)
