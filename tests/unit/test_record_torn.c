#include "base/file.h"
#include "base/mem.h"
#include "record/header_json.h"
#include "record_kit.h"
#include "unit.h"

#include <jansson.h>

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>

/* Two whole lines, then the third cut after _i bytes. */
static const char lines[] = "{\"t\":1,\"event\":\"gap\",\"late_ns\":1}\n"
			    "{\"t\":2,\"event\":\"gap\",\"late_ns\":2}\n"
			    "{\"t\":3,\"event\":\"gap\",\"late_ns\":3}\n";
enum { LINE_BYTES = (sizeof(lines) - 1) / 3 };

START_TEST(a_line_torn_at_any_byte_is_dropped_and_counted)
{
	struct kit k = kit_new();
	struct run run;

	kit_put(&k, "observer.jsonl", lines, (size_t)(2 * LINE_BYTES + _i));
	kit_close(&k);
	kit_open(&k, &run);
	ck_assert_uint_eq(run.timeline.len, 2);
	ck_assert_uint_eq(run.torn_lines, _i > 0);
	run_close(&run);
	kit_remove(&k);
}
END_TEST

static void put_rows(struct kit *k, size_t n)
{
	struct stream *s = kit_stream(k, "load/checkout-0.produced");

	for (uint32_t i = 0; i < n; i++)
		stream_produced(s, &(struct produced){.seq = i, .offset = -1});
	kit_close(k);
}

static void cut_file(const struct kit *k, const char *name, size_t keep)
{
	char *path = path_join(k->dir, name);

	ck_assert_int_eq(truncate(path, (off_t)keep), 0);
	free(path);
}

START_TEST(a_row_torn_at_any_byte_is_dropped_and_counted)
{
	struct kit k = kit_new();
	struct produced row;
	struct run run;

	put_rows(&k, 3);
	cut_file(&k, "load/checkout-0.produced", (size_t)(16 + 2 * PRODUCED_BYTES + _i));
	kit_open(&k, &run);
	ck_assert_uint_eq(run.n_ledgers, 1);
	ck_assert_uint_eq(run.ledgers[0].len, 2);
	ck_assert_uint_eq(run.ledgers[0].torn_bytes, (size_t)_i);
	produced_unpack(&row, run.ledgers[0].rows + PRODUCED_BYTES);
	ck_assert_uint_eq(row.seq, 1);
	run_close(&run);
	kit_remove(&k);
}
END_TEST

START_TEST(a_ledger_torn_in_its_head_is_empty)
{
	struct kit k = kit_new();
	struct run run;

	put_rows(&k, 1);
	cut_file(&k, "load/checkout-0.produced", (size_t)_i);
	kit_open(&k, &run);
	ck_assert_uint_eq(run.ledgers[0].len, 0);
	ck_assert_uint_eq(run.ledgers[0].torn_bytes, (size_t)_i);
	run_close(&run);
	kit_remove(&k);
}
END_TEST

START_TEST(a_torn_header_is_refused)
{
	struct run_header h = kit_header(), back;
	char *text = header_to_json(&h);
	size_t len = strlen(text);

	for (size_t keep = 0; keep < len - 1;
	     keep++) { /* without its newline it is whole */
		struct err e = {0};

		ck_assert_int_eq(header_from_json(&back, text, keep, &e), -1);
	}
	free(text);
	run_header_release(&h);
}
END_TEST

static void refuse(struct kit *k, const char *want)
{
	struct err e = {0};
	struct run run;

	kit_close(k);
	ck_assert_int_eq(run_open(&run, k->dir, &e), -1);
	ck_assert_int_eq(e.kind, ERR_USAGE);
	ck_assert_msg(strstr(e.msg, want) != NULL, "%s", e.msg);
	kit_remove(k);
}

START_TEST(a_garbled_line_in_the_middle_names_file_and_line)
{
	struct kit k = kit_new();

	kit_put_text(&k, "engine.jsonl",
		     "{\"t\":1,\"event\":\"gap\",\"late_ns\":1}\n{\"t\":2,\n");
	refuse(&k, "/engine.jsonl:2: ");
}
END_TEST

START_TEST(an_event_of_a_phase_that_is_not_planned_is_refused)
{
	struct kit k = kit_new();

	kit_put_text(&k, "events.jsonl",
		     "{\"t\":1,\"event\":\"phase\",\"phase\":2,\"begin\":true}\n");
	refuse(&k, "/events.jsonl:1: the plan has no phase 2");
}
END_TEST

