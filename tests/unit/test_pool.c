/* Connections to an engine that is watched: one that was given up is not waited for. */
#include "cluster/pool.h"

#include "docker/containers.h"
#include "fake_engine.h"
#include "unit.h"

static struct fake_engine *engine;
static struct engine_pool pool;

static void set_up(void)
{
	struct err e = {0};

	(void)unsetenv("DOCKER_API_VERSION");
	engine = fake_engine_new();
	fake_engine_on(engine, "POST", "/containers/c1/stop",
		       &(struct fake_reply){.never = true});
	ck_assert_int_eq(pool_init(&pool, fake_engine_host(engine), &e), 0);
}

static void tear_down(void)
{
	pool_release(&pool);
	fake_engine_free(engine);
}

static struct engine *take(void)
{
	struct err e = {0};
	struct engine *en = pool_take(&pool, NULL, &e);

	ck_assert_msg(en != NULL, "%s", e.msg);
	return en;
}

START_TEST(a_connection_is_used_again)
{
	struct engine *en = take();

	pool_put(&pool, en);
	ck_assert_ptr_eq(take(), en);
	pool_put(&pool, en);
}
END_TEST

START_TEST(what_is_under_way_ends_when_it_is_given_up)
{
	struct engine *en = take();
	struct err e = {0};

	pool_give_up(&pool, true);
	ck_assert_int_eq(container_stop(en, "c1", 30, &e), ENGINE_FAILED);
	ck_assert_int_eq(e.code, CODE_ENGINE_GONE);
	pool_put(&pool, en);
}
END_TEST

/* Whoever told it may be late: told again, it counts for nothing, until it was seen to answer. */
START_TEST(one_that_answers_is_given_up_no_longer)
{
	pool_give_up(&pool, true);
	pool_put(&pool, take());
	ck_assert(!atomic_load(&pool.given_up));
	pool_give_up(&pool, true);
	ck_assert(!atomic_load(&pool.given_up));
	pool_give_up(&pool, false);
	pool_give_up(&pool, true);
	ck_assert(atomic_load(&pool.given_up));
}
END_TEST

START_TEST(one_that_is_gone_stays_given_up)
{
	struct err e = {0};

	pool_put(&pool, take());
	pool_give_up(&pool, true);
	fake_engine_die(engine);
	ck_assert_ptr_null(pool_take(&pool, NULL, &e));
	ck_assert_int_eq(e.code, CODE_ENGINE_UNREACHABLE);
	ck_assert(atomic_load(&pool.given_up));
}
END_TEST

static Suite *pool_suite(void)
{
	Suite *s = suite_create("pool");
	TCase *tc = tcase_create("core");

	tcase_set_timeout(tc, 30);
	tcase_add_checked_fixture(tc, set_up, tear_down);
	tcase_add_test(tc, a_connection_is_used_again);
	tcase_add_test(tc, what_is_under_way_ends_when_it_is_given_up);
	tcase_add_test(tc, one_that_answers_is_given_up_no_longer);
	tcase_add_test(tc, one_that_is_gone_stays_given_up);
	suite_add_tcase(s, tc);
	return s;
}

UNIT_SUITE(pool_suite)
