#include "kafka/call.h"
#include "node.h"
#include "unit.h"

enum { PATIENCE_MS = 5000 };

START_TEST(a_call_waits_for_its_reply)
{
	struct strbuf body = STRBUF_INIT;
	struct wire_reader r;
	struct err e = {0};
	struct node n;
	struct kconn c;

	node_start(&n, node_answer_byte_by_byte);
	kconn_init(&c, "127.0.0.1", n.port, "kchaos");
	ck_assert_int_eq(kcall_open(&c, PATIENCE_MS, &e), 0);
	ck_assert_int_eq(kcall_open(&c, PATIENCE_MS, &e), 0); /* already open */
	ck_assert_int_eq(kcall(&c, KAPI_METADATA, 12, &body, PATIENCE_MS, &r, &e), 0);
	ck_assert_int_eq(wire_get_i32(&r), 10 + 6 + 1);
	kconn_release(&c);
	node_stop(&n);
}
END_TEST

START_TEST(a_call_says_who_did_not_answer)
{
	char want[128];
	struct err e = {0};
	struct node n;
	struct kconn c;

	node_start(&n, node_say_nothing);
	kconn_init(&c, "127.0.0.1", n.port, "kchaos");
	ck_assert_int_eq(kcall_open(&c, 50, &e), -1);
	(void)snprintf(want, sizeof(want),
		       "127.0.0.1:%u: connection accepted, but no answer within 50 ms",
		       (unsigned)n.port);
	ck_assert_str_eq(e.msg, want);
	ck_assert_int_eq(e.kind, ERR_ENVIRONMENT);
	kconn_release(&c);
	node_stop(&n);
}
END_TEST

START_TEST(a_call_the_node_does_not_speak_is_not_sent)
{
	struct quorum_view v;
	struct err e = {0}, closed = {0};
	struct node n;
	struct kconn c;

	node_start(&n, node_answer_all);
	kconn_init(&c, "127.0.0.1", n.port, "kchaos");
	ck_assert_int_eq(kcall_open(&c, PATIENCE_MS, &e), 0);
	ck_assert_int_eq(kcall_quorum_view(&c, &v, PATIENCE_MS, &e), -1);
	ck_assert_ptr_nonnull(strstr(e.msg, "answers no version of DescribeQuorum"));
	kconn_close(&c);
	ck_assert_int_eq(kcall_quorum_view(&c, &v, PATIENCE_MS, &closed), -1);
	ck_assert_ptr_nonnull(strstr(closed.msg, "not connected"));
	kconn_release(&c);
	node_stop(&n);
}
END_TEST

static Suite *kcall_suite(void)
{
	Suite *s = suite_create("kcall");
	TCase *tc = tcase_create("core");

	tcase_add_test(tc, a_call_waits_for_its_reply);
	tcase_add_test(tc, a_call_says_who_did_not_answer);
	tcase_add_test(tc, a_call_the_node_does_not_speak_is_not_sent);
	suite_add_tcase(s, tc);
	return s;
}

UNIT_SUITE(kcall_suite)
