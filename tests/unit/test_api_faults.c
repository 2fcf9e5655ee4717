/* What faults ask and tell: requests against byte vectors made by another implementation; replies
 * read, cut at every byte, and with fields of later versions. */
#include "base/mem.h"
#include "kafka/api_commits.h"
#include "kafka/api_config.h"
#include "kafka/api_group.h"
#include "kafka/api_log_dirs.h"
#include "kafka/api_members.h"
#include "kafka/api_moves.h"
#include "replies.h"
#include "replies_faults.h"
#include "unit.h"

/* ---- requests --------------------------------------------------------------------------- */

static const char *const min_insync[] = {"min.insync.replicas"};
static const struct topic_setting set_2 = {"min.insync.replicas", "2"};
static const struct topic_setting unset = {"min.insync.replicas", NULL};
static int32_t two_one[] = {2, 1};
static const struct ids to_two_one = {two_one, 2};

static void put_config_of(struct strbuf *b)
{
	config_view_request(b, "t", min_insync, 1);
}
static void put_config_of_all(struct strbuf *b)
{
	config_view_request(b, "t", NULL, 0);
}
static void put_set(struct strbuf *b)
{
	alter_config_request(b, "t", &set_2, 1, false);
}
static void put_unset(struct strbuf *b)
{
	alter_config_request(b, "t", &unset, 1, false);
}
static void put_move(struct strbuf *b)
{
	move_request(b, "t", 3, &to_two_one, 5000);
}
static void put_cancel(struct strbuf *b)
{
	move_request(b, "t", 3, NULL, 5000);
}
static void put_moving(struct strbuf *b)
{
	moving_view_request(b, "t", 3, 5000);
}
static void put_moving_all(struct strbuf *b)
{
	moving_view_request(b, NULL, 0, 5000);
}
static void put_dirs(struct strbuf *b)
{
	log_dir_view_request(b, "t", 3);
}
static void put_dirs_all(struct strbuf *b)
{
	log_dir_view_request(b, NULL, 0);
}
static void put_commit(struct strbuf *b)
{
	commit_request(b, &(struct commit){"g", -1, "", "t", 3, 42});
}
static void put_members_commit(struct strbuf *b)
{
	commit_request(b, &(struct commit){"g", 7, "m", "t", 3, 42});
}
static void put_join(struct strbuf *b)
{
	join_request(b, &(struct join){"g", "m", 6000, 500});
}
static void put_sync(struct strbuf *b)
{
	sync_request(b, "g", 7, "m");
}
static void put_leave(struct strbuf *b)
{
	leave_request(b, "g", "m");
}
static void put_committed(struct strbuf *b)
{
	committed_request(b, "g", "t", 3);
}
static void put_group(struct strbuf *b)
{
	coordinator_view_request(b, "g");
}

static void put_delete_group(struct strbuf *b)
{
	delete_group_request(b, "g");
}

