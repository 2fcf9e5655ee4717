/* Replies built by hand, read; then cut at every byte, and with fields of later versions. */
#include "base/mem.h"
#include "kafka/api_admin.h"
#include "kafka/api_offsets.h"
#include "kafka/api_quorum.h"
#include "kafka/api_topics.h"
#include "kafka/api_versions.h"
#include "replies.h"
#include "unit.h"

static int read_versions(struct wire_reader *r, struct err *e)
{
	struct api_versions v = {0};
	int rc = api_versions_decode(&v, 3, r, e);

	if (rc == 0) {
		ck_assert_int_eq(v.features_epoch, 4711);
		ck_assert_int_eq(api_versions_feature(&v, "mv"), 30);
		ck_assert_int_eq(api_versions_feature(&v, "kraft.version"), -1);
		ck_assert_int_eq(api_versions_best(&v, KAPI_METADATA, 13), 12);
		ck_assert_int_eq(api_versions_best(&v, KAPI_METADATA, 11), -1);
		ck_assert_int_eq(api_versions_best(&v, KAPI_FETCH, 13), -1);
	}
	api_versions_release(&v);
	return rc;
}

static int read_old_versions(struct wire_reader *r, struct err *e)
{
	struct api_versions v = {0};
	int rc = api_versions_decode(&v, 3, r, e);

	if (rc == 0)
		ck_assert_int_eq(v.ranges[0].max, 2);
	api_versions_release(&v);
	return rc;
}

static int read_quorum(struct wire_reader *r, struct err *e)
{
	struct quorum_view v = {0};
	int rc = quorum_view_decode(&v, 2, r, e);

	if (rc == 0) {
		ck_assert_int_eq(v.leader, 1);
		ck_assert_int_eq(v.epoch, 5);
		ck_assert_int_eq(v.high_watermark, 90);
		ck_assert_uint_eq(v.n_voters, 2);
		ck_assert_int_eq(v.voters[1].log_end_offset, 90);
		ck_assert_int_eq(v.observers[0].id, 7);
	}
	quorum_view_release(&v);
	return rc;
}

/* The zeros the wire carries then must not look like "node 0 leads". */
static int read_refusal(struct wire_reader *r, struct err *e)
{
	struct quorum_view v = {0};
	int rc = quorum_view_decode(&v, 2, r, e);

	if (rc == 0) {
		ck_assert_int_eq(v.error, KERR_NOT_LEADER_OR_FOLLOWER);
		ck_assert_str_eq(v.message, "not me");
		ck_assert_int_eq(v.leader, -1);
		ck_assert_int_eq(v.epoch, -1);
		ck_assert_int_eq(v.high_watermark, -1);
	}
	quorum_view_release(&v);
	return rc;
}

static int read_opinion(struct wire_reader *r, struct err *e)
{
	struct quorum_opinion q = {0};
	int rc = quorum_opinion_decode(&q, r, e);

	if (rc == 0) {
		ck_assert_int_eq(q.error, KERR_FENCED_LEADER_EPOCH);
		ck_assert_int_eq(q.leader, 2);
		ck_assert_int_eq(q.epoch, 8);
		ck_assert_int_eq(q.log_start_offset, 3);
	}
	return rc;
}

static int read_cluster(struct wire_reader *r, struct err *e)
{
	struct cluster_view v = {0};
	int rc = cluster_view_decode(&v, 2, r, e);

	if (rc == 0) {
		ck_assert_uint_eq(v.nodes.len, 2);
		ck_assert_str_eq(v.nodes.rows[0].rack, "rack");
		ck_assert(!v.nodes.rows[0].is_fenced && v.nodes.rows[1].is_fenced);
	}
	cluster_view_release(&v);
	return rc;
}

static int read_metadata(struct wire_reader *r, struct err *e)
{
	struct metadata_view v = {0};
	int rc = metadata_decode(&v, r, e);

	if (rc == 0) {
		const struct topic_row *t = topic_list_find(&v.topics, "t");
		const struct partition_row *p = topic_row_partition(t, 4);

		ck_assert_int_eq(p->leader, -1);
		ck_assert_int_eq(p->epoch, 6);
		ck_assert_uint_eq(p->isr.len, 2);
		ck_assert(ids_has(&p->offline, 3));
		ck_assert_ptr_null(topic_row_partition(t, 0));
		ck_assert_ptr_null(topic_list_find(&v.topics, "u"));
	}
	metadata_view_release(&v);
	return rc;
}

static int read_page(struct wire_reader *r, struct err *e)
{
	struct topic_page p = {0};
	int rc = topic_page_decode(&p, r, e);

	if (rc == 0) {
		ck_assert_uint_eq(p.topics.rows[0].partitions[0].elr.len, 2);
		ck_assert_uint_eq(p.topics.rows[0].partitions[0].last_known_elr.len, 0);
		ck_assert_str_eq(p.next.topic, "t");
		ck_assert_int_eq(p.next.partition, 5);
	}
	topic_page_release(&p);
	return rc;
}

