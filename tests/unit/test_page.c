/* The page of page/: whole, escaped, the same bytes twice, and right where nothing was seen. */
#include "base/file.h"
#include "base/mem.h"
#include "page/page.h"
#include "report_kit.h"
#include "scratch.h"
#include "unit.h"

#define HOSTILE "<script>alert(1)</script>\"&'"
#define ESCAPED "&lt;script&gt;alert(1)&lt;/script&gt;&quot;&amp;&#39;"

static struct report_kit k;
static struct told told;
static struct telling telling;
static struct strbuf text;
static struct rate rates[8];

/* What tests change of what the kit shares. */
static struct topic_plan topic;
static struct workload_plan workload;
static struct phase_plan phase;
static struct node node;
static char run_dir[] = "runs/kit";

static struct plan *plan(void)
{
	return &k.run.header.plan;
}

static void begin(void)
{
	report_kit_begin(&k);
	k.f.observed = true;
	topic = plan()->topics[0];
	workload = plan()->workloads[0];
	phase = plan()->phases[1];
	node = k.run.header.topology.nodes[0];
	told = (struct told){.dir = run_dir, .run = k.run, .v = k.v};
	telling = (struct telling){.runs = &told, .len = 1};
	text = (struct strbuf)STRBUF_INIT;
}

static void end(void)
{
	plan()->topics[0] = topic;
	plan()->workloads[0] = workload;
	plan()->phases[1] = phase;
	k.run.header.topology.nodes[0] = node;
	strbuf_release(&text);
	report_kit_end(&k);
}

/* The page of the kit as it is now. */
static const char *page(void)
{
	struct err e = {0};

	told.run = k.run;
	told.f = k.f;
	told.v = k.v;
	strbuf_clear(&text);
	ck_assert_int_eq(page_html(&telling, &text, &e), 0);
	return strbuf_text(&text);
}

static void has(const char *what)
{
	ck_assert_msg(strstr(page(), what), "not on the page: %s", what);
}

static void has_not(const char *what)
{
	ck_assert_msg(!strstr(page(), what), "on the page: %s", what);
}

/* ---- is every element closed, in the order in which they were opened? ---- */

enum { DEEPEST = 64, LONGEST_TAG = 16 };

struct open_tags {
	char name[DEEPEST][LONGEST_TAG];
	size_t len;
};

static bool is_void(const char *name)
{
	return strcmp(name, "meta") == 0 || strcmp(name, "br") == 0 ||
	       strcmp(name, "!DOCTYPE") == 0;
}

/* The end of what is no markup within `name`: a script's or style's text. */
static const char *behind_raw(const char *p, const char *name)
{
	char *close = xasprintf("</%s>", name);
	const char *at = p;

	if (strcmp(name, "script") == 0 || strcmp(name, "style") == 0)
		at = strstr(p, close);
	free(close);
	ck_assert_ptr_nonnull(at);
	return at;
}

static const char *take_tag(struct open_tags *t, const char *p)
{
	bool closing = p[1] == '/';
	const char *name = p + 1 + closing, *behind = strchr(p, '>');
	size_t n = strcspn(name, " />");
	char tag[LONGEST_TAG] = "";

	ck_assert_ptr_nonnull(behind);
	ck_assert_uint_lt(n, LONGEST_TAG);
	memcpy(tag, name, n);
	if (closing) {
		ck_assert_uint_gt(t->len, 0);
		t->len--;
		ck_assert_str_eq(t->name[t->len], tag);
	} else if (!is_void(tag) && behind[-1] != '/') {
		ck_assert_uint_lt(t->len, DEEPEST);
		memcpy(t->name[t->len++], tag, sizeof(tag));
		return behind_raw(behind + 1, tag);
	}
	return behind + 1;
}

static void is_whole(const char *html)
{
	struct open_tags t = {.len = 0};

	for (const char *p = strchr(html, '<'); p; p = strchr(p, '<'))
		p = take_tag(&t, p);
	ck_assert_uint_eq(t.len, 0);
}

/* No anchor twice, or a link would lead astray. */
static void has_unique_ids(const char *html)
{
	for (const char *p = strstr(html, " id=\""); p; p = strstr(p + 1, " id=\"")) {
		char *id = xstrndup(p, 5 + strcspn(p + 5, "\"") + 1);

		ck_assert_msg(!strstr(p + 1, id), "twice: %s", id);
		free(id);
	}
}

/* ---- tests ---- */

START_TEST(verdict_expectations_and_numbers_are_there_without_a_script)
{
	has("every expectation holds");
	has("longest outage at most 5.00 s (produce)");
	has("3.80 s ±0.20 (checkout, payments/0, at +20.30 s)");
	has("kafka1 (kill at +20.00 s) was the leader of payments/0 until +23.00 s");
	has("kafka2 · epoch 5");
	has("96.733 %");
	has("_MSG_TIMED_OUT");
	is_whole(page());
	has_unique_ids(page());
}
END_TEST

START_TEST(nothing_is_fetched)
{
	has("default-src 'none'");
	has_not(" src=");
	has_not("@import");
	has_not("url(");
}
END_TEST