static const struct {
	enum kapi api;
	void (*put)(struct strbuf *b);
	const char *want; /* newest version, correlation 1, client "kchaos" */
} vectors[] = {
	{KAPI_DESCRIBE_CONFIGS, put_config_of,
	 "0000002e002000040000000100066b6368616f73000202027402146d696e2e696e73796e632e7265"
	 "706c6963617300000000"},
	{KAPI_DESCRIBE_CONFIGS, put_config_of_all,
	 "0000001a002000040000000100066b6368616f7300020202740000000000"},
	{KAPI_INCREMENTAL_ALTER_CONFIGS, put_set,
	 "00000031002c00010000000100066b6368616f73000202027402146d696e2e696e73796e632e7265"
	 "706c6963617300023200000000"},
	{KAPI_INCREMENTAL_ALTER_CONFIGS, put_unset,
	 "00000030002c00010000000100066b6368616f73000202027402146d696e2e696e73796e632e7265"
	 "706c69636173010000000000"},
	{KAPI_ALTER_PARTITION_REASSIGNMENTS, put_move,
	 "00000029002d00000000000100066b6368616f730000001388020274020000000303000000020000"
	 "0001000000"},
	{KAPI_ALTER_PARTITION_REASSIGNMENTS, put_cancel,
	 "00000021002d00000000000100066b6368616f730000001388020274020000000300000000"},
	{KAPI_LIST_PARTITION_REASSIGNMENTS, put_moving,
	 "0000001f002e00000000000100066b6368616f73000000138802027402000000030000"},
	{KAPI_LIST_PARTITION_REASSIGNMENTS, put_moving_all,
	 "00000017002e00000000000100066b6368616f7300000013880000"},
	{KAPI_DESCRIBE_LOG_DIRS, put_dirs,
	 "0000001b002300040000000100066b6368616f730002027402000000030000"},
	{KAPI_DESCRIBE_LOG_DIRS, put_dirs_all,
	 "00000013002300040000000100066b6368616f73000000"},
	{KAPI_FIND_COORDINATOR, put_group,
	 "00000016000a00040000000100066b6368616f73000002026700"},
	{KAPI_DELETE_GROUPS, put_delete_group,
	 "00000015002a00020000000100066b6368616f730002026700"},
	{KAPI_OFFSET_COMMIT, put_commit,
	 "00000031000800080000000100066b6368616f73000267ffffffff01000202740200000003000000"
	 "000000002affffffff00000000"},
	{KAPI_OFFSET_COMMIT, put_members_commit,
	 "00000032000800080000000100066b6368616f7300026700000007026d0002027402000000030000"
	 "00000000002affffffff00000000"},
	{KAPI_JOIN_GROUP, put_join,
	 "0000002d000b00060000000100066b6368616f7300026700001770000001f4026d00076b6368616f"
	 "73020461736b010000"},
	{KAPI_SYNC_GROUP, put_sync,
	 "00000020000e00040000000100066b6368616f7300026700000007026d0002026d010000"},
	{KAPI_LEAVE_GROUP, put_leave,
	 "00000019000d00040000000100066b6368616f7300026702026d000000"},
	{KAPI_OFFSET_FETCH, put_committed,
	 "0000001e000900070000000100066b6368616f730002670202740200000003000000"},
};

START_TEST(requests_match_the_schemas_byte_by_byte)
{
	struct wire_request q = {
		.api = vectors[_i].api,
		.version = kapi_row(vectors[_i].api)->max_version,
		.correlation = 1,
		.client_id = "kchaos",
	};
	struct strbuf body = STRBUF_INIT, frame = STRBUF_INIT, text = STRBUF_INIT;

	vectors[_i].put(&body);
	wire_put_request(&frame, &q, &body);
	for (size_t i = 0; i < frame.len; i++)
		strbuf_addf(&text, "%02x", (uint8_t)frame.buf[i]);
	ck_assert_str_eq(strbuf_text(&text), vectors[_i].want);
	strbuf_release(&body);
	strbuf_release(&frame);
	strbuf_release(&text);
}
END_TEST

/* ---- replies ---------------------------------------------------------------------------- */

static int read_config(struct wire_reader *r, struct err *e)
{
	struct config_view v = {0};
	int rc = config_view_decode(&v, r, e);

	if (rc == 0) {
		const struct config_row *own = config_view_find(&v,
								"min.insync.replicas");

		ck_assert_str_eq(own->value, "2");
		ck_assert_int_eq(own->source, CONFIG_OF_TOPIC);
		ck_assert_int_eq(config_view_find(&v, "retention.ms")->source,
				 CONFIG_OF_DEFAULT);
		ck_assert_ptr_null(config_view_find(&v, "secret")->value);
		ck_assert_ptr_null(config_view_find(&v, "min.insync"));
	}
	config_view_release(&v);
	return rc;
}

