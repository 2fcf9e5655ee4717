/*
 * Thirty nodes, a thousand partitions, fifty workloads: that costs grow with what there is and not with its square,
 * held against each other and never against a clock, and that reports of such runs stay readable.
 */
#include "base/mem.h"
#include "page/page.h"
#include "report/report.h"
#include "test_analyse_run.h"
#include "unit.h"

enum { TRIES = 5 };

/* ---- what it costs ---- */

static double cpu_s(void)
{
	struct timespec t;

	ck_assert_int_eq(clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t), 0);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* The least of some tries: what disturbs only adds. */
static double least(double (*once)(int), int size)
{
	double best = once(size);

	for (int i = 1; i < TRIES; i++) {
		double s = once(size);

		best = s < best ? s : best;
	}
	return best;
}

static struct view view_of(int nodes, int partitions)
{
	struct topology t = {0};
	struct view v;

	for (int i = 1; i <= nodes; i++) {
		struct node *n = topology_add(&t);

		*n = (struct node){.id = i, .roles = ROLE_BROKER};
	}
	view_init(&v, &t);
	topology_release(&t);
	for (int i = 0; i < nodes * partitions; i++) {
		static char topic[] = "payments";
		struct event ev = EVENT(PARTITION, 0);

		ev.node = i / partitions + 1;
		ev.topic = topic;
		ev.partition = i % partitions;
		ids_add(&ev.replicas, 1);
		ids_add(&ev.isr, 1);
		view_apply(&v, &ev);
		ids_release(&ev.replicas);
		ids_release(&ev.isr);
	}
	return v;
}

/* To be told of, and shown ten times. */
static double view_s(int nodes, int partitions)
{
	double began = cpu_s();
	struct view v = view_of(nodes, partitions);

	for (int i = 0; i < 10; i++) {
		struct view copy;

		view_copy(&copy, &v);
		view_release(&copy);
	}
	view_release(&v);
	return cpu_s() - began;
}

static double view_of_nodes(int nodes)
{
	return view_s(nodes, 300);
}

static double view_of_partitions(int partitions)
{
	return view_s(3, partitions);
}

START_TEST(a_view_costs_as_much_per_node_with_thirty_as_with_three)
{
	double few = least(view_of_nodes, 3) / 3, many = least(view_of_nodes, 30) / 30;

	ck_assert_msg(many <= 3 * few, "%g s per node of 30, %g s per node of 3", many,
		      few);
}
END_TEST

START_TEST(a_view_costs_as_much_per_partition_with_thousands_as_with_hundreds)
{
	double few = least(view_of_partitions, 200) / 200;
	double many = least(view_of_partitions, 4000) / 4000;

	ck_assert_msg(many <= 5 * few, "%g s per partition of 4000, %g s of 200", many,
		      few);
}
END_TEST

/* A cluster in which nothing happens but that its metadata moves. */
static void idle(struct fake *k, int partitions)
{
	fake_init(k);
	fake_topic(k, "t", partitions);
	(void)fake_producer(k, "w", "t", ACKS_ALL);
	(void)fake_phase(k, "all", 0, 600000);
	fake_healthy(k, partitions, 0);
	for (int at = 100; at < 600000; at += 100)
		fake_metadata(k, 1, at, at);
}

static double analysis_s(int partitions)
{
	double began;
	struct fake k;

	idle(&k, partitions);
	began = cpu_s();
	(void)fake_analyse(&k);
	began = cpu_s() - began;
	fake_release(&k);
	return began;
}

START_TEST(metadata_that_moves_is_no_reason_to_look_at_every_partition)
{
	double few = least(analysis_s, 100), many = least(analysis_s, 1000);

	/* Ten times the partitions were told once each; after that nothing is to be seen of them. */
	ck_assert_msg(many <= 5 * few, "%g s with 1000 partitions, %g s with 100", many,
		      few);
}
END_TEST

START_TEST(a_copied_view_keeps_what_it_showed)
{
	struct view v = view_of(1, 3), copy;
	static char topic[] = "payments";
	struct event ev = EVENT(PARTITION, 1);

	view_copy(&copy, &v);
	ev.node = 1;
	ev.topic = topic;
	ev.partition = 1;
	ev.leader = 7;
	ids_add(&ev.replicas, 1);
	view_apply(&v, &ev);
	ids_release(&ev.replicas);
	ev.partition = 2; /* without replicas: it is gone */
	view_apply(&v, &ev);
	ck_assert_int_eq(v.nodes[0].partitions.at[1]->leader, 7);
	ck_assert_uint_eq(v.nodes[0].partitions.len, 2);
	view_release(&v);
	ck_assert_int_eq(copy.nodes[0].partitions.at[1]->leader, 0);
	ck_assert_uint_eq(copy.nodes[0].partitions.len, 3);
	view_release(&copy);
}
END_TEST

START_TEST(partitions_lie_by_topic_and_number_however_they_are_told)
{
	static const struct {
		const char *topic;
		int partition;
	} told[] = {{"b", 1}, {"a", 2}, {"b", 0}, {"a", 10}, {"a", 1}};
	struct partition_views p = {0};

	for (size_t i = 0; i < ARRAY_LEN(told); i++) {
		struct event ev = EVENT(PARTITION, 0);

		ev.topic = xstrdup(told[i].topic);
		ev.partition = told[i].partition;
		ids_add(&ev.replicas, 1);
		partition_views_apply(&p, &ev);
		event_release(&ev);
	}
	ck_assert_uint_eq(p.len, 5);
	ck_assert_uint_eq(p.changes, 5);
	ck_assert_int_eq(p.at[2]->partition, 10);
	ck_assert_str_eq(p.at[3]->topic, "b");
	for (size_t i = 0; i < ARRAY_LEN(told); i++)
		ck_assert_ptr_nonnull(
			partition_views_find(&p, told[i].topic, told[i].partition));
	ck_assert_ptr_null(partition_views_find(&p, "a", 3));
	ck_assert_ptr_null(partition_views_find(&p, "c", 0));
	partition_views_release(&p);
}
END_TEST