START_TEST(the_same_bytes_twice)
{
	char *first = xstrdup(page());

	ck_assert_str_eq(first, page());
	free(first);
}
END_TEST

static struct rate some_rates(size_t i)
{
	return (struct rate){.due = 20,
			     .served = i % 2 ? 20 : 0,
			     .unknown = i % 2 ? 0 : 20,
			     .p50_ns = i % 2 ? 4 * NS_PER_MS : -1,
			     .p99_ns = i % 2 ? 9 * NS_PER_MS : -1,
			     .max_ns = i % 2 ? 2 * NS_PER_S : -1};
}

static void with_rates(void)
{
	for (size_t i = 0; i < ARRAY_LEN(rates); i++)
		rates[i] = some_rates(i);
	k.f.bucket_ns = 10 * NS_PER_S;
	k.f.n_buckets = ARRAY_LEN(rates);
	k.workloads[0].rates = rates;
}

START_TEST(rates_are_a_picture_and_numbers)
{
	with_rates();
	has("<svg viewBox=\"0 0 80.000 100\"");
	has("{\"class\":\"served\",\"rare\":false,\"name\":\"served\",\"values\":[0,2,0,2,0,2,0,2]}");
	has("\"name\":\"p50\",\"values\":[null,4,null,4,");
	is_whole(page());
}
END_TEST

static char hostile[] = HOSTILE;
static char *hostile_list[] = {hostile};

/* Whatever comes from the user's files, from nodes or from the engine. */
static void make_hostile(void)
{
	static struct param env[] = {{hostile, hostile, 0}};
	static struct digest_row digest[1];
	static struct node_span spans[1];

	plan()->name = plan()->about = plan()->question = plan()->file = hostile;
	plan()->topics[0].name = plan()->workloads[0].topic = hostile;
	plan()->workloads[0].name = plan()->workloads[0].group = hostile;
	plan()->phases[1].name = hostile;
	k.run.header.topology.nodes[0].name = hostile;
	k.run.header.environment = (struct params){env, 1};
	k.actions[0].kind = k.actions[0].proof = k.actions[0].code = hostile;
	k.phases[0].why = hostile;
	k.judged[0].expected = k.judged[0].observed = k.judged[0].why = hostile;
	k.judged[0].code = CODE_NO_DEMAND;
	k.v.sentence = hostile;
	k.windows[0].why.evidence = hostile_list;
	digest[0] = (struct digest_row){0, 1, hostile, 1, SEC(6), SEC(6)};
	k.f.digest = digest;
	k.f.n_digest = 1;
	spans[0] = (struct node_span){SEC(5), SEC(85), 0, NODE_HIT, hostile};
	k.f.node_spans = spans;
	k.f.n_node_spans = 1;
	k.notes[0] = hostile;
	k.f.n_notes = 1;
	told.dir = hostile;
}

static struct described_partition partition = {.partition = 0, .leader = -1};
static struct described_topic described_topic = {
	.name = hostile, .partitions = &partition, .n_partitions = 1};
static struct described_node described_node = {.id = 1,
					       .name = hostile,
					       .process = hostile,
					       .is_broker = true,
					       .registered = hostile,
					       .rack = hostile,
					       .bytes = -1,
					       .why = hostile};

static void with_tables(struct description d[2])
{
	d[0] = (struct description){.at_ns = SEC(5),
				    .leader = 1,
				    .cluster_id = hostile,
				    .topics = &described_topic,
				    .n_topics = 1,
				    .topics_told = true,
				    .nodes = &described_node,
				    .n_nodes = 1};
	d[1] = d[0];
	d[1].phase = 1;
	d[1].leader = 2;
	told.tables = d;
	told.n_tables = 2;
}

/* How often `what` is there. */
static size_t count(const char *html, const char *what)
{
	size_t n = 0;

	for (const char *p = strstr(html, what); p; p = strstr(p + 1, what))
		n++;
	return n;
}

START_TEST(no_name_becomes_markup)
{
	struct description d[2];

	make_hostile();
	with_tables(d);
	with_rates();
	telling.lang = (enum lang)_i;
	is_whole(page());
	has_unique_ids(page());
	has_not("<script>alert");
	has_not("alert(1)</script>\"");
	has_not("\"&'");
	/* each place of make_hostile() and with_tables() at least once */
	ck_assert_uint_gt(count(page(), ESCAPED), 60);
	has("\xe2\x97\x86"); /* the leader changed */
}
END_TEST

static char garbage[] = "a\x01\x1b[31m\xff\xc0\xaf\xed\xa0\x80z";

START_TEST(what_is_no_character_is_replaced)
{
	k.v.sentence = garbage;
	has("a\xef\xbf\xbd\xef\xbf\xbd[31m\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd"
	    "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbdz");
}
END_TEST

START_TEST(what_nobody_observed_is_not_told)
{
	k.f.observed = false;
	has("Nobody observed the cluster in this run");
	has_not("kafka2 · epoch 5");
	is_whole(page());
}
END_TEST

START_TEST(without_read_back_nothing_is_said_to_be_kept)
{
	k.f.settled = false;
	has("The read-back is missing or incomplete");
	has("not read back");
}
END_TEST