static int read_no_config(struct wire_reader *r, struct err *e)
{
	struct config_view v = {0};
	int rc = config_view_decode(&v, r, e);

	if (rc == 0) {
		ck_assert_int_eq(v.error, KERR_UNKNOWN_TOPIC_OR_PARTITION);
		ck_assert_str_eq(v.message, "no such topic");
	}
	config_view_release(&v);
	return rc;
}

static int read_altered(struct wire_reader *r, struct err *e)
{
	struct topic_results l = {0};
	int rc = alter_config_decode(&l, r, e);

	if (rc == 0) {
		ck_assert_int_eq(l.rows[0].error, KERR_NOT_CONTROLLER);
		ck_assert_str_eq(l.rows[0].message, "not me");
		ck_assert_str_eq(l.rows[0].name, "t");
	}
	topic_results_release(&l);
	return rc;
}

static int read_moved(struct wire_reader *r, struct err *e)
{
	struct move_answer a = {0};
	int rc = move_decode(&a, r, e);

	if (rc == 0) {
		ck_assert_int_eq(a.error, KERR_NO_REASSIGNMENT_IN_PROGRESS);
		ck_assert_str_eq(a.message, "row");
	}
	move_answer_release(&a);
	return rc;
}

static int read_not_moved(struct wire_reader *r, struct err *e)
{
	struct move_answer a = {0};
	int rc = move_decode(&a, r, e);

	if (rc == 0) {
		ck_assert_int_eq(a.error, KERR_NOT_CONTROLLER);
		ck_assert_str_eq(a.message, "whole");
	}
	move_answer_release(&a);
	return rc;
}

static int read_moving(struct wire_reader *r, struct err *e)
{
	struct moving_view v = {0};
	int rc = moving_view_decode(&v, r, e);

	if (rc == 0) {
		const struct moving_row *row = moving_view_find(&v, "t", 3);

		ck_assert_uint_eq(row->replicas.len, 4);
		ck_assert_int_eq(row->adding.id[0], 4);
		ck_assert_int_eq(row->removing.id[0], 1);
		ck_assert_ptr_null(moving_view_find(&v, "t", 4));
		ck_assert_ptr_null(moving_view_find(&v, "u", 3));
	}
	moving_view_release(&v);
	return rc;
}

static int read_dirs_of(int version, struct wire_reader *r, struct err *e)
{
	struct log_dir_view v = {0};
	int rc = log_dir_view_decode(&v, version, r, e);

	if (rc == 0) {
		ck_assert_str_eq(v.dirs[0].path, "/data");
		ck_assert_int_eq(v.dirs[0].topics[0].rows[0].size_bytes, 12345);
		ck_assert_int_eq(v.dirs[0].usable_bytes, version >= 4 ? 400 : -1);
		ck_assert_int_eq(v.dirs[1].error, 56);
		ck_assert_uint_eq(v.dirs[1].n_topics, 0);
	}
	log_dir_view_release(&v);
	return rc;
}

static int read_dirs(struct wire_reader *r, struct err *e)
{
	return read_dirs_of(4, r, e);
}

static int read_old_dirs(struct wire_reader *r, struct err *e)
{
	return read_dirs_of(2, r, e);
}

static int read_coordinator(struct wire_reader *r, struct err *e)
{
	struct coordinator_view v = {0};
	int rc = coordinator_view_decode(&v, r, e);

	if (rc == 0)
		ck_assert_int_eq(v.node, 2);
	coordinator_view_release(&v);
	return rc;
}

static int read_no_coordinator(struct wire_reader *r, struct err *e)
{
	struct coordinator_view v = {0};
	int rc = coordinator_view_decode(&v, r, e);

	if (rc == 0) {
		ck_assert_int_eq(v.error, KERR_COORDINATOR_NOT_AVAILABLE);
		ck_assert_int_eq(v.node, -1);
		ck_assert_str_eq(v.message, "not yet");
	}
	coordinator_view_release(&v);
	return rc;
}

