#include "test_verdict_kit.h"

struct fake judged_told;
struct verdicts said;
size_t checkout;

static void setup(void)
{
	fake_init(&judged_told);
	fake_topic(&judged_told, "t", 2);
	checkout = fake_producer(&judged_told, "checkout", "t", ACKS_ALL);
	(void)fake_phase(&judged_told, "steady", 0, 10000);
	(void)fake_phase(&judged_told, "fault", 10000, 30000);
	said = (struct verdicts){0};
}

static void teardown(void)
{
	verdicts_release(&said);
	fake_release(&judged_told);
}

TCase *verdict_case(Suite *s, const char *name)
{
	TCase *tc = tcase_create(name);

	tcase_add_checked_fixture(tc, setup, teardown);
	suite_add_tcase(s, tc);
	return tc;
}

void verdict_load(int64_t out_ms, int64_t in_ms)
{
	fake_load(&judged_told, checkout, 0, 0, out_ms, 50, 5);
	fake_stalled(&judged_told, checkout, 0, out_ms, in_ms, 50, in_ms);
	fake_load(&judged_told, checkout, 0, in_ms, 30000, 50, 5);
}

void verdict_claims(int32_t node, int32_t epoch, int64_t from_ms, int64_t to_ms)
{
	for (int64_t t = from_ms; t <= to_ms; t += 500)
		fake_claim(&judged_told, node, epoch, t, t);
}

void verdict_duration(struct params *p, const char *name, int64_t ms)
{
	params_set(p, name, "x", MS(ms));
}

void verdict_number(struct params *p, const char *name, int64_t n)
{
	params_set(p, name, "x", n);
}

const struct judged *verdict_judge(bool strict)
{
	verdicts_make(&said, fake_analyse(&judged_told), strict);
	ck_assert_uint_ge(said.len, 1);
	ck_assert_ptr_nonnull(said.judged[0].expected);
	ck_assert_ptr_nonnull(said.judged[0].observed);
	return &said.judged[0];
}

void verdict_expect(enum verdict want)
{
	const struct judged *j = verdict_judge(false);

	ck_assert_msg(j->verdict == want, "%s, not %s: expected %s, observed %s, %s",
		      verdict_name(j->verdict), verdict_name(want), j->expected,
		      j->observed, j->why ? j->why : "no doubt");
	ck_assert((j->why != NULL) == (want == VERDICT_INCONCLUSIVE));
	ck_assert((j->code != CODE_NONE) == (want == VERDICT_INCONCLUSIVE));
	ck_assert_int_eq(said.overall, want);
}
