/*
 * A process that does every action to a cluster is killed (SIGKILL) at a random moment: healing from its
 * journal leaves nothing. The cluster is in this process, and finishes what the dead one had asked for.
 */
#include "fake_remote.h"
#include "torture_kit.h"
#include "unit.h"

#include "base/clock.h"
#include "base/rng.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

static struct torture t;

/* KCHAOS_KILLS and KCHAOS_SEED: for `make test-all`, and to try a moment again. */
static int64_t number_from(const char *name, int64_t otherwise)
{
	const char *text = getenv(name);

	return text && *text ? strtoll(text, NULL, 10) : otherwise;
}

/* A run in a process of its own. */
static pid_t begin(struct fake_remote *r)
{
	pid_t pid = fork();

	if (pid == 0)
		_exit(torture_run(&t, fake_remote_cluster(r), true) == 0 ? 0 : 1);
	ck_assert_int_gt(pid, 0);
	fake_remote_serve(r);
	return pid;
}

/* How long it takes when nobody kills it; it must do all it is to do. */
static int64_t measure(void)
{
	struct fake_remote *r;
	struct clock clock;
	int64_t took;
	char *left;
	int status;
	pid_t pid;

	torture_begin(&t);
	r = fake_remote_new(t.fake, 1);
	clock_start(&clock);
	pid = begin(r);
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	took = clock_now(&clock);
	fake_remote_free(r);
	ck_assert(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	left = torture_leftovers(&t);
	ck_assert_str_eq(left, "");
	free(left);
	torture_end(&t);
	return took;
}

/* Kills it after `ns` and heals; how many things were pending. */
static int kill_after(int64_t ns, uint64_t seed)
{
	struct fake_remote *r;
	struct clock clock;
	char *left;
	pid_t pid;
	int found;

	torture_begin(&t);
	r = fake_remote_new(t.fake, seed);
	pid = begin(r);
	clock_start(&clock);
	clock_sleep_until(&clock, ns);
	(void)kill(pid,
		   SIGKILL); /* it may have ended: then all must be in order anyway */
	ck_assert_int_eq(waitpid(pid, NULL, 0), pid);
	fake_remote_free(r);
	found = torture_heal(&t);
	left = torture_leftovers(&t);
	ck_assert_msg(found >= 0 && !*left,
		      "KCHAOS_SEED=%lld: killed after %.1f ms there is left:\n%s",
		      (long long)seed, ns_to_s(ns) * 1e3, left);
	free(left);
	torture_end(&t);
	return found;
}

START_TEST(killed_at_any_moment_it_can_be_healed)
{
	int64_t kills = number_from("KCHAOS_KILLS", 20), took = measure();
	uint64_t seed = (uint64_t)number_from("KCHAOS_SEED", (int64_t)rng_fresh_seed());
	int with_something = 0;
	struct rng rng;

	for (int64_t i = 0; i < kills; i++, seed++) {
		rng_init(&rng, seed, "moment");
		if (kill_after((int64_t)rng_below(&rng, (uint64_t)took), seed) > 0)
			with_something++;
	}
	(void)printf("torture: SIGKILL: points %lld, %d of them with something to undo, "
		     "leftovers 0\n",
		     (long long)kills, with_something);
	ck_assert_int_ge(with_something, kills / 3); /* or it was not much of a torture */
}
END_TEST

static Suite *torture_kill_suite(void)
{
	Suite *s = suite_create("torture_kill");
	TCase *tc = tcase_create("kill");

	tcase_set_timeout(tc, 600);
	tcase_add_test(tc, killed_at_any_moment_it_can_be_healed);
	suite_add_tcase(s, tc);
	return s;
}

UNIT_SUITE(torture_kill_suite)