START_TEST(a_newer_format_is_refused_with_what_to_do)
{
	struct kit k = kit_new();

	kit_put_text(&k, "run.json", "{\"format\": 2, \"kchaos\": \"3.0\"}\n");
	refuse(&k,
	       "/run.json: written by kchaos 3.0 in format 2; this one reads formats up to "
	       "1: use that version or a newer one");
}
END_TEST

START_TEST(a_newer_ledger_is_refused)
{
	struct kit k = kit_new();

	kit_put(&k, "load/checkout-0.produced", "kchaosLp\x02,\0\0\0\0\0\0", 16);
	refuse(&k, "/load/checkout-0.produced: rows of version 2");
}
END_TEST

START_TEST(a_ledger_under_another_ones_name_is_refused)
{
	struct kit k = kit_new();

	kit_put(&k, "load/checkout-0.produced", "kchaosLc\x01\x18\0\0\0\0\0\0", 16);
	refuse(&k, "garbled head of a file of ledger rows");
}
END_TEST

START_TEST(a_ledger_of_nobody_is_refused)
{
	struct kit k = kit_new();

	kit_stream(&k, "load/nobody-0.produced");
	refuse(&k, "/load/nobody-0.produced' belongs to no workload of the plan");
}
END_TEST

START_TEST(a_directory_that_is_no_run_is_refused)
{
	struct err e = {0};
	struct run run;

	ck_assert_int_eq(run_open(&run, "/nonexistent", &e), -1);
	ck_assert_str_eq(
		e.msg, "cannot open '/nonexistent/run.json': No such file or directory");
}
END_TEST

START_TEST(ledgers_come_in_the_plans_order)
{
	struct kit k = kit_new();
	struct run run;

	kit_stream(&k, "settle/found");
	kit_stream(&k, "load/watchman-1.asked");
	kit_stream(&k, "load/watchman-0.asked");
	kit_stream(&k, "load/audit-log-1.consumed");
	kit_stream(&k, "load/audit-log-0.consumed");
	kit_stream(&k, "load/checkout-0.produced");
	kit_close(&k);
	kit_open(&k, &run);
	ck_assert_uint_eq(run.n_ledgers, 6);
	ck_assert_int_eq(run.ledgers[0].kind, LEDGER_PRODUCED);
	ck_assert_uint_eq(run.ledgers[1].workload, 1);
	ck_assert_int_eq(run.ledgers[1].member, 0);
	ck_assert_int_eq(run.ledgers[2].member, 1);
	ck_assert_int_eq(run.ledgers[3].kind, LEDGER_ASKED);
	ck_assert_uint_eq(run.ledgers[3].workload, 2);
	ck_assert_int_eq(run.ledgers[4].member, 1);
	ck_assert_int_eq(run.ledgers[5].kind, LEDGER_FOUND);
	run_close(&run);
	kit_remove(&k);
}
END_TEST

/* Answered, and never answered: that has no `done`, which is garbled in a row that was. */
START_TEST(a_question_comes_back_and_a_garbled_one_is_refused)
{
	struct produced row = {
		.due_ns = 1,
		.sent_ns = 2,
		.done_ns = NEVER,
		.offset = -1,
		.seq = 7,
		.partition = 2,
		.error = -185,
		.outcome = (uint8_t)(_i ? OUTCOME_ACKED : OUTCOME_UNKNOWN)};
	struct kit k = kit_new();
	struct produced back;
	struct err e = {0};
	struct run run;

	stream_produced(kit_stream(&k, "load/watchman-0.asked"), &row);
	kit_close(&k);
	if (_i) {
		ck_assert_int_eq(run_open(&run, k.dir, &e), -1);
		ck_assert_msg(strstr(e.msg, "watchman-0.asked: row 0 is garbled") != NULL,
			      "%s", e.msg);
	} else {
		kit_open(&k, &run);
		ck_assert_uint_eq(run.ledgers[0].len, 1);
		produced_unpack(&back, run.ledgers[0].rows);
		ck_assert_uint_eq(back.seq, 7);
		ck_assert_int_eq(back.partition, 2);
		ck_assert_int_eq(back.error, -185);
		run_close(&run);
	}
	kit_remove(&k);
}
END_TEST