START_TEST(a_run_cut_off_says_so)
{
	k.run.ended = false;
	k.phases[1].ended = false;
	has("The run was cut off");
	has("cut off</td>");
}
END_TEST

START_TEST(an_open_window_has_no_end)
{
	k.windows[0].open = true;
	k.windows[0].to_ns = k.windows[0].to_earliest_ns = SEC(85);
	k.any[0].to_ns = SEC(85);
	has("open at the end");
}
END_TEST

START_TEST(what_proves_nothing_is_not_measured)
{
	has("not measured: acks=0 proves nothing");
}
END_TEST

START_TEST(a_phase_that_did_not_begin_has_no_times)
{
	k.phases[1].begun = false;
	has("did not begin");
	is_whole(page());
}
END_TEST

START_TEST(a_run_without_anything_is_a_page)
{
	k.f = (struct findings){.run = &k.run,
				.phases = k.phases,
				.workloads = k.workloads,
				.topics = k.topics,
				.instrument = {.contended = -1}};
	k.phases[0] = k.phases[1] = (struct phase_finding){0};
	k.workloads[0].n_windows = k.workloads[0].n_any = 0;
	k.topics[0] = (struct topic_finding){0};
	k.v = (struct verdicts){.overall = VERDICT_INCONCLUSIVE,
				.sentence = k.v.sentence};
	has("Inconclusive");
	has("None are stated.");
	is_whole(page());
}
END_TEST

START_TEST(many_windows_are_bounded_and_counted)
{
	enum { MANY = 5000 };
	struct window *windows = xcalloc(MANY, sizeof(*windows));
	struct span *any = xcalloc(MANY, sizeof(*any));

	for (int i = 0; i < MANY; i++) {
		int64_t at = SEC(5) + i * 16 * NS_PER_MS;

		windows[i] = k.windows[0];
		windows[i].from_ns = windows[i].from_latest_ns = at;
		windows[i].to_ns = windows[i].to_earliest_ns = at + 8 * NS_PER_MS;
		any[i] = (struct span){at, at + 8 * NS_PER_MS};
	}
	k.workloads[0].windows = windows;
	k.workloads[0].any = any;
	k.workloads[0].n_windows = k.workloads[0].n_any = MANY;
	has("+ 4940 left out here");
	has("+ 4960 left out here");
	ck_assert_uint_lt(text.len, 600000);
	is_whole(page());
	free(windows);
	free(any);
}
END_TEST

START_TEST(several_runs_have_anchors_of_their_own)
{
	struct told two[2];

	(void)page();
	two[0] = two[1] = told;
	two[0].f = two[1].f = k.f;
	telling = (struct telling){.runs = two, .len = 2};
	has("href=\"#r2\"");
	has("id=\"r2-timeline\"");
	has_unique_ids(page());
	is_whole(page());
}
END_TEST

START_TEST(russian_has_its_own_words)
{
	telling.lang = LANG_RU;
	has("<html lang=\"ru\">");
	has("Пройдено");
	has("Временная шкала");
	has_not(">Timeline<");
}
END_TEST

START_TEST(the_scenario_is_shown_as_it_was_read)
{
	char *dir = scratch_dir(), *path = path_join(dir, "scenario.yaml");
	struct err e = {0};

	ck_assert_int_eq(file_write_atomic(path, HOSTILE, strlen(HOSTILE), &e), 0);
	k.run.dir = dir;
	has("<pre tabindex=\"0\">" ESCAPED "</pre>");
	k.run.dir = NULL;
	has("The run directory has no scenario.yaml.");
	free(path);
	free(dir);
}
END_TEST

static Suite *page_suite(void)
{
	Suite *s = suite_create("page");
	TCase *c = tcase_create("all");

	tcase_add_checked_fixture(c, begin, end);
	tcase_set_timeout(c, 30);
	tcase_add_test(c, verdict_expectations_and_numbers_are_there_without_a_script);
	tcase_add_test(c, nothing_is_fetched);
	tcase_add_test(c, the_same_bytes_twice);
	tcase_add_test(c, rates_are_a_picture_and_numbers);
	tcase_add_loop_test(c, no_name_becomes_markup, LANG_EN, LANG_RU + 1);
	tcase_add_test(c, what_is_no_character_is_replaced);
	tcase_add_test(c, what_nobody_observed_is_not_told);
	tcase_add_test(c, without_read_back_nothing_is_said_to_be_kept);
	tcase_add_test(c, a_run_cut_off_says_so);
	tcase_add_test(c, an_open_window_has_no_end);
	tcase_add_test(c, what_proves_nothing_is_not_measured);
	tcase_add_test(c, a_phase_that_did_not_begin_has_no_times);
	tcase_add_test(c, a_run_without_anything_is_a_page);
	tcase_add_test(c, many_windows_are_bounded_and_counted);
	tcase_add_test(c, several_runs_have_anchors_of_their_own);
	tcase_add_test(c, russian_has_its_own_words);
	tcase_add_test(c, the_scenario_is_shown_as_it_was_read);
	suite_add_tcase(s, c);
	return s;
}
UNIT_SUITE(page_suite)