static int read_offsets(struct wire_reader *r, struct err *e)
{
	struct offset_view v = {0};
	int rc = offset_view_decode(&v, r, e);

	if (rc == 0) {
		ck_assert_int_eq(offset_view_find(&v, "t", 0)->offset, 500);
		ck_assert_int_eq(offset_view_find(&v, "t", 1)->error, 6);
		ck_assert_ptr_null(offset_view_find(&v, "t", 2));
	}
	offset_view_release(&v);
	return rc;
}

static int read_created(struct wire_reader *r, struct err *e)
{
	struct topic_results l = {0};
	int rc = create_topics_decode(&l, 7, r, e);

	if (rc == 0) {
		ck_assert_int_eq(l.rows[0].error, KERR_TOPIC_ALREADY_EXISTS);
		ck_assert_str_eq(l.rows[0].message, "exists");
	}
	topic_results_release(&l);
	return rc;
}

static int read_deleted(struct wire_reader *r, struct err *e)
{
	struct topic_results l = {0};
	int rc = delete_topics_decode(&l, r, e);

	if (rc == 0)
		ck_assert_str_eq(l.rows[0].name, "t");
	topic_results_release(&l);
	return rc;
}

static int read_elected(struct wire_reader *r, struct err *e)
{
	struct election_view v = {0};
	int rc = election_decode(&v, r, e);

	if (rc == 0) {
		ck_assert_int_eq(v.topics[0].rows[0].error, KERR_ELECTION_NOT_NEEDED);
		ck_assert_str_eq(v.topics[0].rows[0].message, "no need");
	}
	election_view_release(&v);
	return rc;
}

static const struct {
	const char *name;
	void (*make)(struct strbuf *b);
	int (*read)(struct wire_reader *r, struct err *e);
} replies[] = {
	{"ApiVersions v3", make_versions, read_versions},
	{"ApiVersions in v0 form", make_old_versions, read_old_versions},
	{"DescribeQuorum", make_quorum, read_quorum},
	{"DescribeQuorum of a follower", make_refusal, read_refusal},
	{"Fetch as a question", make_opinion, read_opinion},
	{"DescribeCluster", make_cluster, read_cluster},
	{"Metadata", make_metadata, read_metadata},
	{"DescribeTopicPartitions", make_page, read_page},
	{"ListOffsets", make_offsets, read_offsets},
	{"CreateTopics", make_created, read_created},
	{"DeleteTopics", make_deleted, read_deleted},
	{"ElectLeaders", make_elected, read_elected},
};

/* An exact copy on the heap, so that a read past its end is caught. */
static int read_copy(int i, const void *bytes, size_t n, struct err *e)
{
	void *copy = xmemdup(bytes, n);
	struct wire_reader r = wire_reader_of(copy, n);
	int rc = replies[i].read(&r, e);

	free(copy);
	return rc;
}

START_TEST(replies_are_read)
{
	struct strbuf b = STRBUF_INIT;
	struct err e = {0};

	replies[_i].make(&b);
	ck_assert_msg(read_copy(_i, b.buf, b.len, &e) == 0, "%s: %s", replies[_i].name,
		      e.msg);
	strbuf_release(&b);
}
END_TEST

START_TEST(fields_of_later_versions_are_stepped_over)
{
	struct strbuf b = STRBUF_INIT;
	struct err e = {0};

	make_from_the_future = true;
	replies[_i].make(&b);
	make_from_the_future = false;
	ck_assert_msg(read_copy(_i, b.buf, b.len, &e) == 0, "%s: %s", replies[_i].name,
		      e.msg);
	strbuf_release(&b);
}
END_TEST

START_TEST(a_reply_cut_anywhere_fails_cleanly)
{
	struct strbuf b = STRBUF_INIT;

	replies[_i].make(&b);
	for (size_t n = 0; n < b.len; n++) {
		struct err e = {0};

		ck_assert_msg(read_copy(_i, b.buf, n, &e) == -1, "%s cut at %zu",
			      replies[_i].name, n);
		ck_assert_int_eq(e.kind, ERR_ENVIRONMENT);
	}
	strbuf_release(&b);
}
END_TEST

START_TEST(a_byte_too_many_fails_cleanly)
{
	struct strbuf b = STRBUF_INIT;
	struct err e = {0};

	replies[_i].make(&b);
	strbuf_addch(&b, 'x');
	ck_assert_int_eq(read_copy(_i, b.buf, b.len, &e), -1);
	strbuf_release(&b);
}
END_TEST

static Suite *reply_suite(void)
{
	Suite *s = suite_create("api_reply");
	TCase *tc = tcase_create("core");
	const int n = (int)(sizeof(replies) / sizeof(replies[0]));

	tcase_add_loop_test(tc, replies_are_read, 0, n);
	tcase_add_loop_test(tc, fields_of_later_versions_are_stepped_over, 0, n);
	tcase_add_loop_test(tc, a_reply_cut_anywhere_fails_cleanly, 0, n);
	tcase_add_loop_test(tc, a_byte_too_many_fails_cleanly, 0, n);
	suite_add_tcase(s, tc);
	return s;
}

UNIT_SUITE(reply_suite)