/* A plan of before there were questions has none of their members. */
START_TEST(a_plan_of_an_earlier_version_is_read)
{
	static const char *const later[] = {"ask", "every_ns", "timeout_ns", "fresh"};
	struct run_header h = kit_header(), back;
	char *text = header_to_json(&h), *old;
	json_t *root = json_loads(text, 0, NULL);
	json_t *list = json_object_get(json_object_get(root, "plan"), "workloads");
	struct err e = {0};

	for (size_t i = 0; i < json_array_size(list); i++)
		for (size_t k = 0; k < ARRAY_LEN(later); k++)
			ck_assert_int_eq(
				json_object_del(json_array_get(list, i), later[k]), 0);
	old = json_dumps(root, 0);
	ck_assert_msg(header_from_json(&back, old, strlen(old), &e) == 0, "%s", e.msg);
	ck_assert_int_eq(back.plan.workloads[0].every_ns, 0);
	ck_assert_int_eq(workload_plane(&back.plan.workloads[1]), PLANE_CONSUME);
	run_header_release(&back);
	run_header_release(&h);
	json_decref(root);
	free(old);
	free(text);
}
END_TEST

/* Every member of the plan is set by kit_header(): what were lost would be missing in the second
 * text; what never is written is caught by comparing members below. */
START_TEST(a_header_comes_back_as_it_was)
{
	struct run_header h = kit_header(), back;
	char *text = header_to_json(&h), *again;
	struct err e = {0};

	ck_assert_msg(header_from_json(&back, text, strlen(text), &e) == 0, "%s", e.msg);
	again = header_to_json(&back);
	ck_assert_str_eq(again, text);
	free(again);
	free(text);
	run_header_release(&back);
	run_header_release(&h);
}
END_TEST

static void same_params(const struct params *a, const struct params *b)
{
	ck_assert_uint_eq(a->len, b->len);
	for (size_t i = 0; i < a->len; i++) {
		ck_assert_str_eq(a->item[i].name, b->item[i].name);
		ck_assert_str_eq(a->item[i].text, b->item[i].text);
		ck_assert_int_eq(a->item[i].num, b->item[i].num);
	}
}

static void same_workload(const struct workload_plan *a, const struct workload_plan *b)
{
	ck_assert_str_eq(a->name, b->name);
	ck_assert_int_eq(a->kind, b->kind);
	ck_assert_str_eq(a->topic, b->topic);
	same_params(&a->config, &b->config);
	ck_assert_int_eq(a->rate_mps, b->rate_mps);
	ck_assert_int_eq(a->acks, b->acks);
	ck_assert_int_eq(a->idempotent, b->idempotent);
	ck_assert_int_eq(a->spread, b->spread);
	ck_assert_int_eq(a->keys, b->keys);
	ck_assert_int_eq(a->partition, b->partition);
	ck_assert_int_eq(a->value, b->value);
	ck_assert_int_eq(a->value_bytes, b->value_bytes);
	ck_assert_pstr_eq(a->value_file, b->value_file);
	ck_assert_int_eq(a->late_after_ns, b->late_after_ns);
	ck_assert_pstr_eq(a->group, b->group);
	ck_assert_int_eq(a->members, b->members);
	ck_assert_int_eq(a->ask, b->ask);
	ck_assert_int_eq(a->every_ns, b->every_ns);
	ck_assert_int_eq(a->timeout_ns, b->timeout_ns);
	ck_assert_int_eq(a->fresh, b->fresh);
}

static void same_actions(const struct action_plan *a, size_t n,
			 const struct action_plan *b, size_t n_b)
{
	ck_assert_uint_eq(n, n_b);
	for (size_t i = 0; i < n; i++) {
		ck_assert_str_eq(a[i].kind, b[i].kind);
		ck_assert_pstr_eq(a[i].label, b[i].label);
		same_params(&a[i].params, &b[i].params);
		ck_assert_int_eq(a[i].at_ns, b[i].at_ns);
		ck_assert_int_eq(a[i].line, b[i].line);
		ck_assert_int_eq(a[i].weight, b[i].weight);
		same_actions(a[i].inner, a[i].n_inner, b[i].inner, b[i].n_inner);
	}
}

