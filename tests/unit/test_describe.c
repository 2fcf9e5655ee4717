/* The tables of one moment: asked of nodes, written and read back, shown. */
#include "admin_kit.h"
#include "base/clock.h"
#include "base/mem.h"
#include "cluster/describing.h"
#include "record/description_json.h"
#include "record_kit.h"
#include "report/describe.h"
#include "unit.h"

#define PATIENCE (10 * NS_PER_S)

static struct admin_kit *kit;
static struct description d;

static struct says *broker(int32_t id)
{
	return admin_kit_says(kit, id, SIDE_BROKER);
}

static struct says *controller(int32_t id)
{
	return admin_kit_says(kit, id, SIDE_CONTROLLER);
}

static void set_up(void)
{
	kit = admin_kit_begin(3, 3, 3);
	for (int32_t id = 1; id <= 3; id++)
		*broker(id) = (struct says){.freshness = 10,
					    .value = "2",
					    .source = 1,
					    .replicas = "123",
					    .isr = "12",
					    .rack = "north",
					    .dir = "/data",
					    .bytes = id * 1024};
	*controller(1) = (struct says){.leads = true, .epoch = 7};
	d = (struct description){0};
}

static void tear_down(void)
{
	description_release(&d);
	admin_kit_end(kit);
}

static void look(void)
{
	cluster_tables(admin_kit_cluster(kit), PATIENCE, &d);
}

START_TEST(everybody_is_asked_for_the_tables)
{
	look();
	ck_assert_str_eq(d.cluster_id, "cluster");
	ck_assert_int_eq(d.leader, 1);
	ck_assert_int_eq(d.epoch, 7);
	ck_assert_int_eq(d.high_watermark, 95);
	ck_assert_uint_eq(d.n_replicas, 3);
	ck_assert_int_eq(described_lag(&d, &d.replicas[1]), 5);
	ck_assert_int_eq(described_lag_ms(&d, &d.replicas[1]), 40);
	ck_assert(!d.replicas[2].is_voter);
	ck_assert(d.topics_told);
	ck_assert_uint_eq(d.n_topics, 1);
	ck_assert_str_eq(d.topics[0].id, "-_AAAQAAAAAAAAAAAAAAAA");
	ck_assert_int_eq(d.topics[0].partitions[0].partition, 0);
	ck_assert_int_eq(d.topics[0].partitions[1].leader, 1);
	ck_assert_str_eq(described_config(&d.topics[0], "min.insync.replicas"), "2");
	ck_assert_str_eq(d.nodes[0].registered, "unfenced");
	ck_assert_str_eq(d.nodes[0].rack, "north");
	ck_assert_str_eq(d.nodes[1].registered, "fenced");
	ck_assert_str_eq(d.nodes[2].registered, "no");
	for (int i = 0; i < 3; i++)
		ck_assert_int_eq(d.nodes[i].bytes, (i + 1) * 1024);
}
END_TEST

START_TEST(of_two_that_say_they_lead_the_higher_epoch_is_believed)
{
	*controller(3) = (struct says){.leads = true, .epoch = 9};
	look();
	ck_assert_int_eq(d.epoch, 9);
	ck_assert_uint_eq(d.n_replicas, 3);
}
END_TEST

/* As in many Compose files: only brokers publish their ports. */
START_TEST(hidden_controllers_are_asked_through_a_broker)
{
	for (int32_t id = 1; id <= 3; id++)
		admin_kit_hide(kit, id);
	broker(1)->leads = true;
	broker(1)->epoch = 8;
	look();
	ck_assert_int_eq(d.leader, 1);
	ck_assert_int_eq(d.epoch, 8);
	ck_assert(d.nodes[1].controller_hidden && !d.nodes[1].controller_answers);
	ck_assert_uint_eq(d.n_replicas, 3);
}
END_TEST

START_TEST(a_silent_node_costs_a_second_and_nothing_else)
{
	struct clock clock;

	broker(2)->silent = controller(2)->silent = true;
	clock_start(&clock);
	look();
	ck_assert_int_lt(clock_now(&clock), PATIENCE);
	ck_assert(!d.nodes[1].broker_answers && !d.nodes[1].controller_answers);
	ck_assert_int_eq(d.nodes[1].bytes, -1);
	ck_assert_ptr_nonnull(d.nodes[1].why);
	ck_assert_int_eq(d.nodes[2].bytes, 3 * 1024);
	ck_assert(d.topics_told);
	ck_assert_int_eq(d.leader, 1);
}
END_TEST