static int read_deleted_group(struct wire_reader *r, struct err *e)
{
	int16_t error = 0;
	int rc = delete_group_decode(&error, r, e);

	if (rc == 0)
		ck_assert_int_eq(error, KERR_NON_EMPTY_GROUP);
	return rc;
}

static int read_joined(struct wire_reader *r, struct err *e)
{
	struct joined j = {0};
	int rc = joined_decode(&j, r, e);

	if (rc == 0) {
		ck_assert_int_eq(j.error, 0);
		ck_assert_int_eq(j.generation, 7);
		ck_assert_str_eq(j.member, "m");
	}
	joined_release(&j);
	return rc;
}

static int read_member_id(struct wire_reader *r, struct err *e)
{
	struct joined j = {0};
	int rc = joined_decode(&j, r, e);

	if (rc == 0) {
		ck_assert_int_eq(j.error, KERR_MEMBER_ID_REQUIRED);
		ck_assert_str_eq(j.member, "m");
	}
	joined_release(&j);
	return rc;
}

static int read_synced(struct wire_reader *r, struct err *e)
{
	int16_t error = 0;
	int rc = sync_decode(&error, r, e);

	if (rc == 0)
		ck_assert_int_eq(error, KERR_COORDINATOR_LOAD_IN_PROGRESS);
	return rc;
}

static int read_left(struct wire_reader *r, struct err *e)
{
	int16_t error = 0;
	int rc = leave_decode(&error, r, e);

	if (rc == 0)
		ck_assert_int_eq(error, KERR_COORDINATOR_NOT_AVAILABLE);
	return rc;
}

static int read_commit(struct wire_reader *r, struct err *e)
{
	int16_t error = 0;
	int rc = commit_decode(&error, r, e);

	if (rc == 0)
		ck_assert_int_eq(error, KERR_COORDINATOR_NOT_AVAILABLE);
	return rc;
}

static int read_committed(struct wire_reader *r, struct err *e)
{
	struct committed c = {0};
	int rc = committed_decode(&c, r, e);

	if (rc == 0) {
		ck_assert_int_eq(c.error, 0);
		ck_assert_int_eq(c.offset, 42);
	}
	return rc;
}

static int read_no_committed(struct wire_reader *r, struct err *e)
{
	struct committed c = {0};
	int rc = committed_decode(&c, r, e);

	if (rc == 0) {
		ck_assert_int_eq(c.error, KERR_COORDINATOR_LOAD_IN_PROGRESS);
		ck_assert_int_eq(c.offset, -1);
	}
	return rc;
}

static const struct {
	const char *name;
	void (*make)(struct strbuf *b);
	int (*read)(struct wire_reader *r, struct err *e);
} answers[] = {
	{"DescribeConfigs", make_config, read_config},
	{"DescribeConfigs of no topic", make_no_config, read_no_config},
	{"IncrementalAlterConfigs", make_altered, read_altered},
	{"AlterPartitionReassignments", make_moved, read_moved},
	{"AlterPartitionReassignments refused", make_not_moved, read_not_moved},
	{"ListPartitionReassignments", make_moving, read_moving},
	{"DescribeLogDirs", make_dirs, read_dirs},
	{"DescribeLogDirs v2", make_old_dirs, read_old_dirs},
	{"FindCoordinator", make_coordinator, read_coordinator},
	{"FindCoordinator in vain", make_no_coordinator, read_no_coordinator},
	{"DeleteGroups", make_deleted_group, read_deleted_group},
	{"JoinGroup", make_joined, read_joined},
	{"JoinGroup without a name", make_member_id, read_member_id},
	{"SyncGroup", make_synced, read_synced},
	{"LeaveGroup", make_left, read_left},
	{"OffsetCommit", make_commit, read_commit},
	{"OffsetFetch", make_committed, read_committed},
	{"OffsetFetch in vain", make_no_committed, read_no_committed},
};

