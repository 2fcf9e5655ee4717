/* Nodes on several hosts: what an engine's clock does to a verdict, and what its silence to its nodes. */
#include "test_verdict_kit.h"

/* Hosts a, b and c with a node each. */
static void spread(void)
{
	struct topology *t = &judged_told.run.header.topology;

	for (int32_t i = 0; i < 3; i++) {
		struct host *h = GROW(t->hosts.at, t->hosts.len);

		*h = (struct host){.name = xasprintf("%c", 'a' + i),
				   .engine = xstrdup("unix:///run/x.sock")};
		t->nodes[i].host = i;
	}
}

static void clock_of(const char *host, int64_t at_ms, int64_t offset_ns,
		     int64_t unsure_ns)
{
	struct event ev = EVENT(CLOCK, MS(at_ms));

	ev.name = xstrdup(host);
	ev.offset = offset_ns;
	ev.unsure_ns = unsure_ns;
	fake_event(&judged_told, ev);
}

static void answers(const char *host, int32_t node, bool up, int64_t at_ms)
{
	struct event ev = EVENT(HOST, MS(at_ms));

	ev.name = xstrdup(host);
	ev.up = up;
	ev.text = up ? NULL : xstrdup("nobody listens");
	ids_add(&ev.ids, node);
	fake_event(&judged_told, ev);
}

/* Node 1 leads and is killed, seen at 10.01 s; node 2 leads `late_ms` after the 5 s that it may take. */
static void back_late_by(int64_t late_ms)
{
	struct params *p;

	for (int32_t i = 1; i <= 3; i++)
		fake_reach(&judged_told, i, true, -1000);
	verdict_claims(1, 1, -1000, 9500);
	fake_action(&judged_told, "kill", 1, 9990, 10010);
	fake_reach(&judged_told, 1, false, 10100);
	verdict_claims(2, 2, 15010 + late_ms, 30000);
	p = fake_expect(&judged_told, "quorum", FAULT);
	params_set(p, "leader", "present", 0);
	verdict_duration(p, "within", 5000);
}

START_TEST(without_hosts_a_clock_that_is_ours_changes_nothing)
{
	clock_of("", -500, 0, MS(80)); /* a busy machine */
	clock_of("", 12000, 0, 300000);
	back_late_by(230);
	verdict_expect(VERDICT_FAIL);
	ck_assert(!said.judged[0].close); /* the observer's bar is 200 ms */
	ck_assert_uint_eq(judged_told.findings.n_clocks, 0);
}
END_TEST

START_TEST(a_clock_that_is_known_badly_widens_the_bar)
{
	spread();
	clock_of("a", -500, NS_PER_S, MS(40));
	clock_of("a", 12000, NS_PER_S, MS(1));
	back_late_by(230);
	verdict_expect(VERDICT_FAIL);
	ck_assert(said.judged[0].close);
}
END_TEST

START_TEST(a_clock_that_drifts_widens_the_bar_by_what_it_drifted)
{
	spread();
	clock_of("a", -500, 3 * NS_PER_S, 200000);
	clock_of("a", 12000, 3 * NS_PER_S + MS(30), 200000);
	back_late_by(230);
	verdict_expect(VERDICT_FAIL);
	ck_assert(said.judged[0].close);
	ck_assert_uint_eq(judged_told.findings.n_clocks, 1);
	ck_assert_int_eq(judged_told.findings.clocks[0].moved_ns, MS(30));
	ck_assert_int_eq(judged_told.findings.clocks[0].unsure_ns, MS(30) + 200000);
}
END_TEST

START_TEST(a_clock_that_is_steady_does_not)
{
	spread();
	clock_of("a", -500, 3 * NS_PER_S, 200000);
	clock_of("a", 12000, 3 * NS_PER_S, 200000);
	back_late_by(230);
	verdict_expect(VERDICT_FAIL);
	ck_assert(!said.judged[0].close);
}
END_TEST

START_TEST(a_clock_that_jumped_proves_nothing)
{
	const struct judged *j;

	spread();
	clock_of("a", -500, 0, 200000);
	clock_of("a", 12000, 5 * NS_PER_S, 200000);
	back_late_by(2000);
	verdict_expect(VERDICT_INCONCLUSIVE);
	j = &said.judged[0];
	ck_assert_msg(strstr(j->why, "host a") && strstr(j->why, "5.00 s") &&
			      strstr(j->why, "50 ms"),
		      "%s", j->why);
}
END_TEST

