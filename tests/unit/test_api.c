/* Requests against byte vectors (all but the last made by another implementation). */
#include "base/mem.h"
#include "kafka/api_admin.h"
#include "kafka/api_offsets.h"
#include "kafka/api_quorum.h"
#include "kafka/api_topics.h"
#include "kafka/api_versions.h"
#include "unit.h"

/* ---- requests --------------------------------------------------------------------------- */

static const char *const topic_t[] = {"t"};
static const struct offset_query latest_t[] = {{"t", 0, OFFSET_LATEST}};
static const int32_t partition_0[] = {0};
static const struct election_topic elect_t[] = {{"t", partition_0, 1}};

static void put_versions(struct strbuf *b, int version)
{
	api_versions_request(b, version);
}
static void put_quorum(struct strbuf *b, UNUSED int version)
{
	quorum_view_request(b);
}
static void put_controllers(struct strbuf *b, int version)
{
	cluster_view_request(b, version, ENDPOINT_CONTROLLERS, false);
}
static void put_brokers(struct strbuf *b, int version)
{
	cluster_view_request(b, version, ENDPOINT_BROKERS, true);
}
static void put_metadata_of_all(struct strbuf *b, UNUSED int version)
{
	metadata_request(b, NULL, 0);
}
static void put_page(struct strbuf *b, UNUSED int version)
{
	topic_page_request(b, topic_t, 1, 2000, NULL);
}
static void put_offsets(struct strbuf *b, UNUSED int version)
{
	offset_view_request(b, OFFSETS_AS_CONSUMER, latest_t, 1);
}
static void put_election(struct strbuf *b, UNUSED int version)
{
	election_request(b, ELECTION_UNCLEAN, elect_t, 1, 5000);
}
static void put_opinion(struct strbuf *b, UNUSED int version)
{
	quorum_opinion_request(b);
}
static void put_delete(struct strbuf *b, UNUSED int version)
{
	delete_topics_request(b, topic_t, 1, 5000);
}

static const struct {
	enum kapi api;
	int version;
	void (*put)(struct strbuf *b, int version);
	const char *want;
} vectors[] = {
	{KAPI_API_VERSIONS, 0, put_versions, "00000010001200000000000100066b6368616f73"},
	{KAPI_API_VERSIONS, 3, put_versions,
	 "0000001d001200030000000100066b6368616f7300076b6368616f7304302e3100"},
	{KAPI_DESCRIBE_QUORUM, 2, put_quorum,
	 "0000002d003700020000000200066b6368616f730002135f5f636c75737465725f6d657461646174"
	 "610200000000000000"},
	{KAPI_DESCRIBE_CLUSTER, 1, put_controllers,
	 "00000014003c00010000000300066b6368616f7300000200"},
	{KAPI_DESCRIBE_CLUSTER, 2, put_brokers,
	 "00000015003c00020000000400066b6368616f730000010100"},
	{KAPI_METADATA, 12, put_metadata_of_all,
	 "000000150003000c0000000500066b6368616f730000000000"},
	{KAPI_DESCRIBE_TOPIC_PARTITIONS, 0, put_page,
	 "0000001b004b00000000000600066b6368616f730002027400000007d0ff00"},
	{KAPI_LIST_OFFSETS, 7, put_offsets,
	 "0000002d000200070000000700066b6368616f7300ffffffff000202740200000000ffffffffffff"
	 "ffffffffffff000000"},
	{KAPI_ELECT_LEADERS, 2, put_election,
	 "00000020002b00020000000800066b6368616f7300010202740200000000000000138800"},
	{KAPI_FETCH, 13, put_opinion,
	 "000000610001000d0000000900066b6368616f7300ffffffff000000000000000000000001000000"
	 "0000ffffffff02000000000000000000000000000000010200000000000000000000000000000000"
	 "00000000ffffffffffffffff000000000000010100"},
	{KAPI_DELETE_TOPICS, 6, put_delete,
	 "0000002a001400060000000a00066b6368616f7300020274000000000000000000000000000000"
	 "00000000138800"},
};

static const int32_t correlations[] = {1, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10};

START_TEST(requests_match_the_protocol_byte_by_byte)
{
	struct wire_request q = {
		.api = vectors[_i].api,
		.version = vectors[_i].version,
		.correlation = correlations[_i],
		.client_id = "kchaos",
	};
	struct strbuf body = STRBUF_INIT, frame = STRBUF_INIT, text = STRBUF_INIT;

	vectors[_i].put(&body, q.version);
	wire_put_request(&frame, &q, &body);
	for (size_t i = 0; i < frame.len; i++)
		strbuf_addf(&text, "%02x", (uint8_t)frame.buf[i]);
	ck_assert_str_eq(strbuf_text(&text), vectors[_i].want);
	strbuf_release(&body);
	strbuf_release(&frame);
	strbuf_release(&text);
}
END_TEST

START_TEST(queries_of_one_topic_share_its_name)
{
	static const struct offset_query q[] = {
		{"a", 0, -1}, {"a", 1, -1}, {"b", 0, -1}, {"a", 2, -1}};
	struct strbuf body = STRBUF_INIT;
	struct wire_reader r;

	offset_view_request(&body, OFFSETS_AS_DEBUGGER, q, 4);
	r = wire_reader_of(body.buf, body.len);
	ck_assert_int_eq(wire_get_i32(&r), -2);
	(void)wire_get_i8(&r);
	ck_assert_uint_eq(wire_get_count(&r, 1), 3);
	wire_skip_bytes(&r);
	ck_assert_uint_eq(wire_get_count(&r, 1), 2);
	strbuf_release(&body);
}
END_TEST

/* Appends the topic `name` with partitions first..first+n-1, as a page would bring it. */
static struct topic_list page_of(const char *name, int32_t first, size_t n)
{
	struct topic_list l = {.rows = xcalloc(1, sizeof(*l.rows)), .len = 1};

	l.rows[0].name = xstrdup(name);
	l.rows[0].n_partitions = n;
	l.rows[0].partitions = xcalloc(n, sizeof(*l.rows[0].partitions));
	for (size_t i = 0; i < n; i++)
		l.rows[0].partitions[i].index = first + (int32_t)i;
	return l;
}

START_TEST(a_topic_cut_by_a_page_is_put_together)
{
	struct topic_list all = {0};
	struct topic_list a = page_of("a", 0, 2), more = page_of("a", 2, 3);
	struct topic_list b = page_of("b", 0, 1);

	topic_list_append(&all, &a);
	topic_list_append(&all, &more);
	topic_list_append(&all, &b);
	ck_assert_uint_eq(all.len, 2);
	ck_assert_uint_eq(all.rows[0].n_partitions, 5);
	ck_assert_int_eq(all.rows[0].partitions[4].index, 4);
	ck_assert_uint_eq(more.len, 0);
	topic_list_release(&all);
}
END_TEST

static Suite *api_suite(void)
{
	Suite *s = suite_create("api");
	TCase *tc = tcase_create("core");

	tcase_add_loop_test(tc, requests_match_the_protocol_byte_by_byte, 0,
			    (int)(sizeof(vectors) / sizeof(vectors[0])));
	tcase_add_test(tc, queries_of_one_topic_share_its_name);
	tcase_add_test(tc, a_topic_cut_by_a_page_is_put_together);
	suite_add_tcase(s, tc);
	return s;
}

UNIT_SUITE(api_suite)