/* An exact copy on the heap, so that a read past its end is caught. */
static int read_copy(int i, const void *bytes, size_t n, struct err *e)
{
	void *copy = xmemdup(bytes, n);
	struct wire_reader r = wire_reader_of(copy, n);
	int rc = answers[i].read(&r, e);

	free(copy);
	return rc;
}

START_TEST(answers_are_read)
{
	struct strbuf b = STRBUF_INIT;
	struct err e = {0};

	answers[_i].make(&b);
	ck_assert_msg(read_copy(_i, b.buf, b.len, &e) == 0, "%s: %s", answers[_i].name,
		      e.msg);
	strbuf_addch(&b, 'x');
	ck_assert_int_eq(read_copy(_i, b.buf, b.len, &e), -1);
	strbuf_release(&b);
}
END_TEST

START_TEST(answers_of_later_versions_are_read)
{
	struct strbuf b = STRBUF_INIT;
	struct err e = {0};

	make_from_the_future = true;
	answers[_i].make(&b);
	make_from_the_future = false;
	ck_assert_msg(read_copy(_i, b.buf, b.len, &e) == 0, "%s: %s", answers[_i].name,
		      e.msg);
	strbuf_release(&b);
}
END_TEST

START_TEST(an_answer_cut_anywhere_fails_cleanly)
{
	struct strbuf b = STRBUF_INIT;

	answers[_i].make(&b);
	for (size_t n = 0; n < b.len; n++) {
		struct err e = {0};

		ck_assert_msg(read_copy(_i, b.buf, n, &e) == -1, "%s cut at %zu",
			      answers[_i].name, n);
		ck_assert_int_eq(e.kind, ERR_ENVIRONMENT);
	}
	strbuf_release(&b);
}
END_TEST

/* No row about what was asked for, and no error either: that is not a yes. */
START_TEST(silence_about_a_move_is_garbage)
{
	struct strbuf b = STRBUF_INIT;
	struct move_answer a;
	struct wire_reader r;
	struct err e = {0};

	wire_put_i32(&b, 0);
	wire_put_i16(&b, 0);
	wire_put_str(&b, NULL);
	wire_put_count(&b, 0);
	wire_put_no_tags(&b);
	r = wire_reader_of(b.buf, b.len);
	ck_assert_int_eq(move_decode(&a, &r, &e), -1);
	strbuf_release(&b);
}
END_TEST

/* No offset, and no reason why not. */
START_TEST(silence_about_an_offset_is_garbage)
{
	struct strbuf b = STRBUF_INIT;
	struct committed c;
	struct wire_reader r;
	struct err e = {0};

	wire_put_i32(&b, 0);
	wire_put_count(&b, 0);
	wire_put_i16(&b, 0);
	wire_put_no_tags(&b);
	r = wire_reader_of(b.buf, b.len);
	ck_assert_int_eq(committed_decode(&c, &r, &e), -1);
	strbuf_release(&b);
}
END_TEST

static Suite *faults_suite(void)
{
	Suite *s = suite_create("api_faults");
	TCase *tc = tcase_create("core");
	const int n = (int)ARRAY_LEN(answers);

	tcase_add_loop_test(tc, requests_match_the_schemas_byte_by_byte, 0,
			    (int)ARRAY_LEN(vectors));
	tcase_add_loop_test(tc, answers_are_read, 0, n);
	tcase_add_loop_test(tc, answers_of_later_versions_are_read, 0, n);
	tcase_add_loop_test(tc, an_answer_cut_anywhere_fails_cleanly, 0, n);
	tcase_add_test(tc, silence_about_a_move_is_garbage);
	tcase_add_test(tc, silence_about_an_offset_is_garbage);
	suite_add_tcase(s, tc);
	return s;
}

UNIT_SUITE(faults_suite)