START_TEST(a_jump_of_another_hosts_clock_is_none_of_its_business)
{
	spread();
	clock_of("a", -500, 0, 200000);
	clock_of("a", 12000, 0, 200000);
	clock_of("b", -500, 0, 200000);
	clock_of("b", 12000, 5 * NS_PER_S, 200000);
	back_late_by(2000);
	verdict_expect(VERDICT_FAIL);
}
END_TEST

START_TEST(a_jump_before_or_after_is_no_matter)
{
	spread();
	clock_of("a", -500, 0, 200000);
	clock_of("a", 5000, 5 * NS_PER_S, 200000);
	clock_of("a", 15000, 5 * NS_PER_S, 200000);
	clock_of("a", 25000, 0, 200000);
	back_late_by(-2000);
	verdict_expect(VERDICT_PASS);
}
END_TEST

START_TEST(a_hosts_clock_that_was_not_measured_proves_nothing)
{
	spread();
	clock_of("b", -500, 0, 200000);
	back_late_by(-2000);
	verdict_expect(VERDICT_INCONCLUSIVE);
	ck_assert_ptr_nonnull(strstr(said.judged[0].why, "host a could not be measured"));
}
END_TEST

static const struct node_span *span_at(const struct findings *f, size_t node,
				       int64_t at_ms)
{
	for (size_t i = 0; i < f->n_node_spans; i++)
		if (f->node_spans[i].node == node &&
		    f->node_spans[i].from_ns <= MS(at_ms) &&
		    f->node_spans[i].to_ns > MS(at_ms))
			return &f->node_spans[i];
	ck_abort_msg("nothing at %d", (int)at_ms);
	return NULL;
}

static bool has_note(const struct findings *f, const char *text)
{
	for (size_t i = 0; i < f->n_notes; i++)
		if (strstr(f->notes[i], text))
			return true;
	return false;
}

/* A process that died while its engine did not answer is told only when it does. */
START_TEST(a_node_is_unknown_while_neither_it_nor_its_host_answers)
{
	struct event die = EVENT(ENGINE, MS(13000));
	const struct findings *f;

	spread();
	fake_healthy(&judged_told, 2, -1000);
	fake_reach(&judged_told, 2, false, 12000);
	answers("b", 2, false, 14000);
	die.node = 2;
	die.name = xstrdup("die");
	fake_event(&judged_told, die);
	answers("b", 2, true, 20000);
	answers("c", 3, false, 14000);
	f = fake_analyse(&judged_told);
	ck_assert_int_eq(span_at(f, 1, 12500)->state, NODE_SILENT);
	ck_assert_int_eq(span_at(f, 1, 13500)->state, NODE_STOPPED);
	ck_assert_int_eq(span_at(f, 1, 15000)->state, NODE_UNKNOWN);
	ck_assert_int_eq(span_at(f, 1, 21000)->state, NODE_STOPPED);
	ck_assert_int_eq(span_at(f, 2, 15000)->state, NODE_UP); /* it answers */
	ck_assert(node_state_seen(f, NODE_UNKNOWN));
	ck_assert(has_note(f, "host b did not answer from +14.00 s to +20.00 s"));
	ck_assert(has_note(f, "host c did not answer from +14.00 s to the end"));
}
END_TEST

static Suite *verdict_hosts_suite(void)
{
	Suite *s = suite_create("verdict_hosts");
	TCase *clocks = verdict_case(s, "clocks");
	TCase *silence = verdict_case(s, "silence");

	tcase_add_test(clocks, without_hosts_a_clock_that_is_ours_changes_nothing);
	tcase_add_test(clocks, a_clock_that_is_known_badly_widens_the_bar);
	tcase_add_test(clocks, a_clock_that_drifts_widens_the_bar_by_what_it_drifted);
	tcase_add_test(clocks, a_clock_that_is_steady_does_not);
	tcase_add_test(clocks, a_clock_that_jumped_proves_nothing);
	tcase_add_test(clocks, a_jump_of_another_hosts_clock_is_none_of_its_business);
	tcase_add_test(clocks, a_jump_before_or_after_is_no_matter);
	tcase_add_test(clocks, a_hosts_clock_that_was_not_measured_proves_nothing);
	tcase_add_test(silence, a_node_is_unknown_while_neither_it_nor_its_host_answers);
	return s;
}

UNIT_SUITE(verdict_hosts_suite)