static void same_phase(const struct phase_plan *a, const struct phase_plan *b)
{
	ck_assert_str_eq(a->name, b->name);
	ck_assert_int_eq(a->for_ns, b->for_ns);
	ck_assert_pstr_eq(a->until.kind, b->until.kind);
	ck_assert_pstr_eq(a->until.want, b->until.want);
	ck_assert_int_eq(a->until.timeout_ns, b->until.timeout_ns);
	same_actions(a->actions, a->n_actions, b->actions, b->n_actions);
}

static void same_node(const struct node *a, const struct node *b)
{
	ck_assert_int_eq(a->id, b->id);
	ck_assert_str_eq(a->name, b->name);
	ck_assert_str_eq(a->container, b->container);
	ck_assert_uint_eq(a->roles, b->roles);
	ck_assert_pstr_eq(a->broker.host, b->broker.host);
	ck_assert_int_eq(a->broker.port, b->broker.port);
	ck_assert_pstr_eq(a->controller.host, b->controller.host);
	ck_assert_int_eq(a->controller.port, b->controller.port);
}

static struct run_header there_and_back(const struct run_header *h)
{
	char *text = header_to_json(h);
	struct run_header back;
	struct err e = {0};

	ck_assert_msg(header_from_json(&back, text, strlen(text), &e) == 0, "%s", e.msg);
	free(text);
	return back;
}

START_TEST(every_member_of_a_plan_comes_back)
{
	struct run_header h = kit_header(), back = there_and_back(&h);

	ck_assert_str_eq(back.plan.name, h.plan.name);
	ck_assert_str_eq(back.plan.about, h.plan.about);
	ck_assert_str_eq(back.plan.file, h.plan.file);
	ck_assert_str_eq(back.plan.compose, h.plan.compose);
	ck_assert_uint_eq(back.plan.seed, h.plan.seed);
	ck_assert_str_eq(back.plan.topics[0].name, "payments");
	ck_assert_int_eq(back.plan.topics[0].partitions, 8);
	ck_assert_int_eq(back.plan.topics[0].replication, 3);
	same_params(&back.plan.topics[0].config, &h.plan.topics[0].config);
	for (size_t i = 0; i < h.plan.n_workloads; i++)
		same_workload(&back.plan.workloads[i], &h.plan.workloads[i]);
	for (size_t i = 0; i < h.plan.n_phases; i++)
		same_phase(&back.plan.phases[i], &h.plan.phases[i]);
	for (size_t i = 0; i < h.plan.n_expects; i++) {
		ck_assert_str_eq(back.plan.expects[i].kind, h.plan.expects[i].kind);
		ck_assert_str_eq(back.plan.expects[i].text, h.plan.expects[i].text);
		ck_assert_int_eq(back.plan.expects[i].phase, h.plan.expects[i].phase);
		ck_assert_int_eq(back.plan.expects[i].line, h.plan.expects[i].line);
		same_params(&back.plan.expects[i].params, &h.plan.expects[i].params);
	}
	run_header_release(&back);
	run_header_release(&h);
}
END_TEST

START_TEST(every_member_of_a_topology_comes_back)
{
	struct run_header h = kit_header(), back = there_and_back(&h);

	ck_assert_str_eq(back.topology.project, "kc");
	ck_assert_str_eq(back.topology.image, "kafka:4");
	ck_assert_str_eq(back.topology.image_id, "sha256:0f");
	ck_assert_uint_eq(back.topology.len, 3);
	for (size_t i = 0; i < 3; i++)
		same_node(&back.topology.nodes[i], &h.topology.nodes[i]);
	ck_assert_uint_eq(back.run_id, h.run_id);
	ck_assert_int_eq(back.wall_start_ns, h.wall_start_ns);
	same_params(&back.environment, &h.environment);
	same_params(&back.client_defaults, &h.client_defaults);
	run_header_release(&back);
	run_header_release(&h);
}
END_TEST

static void limit_files(size_t bytes)
{
	struct rlimit small = {bytes, RLIM_INFINITY};

	(void)signal(SIGXFSZ, SIG_IGN); /* the write fails with EFBIG instead */
	ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &small), 0);
}