START_TEST(nobody_there_is_an_empty_description)
{
	struct strbuf out = STRBUF_INIT;

	for (int32_t id = 1; id <= 3; id++)
		broker(id)->silent = controller(id)->silent = true;
	look();
	ck_assert(!d.topics_told);
	ck_assert_int_eq(d.leader, -1);
	report_description(&d, 120, &out);
	ck_assert_ptr_nonnull(
		strstr(strbuf_text(&out), "quorum: no controller says that it leads\n"));
	ck_assert_ptr_nonnull(strstr(strbuf_text(&out), "topics: no broker told them\n"));
	strbuf_release(&out);
}
END_TEST

static const char shown[] =
	"node  name    roles              process  controller  broker        leaders  in sync"
	"  under min  offline     disk  rack\n"
	"   1  kafka1  broker,controller  running  active      unfenced            2   2 of 2"
	"          0        0  1.0 KiB  north\n"
	"   2  kafka2  broker,controller  ?        answers     fenced              0   2 of 2"
	"          0        0  2.0 KiB  -\n"
	"   3  kafka3  broker,controller  ?        answers     unregistered        0   0 of 2"
	"          0        0  3.0 KiB  -\n"
	"\n"
	"ClusterId:              cluster\n"
	"LeaderId:               1\n"
	"LeaderEpoch:            7\n"
	"HighWatermark:          95\n"
	"MaxFollowerLag:         5\n"
	"MaxFollowerLagTimeMs:   40\n"
	"CurrentVoters:          [1,2]\n"
	"CurrentObservers:       [3]\n"
	"\n"
	"NodeId  DirectoryId             LogEndOffset  Lag  LastFetchTimestamp  "
	"LastCaughtUpTimestamp  Status\n"
	"1       AAAAAAAAAAAAAAAAAAAAAA  100           0    1001                1000        "
	"           Leader\n"
	"2       AAAAAAAAAAAAAAAAAAAAAA  95            5    961                 960         "
	"           Follower\n"
	"3       AAAAAAAAAAAAAAAAAAAAAA  90            10   991                 990         "
	"           Observer\n"
	"\n"
	"Topic: t\tTopicId: -_AAAQAAAAAAAAAAAAAAAA\tPartitionCount: 2\tReplicationFactor: 3\t"
	"Configs: min.insync.replicas=2\n"
	"\tTopic: t\tPartition: 0\tLeader: 1\tReplicas: 1,2,3\tIsr: 1,2\tElr: "
	"\tLastKnownElr: 3\n"
	"\tTopic: t\tPartition: 1\tLeader: 1\tReplicas: 1,2,3\tIsr: 1,2\tElr: "
	"\tLastKnownElr: 3\n";

START_TEST(the_tables_have_the_shape_of_kafkas_own_tools)
{
	struct strbuf out = STRBUF_INIT;

	look();
	d.nodes[0].process = xstrdup("running");
	report_description(&d, 130, &out);
	ck_assert_str_eq(strbuf_text(&out), shown);
	strbuf_release(&out);
}
END_TEST

START_TEST(with_several_hosts_each_nodes_is_told)
{
	struct strbuf out = STRBUF_INIT;
	char *once, *twice;
	struct description back;
	struct err e = {0};

	look();
	d.nodes[1].host = xstrdup("b");
	report_nodes(&d, 130, &out);
	ck_assert_ptr_nonnull(strstr(strbuf_text(&out), "rack   host\n"));
	ck_assert_ptr_nonnull(strstr(strbuf_text(&out), "  b\n"));
	ck_assert_ptr_nonnull(strstr(strbuf_text(&out), "north  -\n"));
	strbuf_release(&out);
	once = description_to_json(&d, false);
	ck_assert_int_eq(description_from_json(&back, once, strlen(once), &e), 0);
	ck_assert_str_eq(back.nodes[1].host, "b");
	twice = description_to_json(&back, false);
	ck_assert_str_eq(once, twice);
	description_release(&back);
	free(once);
	free(twice);
}
END_TEST

START_TEST(what_is_missing_is_counted)
{
	struct described_share s;

	for (int32_t id = 1; id <= 3; id++)
		broker(id)->isr = "";
	look();
	s = described_share(&d, 3);
	ck_assert_uint_eq(s.replicas, 2);
	ck_assert_uint_eq(s.in_sync, 0);
	ck_assert_uint_eq(s.under_min, 2);
	ck_assert_uint_eq(s.offline, 2);
	ck_assert_uint_eq(described_share(&d, 9).replicas, 0);
}
END_TEST