/* ---- how it is told ---- */

/* So many partitions of each topic were out for two seconds together. */
static void outage(struct fake *k, int topics, int partitions)
{
	fake_init(k);
	for (int t = 0; t < topics; t++) {
		char *name = xasprintf("topic%02d", t), *who = xasprintf("writer%02d", t);
		size_t w;

		fake_topic(k, name, partitions);
		w = fake_producer(k, who, name, ACKS_ALL);
		for (int p = 0; p < partitions; p++) {
			fake_load(k, w, p, 0, 4000, 100, 5);
			fake_stalled(k, w, p, 4000, 6000, 100, 6000);
			fake_load(k, w, p, 6000, 10000, 100, 5);
		}
		free(name);
		free(who);
	}
	(void)fake_phase(k, "all", 0, 10000);
}

static char *text_of(struct fake *k)
{
	struct strbuf out = STRBUF_INIT;
	struct verdicts v;

	(void)fake_analyse(k);
	verdicts_make(&v, &k->findings, false);
	report_text(&k->findings, &v, &(struct text_style){.width = 100}, &out);
	verdicts_release(&v);
	return strbuf_detach(&out);
}

static char *page_of(struct fake *k)
{
	struct strbuf out = STRBUF_INIT;
	struct told told = {.dir = k->run.dir};
	struct telling t = {.runs = &told, .len = 1};
	struct err e = {0};

	told.f = *fake_analyse(k);
	told.run = k->run;
	verdicts_make(&told.v, &told.f, false);
	ck_assert_msg(page_html(&t, &out, &e) == 0, "%s", e.msg);
	verdicts_release(&told.v);
	return strbuf_detach(&out);
}

static const struct {
	int topics, partitions;
	char *(*report)(struct fake *k);
	const char *shown, *not_shown;
} reports[] = {
	{1, 12, text_of, "partition 11 ", "partitions 0"},
	{1, 13, text_of, "partitions 0 to 12\n", "partition 12 "},
	{12, 1, text_of, "produce writer11", "look the same"},
	{13, 1, text_of, "produce writer00      +12", "produce writer12  "},
	{1, 12, page_of, "<div class=\"lane served\">", "<details class=\"group"},
	{1, 13, page_of, "13 / 13: ", "type=\"search\""},
	{1, 13, page_of, "<span>topic00/12</span>", "<span>topic00/13</span>"},
	{12, 1, page_of, "<span>writer11</span>", "<details class=\"group"},
	{13, 1, page_of, "<details class=\"group of-served\">",
	 "<details class=\"group of-node"},
	{13, 1, page_of, "type=\"search\"", "<details class=\"group of-part"},
};

START_TEST(many_are_told_together_and_few_as_ever)
{
	struct fake k;
	char *text;

	outage(&k, reports[_i].topics, reports[_i].partitions);
	text = reports[_i].report(&k);
	ck_assert_msg(strstr(text, reports[_i].shown) != NULL, "no '%s' in\n%.3000s",
		      reports[_i].shown, text);
	ck_assert_msg(strstr(text, reports[_i].not_shown) == NULL, "'%s' in\n%.3000s",
		      reports[_i].not_shown, text);
	free(text);
	fake_release(&k);
}
END_TEST

static void more_nodes(struct fake *k, int n)
{
	for (int i = 4; i <= n; i++)
		*topology_add(&k->run.header.topology) = (struct node){
			.id = i,
			.name = xasprintf("kafka%d", i),
			.roles = i % 2 ? ROLE_BROKER : ROLE_CONTROLLER};
}

START_TEST(many_nodes_are_told_together_by_their_roles)
{
	struct fake k;
	char *text;

	outage(&k, 1, 1);
	more_nodes(&k, 13);
	text = page_of(&k);
	ck_assert_ptr_nonnull(
		strstr(text, "<span>nodes (3)</span><small>broker, controller"));
	ck_assert_ptr_nonnull(strstr(text, "<span>nodes (5)</span><small>controller<"));
	ck_assert_ptr_nonnull(strstr(text, "<span>nodes (5)</span><small>broker<"));
	ck_assert_ptr_nonnull(strstr(text, "<span>kafka13</span>"));
	free(text);
	fake_release(&k);
}
END_TEST

static Suite *scale_suite(void)
{
	Suite *s = suite_create("scale");
	TCase *tc = tcase_create("core");

	tcase_set_timeout(tc, 120);
	tcase_add_test(tc, a_view_costs_as_much_per_node_with_thirty_as_with_three);
	tcase_add_test(
		tc, a_view_costs_as_much_per_partition_with_thousands_as_with_hundreds);
	tcase_add_test(tc, metadata_that_moves_is_no_reason_to_look_at_every_partition);
	tcase_add_test(tc, a_copied_view_keeps_what_it_showed);
	tcase_add_test(tc, partitions_lie_by_topic_and_number_however_they_are_told);
	tcase_add_loop_test(tc, many_are_told_together_and_few_as_ever, 0,
			    (int)ARRAY_LEN(reports));
	tcase_add_test(tc, many_nodes_are_told_together_by_their_roles);
	suite_add_tcase(s, tc);
	return s;
}

UNIT_SUITE(scale_suite)