START_TEST(a_full_disk_is_remembered_and_told_with_the_file)
{
	struct kit k = kit_new();
	struct stream *s = kit_stream(&k, "observer.jsonl");
	struct event ev = EVENT(GAP, 1);
	struct err e = {0}, again = {0};
	char *want = xasprintf("cannot write '%s/observer.jsonl': File too large", k.dir);

	limit_files(64);
	for (int i = 0; i < 9; i++)
		stream_event(s, &ev);
	record_flush(k.record);
	ck_assert(record_failed(k.record, &e));
	ck_assert_int_eq(e.kind, ERR_ENVIRONMENT);
	ck_assert_str_eq(e.msg, want);
	ck_assert_int_eq(record_close(k.record, &again), -1);
	free(want);
	kit_remove(&k);
}
END_TEST

START_TEST(nothing_is_written_behind_a_failed_write)
{
	struct kit k = kit_new();
	struct stream *s = kit_stream(&k, "observer.jsonl");
	struct event ev = EVENT(GAP, 1);
	struct err e = {0};
	struct run run;

	limit_files(64); /* one line and a piece of the second */
	for (int i = 0; i < 4; i++)
		stream_event(s, &ev);
	record_flush(k.record);
	limit_files(1 << 20);
	stream_event(s, &ev);
	(void)record_close(k.record, &e);
	kit_open(&k, &run);
	ck_assert_uint_eq(run.timeline.len, 1);
	ck_assert_uint_eq(run.torn_lines, 1);
	run_close(&run);
	kit_remove(&k);
}
END_TEST

START_TEST(two_million_rows_are_written_and_read)
{
	enum { ROWS = 2000000 };
	struct kit k = kit_new();
	struct produced row;
	struct run run;
	uint64_t sum = 0;

	put_rows(&k, ROWS);
	kit_open(&k, &run);
	ck_assert_uint_eq(run.ledgers[0].len, ROWS);
	for (size_t i = 0; i < ROWS; i++) {
		produced_unpack(&row, run.ledgers[0].rows + i * PRODUCED_BYTES);
		sum += row.seq;
	}
	ck_assert_uint_eq(sum, (uint64_t)ROWS * (ROWS - 1) / 2);
	run_close(&run);
	kit_remove(&k);
}
END_TEST

static Suite *record_torn_suite(void)
{
	Suite *s = suite_create("record_torn");
	TCase *torn = tcase_create("torn");
	TCase *refused = tcase_create("refused");
	TCase *header = tcase_create("header");
	TCase *disk = tcase_create("disk");

	tcase_add_loop_test(torn, a_line_torn_at_any_byte_is_dropped_and_counted, 0,
			    LINE_BYTES);
	tcase_add_loop_test(torn, a_row_torn_at_any_byte_is_dropped_and_counted, 0,
			    PRODUCED_BYTES);
	tcase_add_loop_test(torn, a_ledger_torn_in_its_head_is_empty, 0, 16);
	tcase_add_test(torn, a_torn_header_is_refused);
	suite_add_tcase(s, torn);
	tcase_add_test(refused, a_garbled_line_in_the_middle_names_file_and_line);
	tcase_add_test(refused, an_event_of_a_phase_that_is_not_planned_is_refused);
	tcase_add_test(refused, a_newer_format_is_refused_with_what_to_do);
	tcase_add_test(refused, a_newer_ledger_is_refused);
	tcase_add_test(refused, a_ledger_under_another_ones_name_is_refused);
	tcase_add_test(refused, a_ledger_of_nobody_is_refused);
	tcase_add_test(refused, a_directory_that_is_no_run_is_refused);
	tcase_add_test(refused, ledgers_come_in_the_plans_order);
	tcase_add_loop_test(refused, a_question_comes_back_and_a_garbled_one_is_refused,
			    0, 2);
	tcase_add_test(refused, a_plan_of_an_earlier_version_is_read);
	suite_add_tcase(s, refused);
	tcase_add_test(header, a_header_comes_back_as_it_was);
	tcase_add_test(header, every_member_of_a_plan_comes_back);
	tcase_add_test(header, every_member_of_a_topology_comes_back);
	suite_add_tcase(s, header);
	tcase_set_tags(disk, "dies"); /* limits its process: needs fork */
	tcase_add_test(disk, a_full_disk_is_remembered_and_told_with_the_file);
	tcase_add_test(disk, nothing_is_written_behind_a_failed_write);
	tcase_set_timeout(disk, 60);
	tcase_add_test(disk, two_million_rows_are_written_and_read);
	suite_add_tcase(s, disk);
	return s;
}

UNIT_SUITE(record_torn_suite)