START_TEST(written_and_read_again_it_is_the_same)
{
	struct description back;
	char *once, *twice, *cut;
	struct err e = {0};

	look();
	d.phase = 2;
	d.at_ns = 12 * NS_PER_S;
	d.nodes[1].why = xstrdup("\033 no\n");
	once = description_to_json(&d, false);
	ck_assert_int_eq(description_from_json(&back, once, strlen(once), &e), 0);
	twice = description_to_json(&back, false);
	ck_assert_str_eq(once, twice);
	ck_assert_ptr_null(strchr(once, '\n'));
	description_release(&back);
	for (size_t n = 0; n < strlen(once); n++) { /* cut off anywhere: refused */
		e = (struct err){0};
		cut = xstrndup(once, n);
		ck_assert_int_eq(description_from_json(&back, cut, n, &e), -1);
		ck_assert_int_eq(e.kind, ERR_USAGE);
		description_release(&back);
		free(cut);
	}
	free(once);
	free(twice);
}
END_TEST

/* ---- in the run directory ---- */

START_TEST(snapshots_are_read_back_in_their_order)
{
	struct kit k = kit_new();
	struct stream *s = kit_stream(&k, "snapshots.jsonl");
	struct description *all;
	struct err e = {0};
	struct run run;
	size_t len;

	look();
	for (d.phase = 0; d.phase < 3; d.phase++)
		stream_description(s, &d);
	kit_close(&k);
	kit_open(&k, &run);
	ck_assert_msg(run_descriptions(&run, &all, &len, &e) == 0, "%s", e.msg);
	ck_assert_uint_eq(len, 3);
	ck_assert_int_eq(all[2].phase, 2);
	ck_assert_str_eq(all[2].topics[0].name, "t");
	run_descriptions_free(all, len);
	run_close(&run);
	kit_remove(&k);
}
END_TEST

/* NULL: there is no such file. */
static int read_snapshots(const char *text, struct err *e)
{
	struct kit k = kit_new();
	struct description *all;
	struct run run;
	size_t len = 7;
	int rc;

	if (text)
		kit_put_text(&k, "snapshots.jsonl", text);
	kit_close(&k);
	kit_open(&k, &run);
	rc = run_descriptions(&run, &all, &len, e);
	if (rc == 0) {
		ck_assert_uint_eq(len, 0);
		run_descriptions_free(all, len);
	}
	run_close(&run);
	kit_remove(&k);
	return rc;
}

/* Runs of earlier versions have none; one that was killed may have a torn line; a garbled one is named. */
START_TEST(snapshots_may_be_missing_or_torn_but_not_garbled)
{
	struct err e = {0};

	ck_assert_int_eq(read_snapshots(NULL, &e), 0);
	ck_assert_int_eq(read_snapshots("{\"t\":1,", &e), 0);
	ck_assert_int_eq(read_snapshots("{\"t\":1}\n", &e), -1);
	ck_assert_ptr_nonnull(strstr(e.msg, "snapshots.jsonl:1: 'took_ns' is missing"));
}
END_TEST

static Suite *describe_suite(void)
{
	Suite *s = suite_create("describe");
	TCase *tc = tcase_create("core");

	tcase_set_timeout(tc, 30);
	tcase_add_checked_fixture(tc, set_up, tear_down);
	tcase_add_test(tc, everybody_is_asked_for_the_tables);
	tcase_add_test(tc, of_two_that_say_they_lead_the_higher_epoch_is_believed);
	tcase_add_test(tc, hidden_controllers_are_asked_through_a_broker);
	tcase_add_test(tc, a_silent_node_costs_a_second_and_nothing_else);
	tcase_add_test(tc, nobody_there_is_an_empty_description);
	tcase_add_test(tc, the_tables_have_the_shape_of_kafkas_own_tools);
	tcase_add_test(tc, with_several_hosts_each_nodes_is_told);
	tcase_add_test(tc, what_is_missing_is_counted);
	tcase_add_test(tc, written_and_read_again_it_is_the_same);
	tcase_add_test(tc, snapshots_are_read_back_in_their_order);
	tcase_add_test(tc, snapshots_may_be_missing_or_torn_but_not_garbled);
	suite_add_tcase(s, tc);
	return s;
}

UNIT_SUITE(describe_suite)
