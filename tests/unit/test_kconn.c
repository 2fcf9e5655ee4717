#include "kafka/conn.h"
#include "node.h"
#include "unit.h"

#include <poll.h>
#include <unistd.h>

enum { PATIENCE_MS = 5000 };

/* Polls until something happens; time stands still at `now_ns`. */
static enum kconn_event drive(struct kconn *c, enum kconn_event got, int64_t now_ns)
{
	while (got == KCONN_NOTHING) {
		struct pollfd p = {0};

		p.fd = kconn_want(c, &p.events);
		ck_assert_int_eq(poll(&p, 1, PATIENCE_MS), 1);
		got = kconn_ready(c, p.revents, now_ns);
	}
	return got;
}

static enum kconn_event open_to(struct kconn *c, uint16_t port)
{
	kconn_init(c, "127.0.0.1", port, "kchaos");
	return drive(c, kconn_open(c, 0, NS_PER_S), 0);
}

static enum kconn_event ask(struct kconn *c, size_t body_size)
{
	struct strbuf body = STRBUF_INIT;
	enum kconn_event got;

	for (size_t i = 0; i < body_size; i++)
		strbuf_addch(&body, 'x');
	got = kconn_send(c, KAPI_METADATA, 12, &body, 0, NS_PER_S);
	strbuf_release(&body);
	return drive(c, got, 0);
}

START_TEST(opening_negotiates_and_requests_are_answered)
{
	struct node n;
	struct kconn c;

	node_start(&n, _i ? node_answer_byte_by_byte : node_answer_all);
	ck_assert_int_eq(open_to(&c, n.port), KCONN_CONNECTED);
	ck_assert_int_eq(kconn_version(&c, KAPI_METADATA, 12), 12);
	ck_assert_int_eq(kconn_version(&c, KAPI_FETCH, 13), -1);
	ck_assert_int_eq(kconn_deadline(&c), INT64_MAX);
	for (int i = 0; i < 3; i++) {
		struct wire_reader r;

		ck_assert_int_eq(ask(&c, 5), KCONN_REPLY);
		r = kconn_reply(&c);
		ck_assert_int_eq(wire_get_i32(&r), 10 + 6 + 1 + 5);
		ck_assert_int_eq(wire_done(&r, KAPI_METADATA, NULL), 0);
	}
	kconn_release(&c);
	node_stop(&n);
}
END_TEST

START_TEST(an_old_node_is_asked_again_with_v0)
{
	struct node n;
	struct kconn c;

	node_start(&n, node_answer_like_an_old_node);
	ck_assert_int_eq(open_to(&c, n.port), KCONN_CONNECTED);
	ck_assert_int_eq(kconn_version(&c, KAPI_METADATA, 12), 12);
	ck_assert_int_eq(c.versions.features_epoch, -1);
	kconn_release(&c);
	node_stop(&n);
}
END_TEST

START_TEST(a_request_larger_than_the_socket_takes_goes_out_in_parts)
{
	enum { LARGE = 8 << 20 };
	struct wire_reader r;
	struct node n;
	struct kconn c;

	node_start(&n, node_answer_all);
	ck_assert_int_eq(open_to(&c, n.port), KCONN_CONNECTED);
	ck_assert_int_eq(ask(&c, LARGE), KCONN_REPLY);
	r = kconn_reply(&c);
	ck_assert_int_eq(wire_get_i32(&r), 10 + 6 + 1 + LARGE);
	kconn_release(&c);
	node_stop(&n);
}
END_TEST

static const struct {
	behave_fn *behave;
	enum kconn_reason reason;
	const char *why;
} bad_starts[] = {
	{node_hang_up, KCONN_NOT_SERVED,
	 "connection accepted, then closed without an answer"},
	{node_reset, KCONN_NOT_SERVED,
	 "connection accepted, then reset without an answer"},
	{node_promise_too_much, KCONN_GARBAGE, "a reply of 1213486160 bytes is no reply"},
	{node_promise_less_than_nothing, KCONN_GARBAGE,
	 "a reply of -1 bytes is no reply"},
	{node_answer_someone_else, KCONN_GARBAGE, "the reply is not to our request"},
};

START_TEST(a_bad_start_has_its_reason)
{
	struct node n;
	struct kconn c;

	node_start(&n, bad_starts[_i].behave);
	ck_assert_int_eq(open_to(&c, n.port), KCONN_FAILED);
	ck_assert_str_eq(c.why, bad_starts[_i].why);
	ck_assert_int_eq(c.reason, bad_starts[_i].reason);
	ck_assert_int_eq(c.failed_in, KCONN_NEGOTIATING);
	ck_assert_int_eq(c.state, KCONN_IDLE);
	kconn_release(&c);
	node_stop(&n);
}
END_TEST

START_TEST(nobody_there_is_refused)
{
	struct node n = node_listen();
	struct kconn c;

	(void)close(n.fd);
	ck_assert_int_eq(open_to(&c, n.port), KCONN_FAILED);
	ck_assert_int_eq(c.reason, KCONN_REFUSED);
	ck_assert_int_eq(c.failed_in, KCONN_CONNECTING);
	kconn_release(&c);
}
END_TEST

START_TEST(a_failed_connection_can_be_opened_again)
{
	struct node n = node_listen();
	struct kconn c;
	uint16_t port = n.port;

	(void)close(n.fd);
	ck_assert_int_eq(open_to(&c, port), KCONN_FAILED);
	node_start(&n, node_answer_all);
	c.port = n.port;
	ck_assert_int_eq(drive(&c, kconn_open(&c, 0, NS_PER_S), 0), KCONN_CONNECTED);
	ck_assert_int_eq(c.reason, KCONN_NO_FAILURE);
	kconn_release(&c);
	node_stop(&n);
}
END_TEST

START_TEST(a_silent_node_times_out_at_its_deadline_and_not_before)
{
	struct node n;
	struct kconn c;

	node_start(&n, node_say_nothing);
	kconn_init(&c, "127.0.0.1", n.port, "kchaos");
	ck_assert_int_eq(kconn_open(&c, 100, 250 * NS_PER_MS), KCONN_NOTHING);
	while (c.state == KCONN_CONNECTING)
		ck_assert_int_eq(kconn_ready(&c, POLLOUT, 100), KCONN_NOTHING);
	ck_assert_int_eq(kconn_deadline(&c), 100 + 250 * NS_PER_MS);
	ck_assert_int_eq(kconn_ready(&c, 0, 99 + 250 * NS_PER_MS), KCONN_NOTHING);
	ck_assert_int_eq(kconn_ready(&c, 0, 100 + 250 * NS_PER_MS), KCONN_FAILED);
	ck_assert_int_eq(c.reason, KCONN_TIMED_OUT);
	ck_assert_str_eq(c.why, "connection accepted, but no answer within 250 ms");
	kconn_release(&c);
	node_stop(&n);
}
END_TEST

START_TEST(what_has_arrived_counts_even_after_the_deadline)
{
	struct strbuf body = STRBUF_INIT;
	struct pollfd p = {0};
	struct node n;
	struct kconn c;

	node_start(&n, node_answer_all);
	ck_assert_int_eq(open_to(&c, n.port), KCONN_CONNECTED);
	ck_assert_int_eq(kconn_send(&c, KAPI_METADATA, 12, &body, 0, 1), KCONN_NOTHING);
	p.fd = kconn_want(&c, &p.events);
	ck_assert_int_eq(poll(&p, 1, PATIENCE_MS), 1);
	ck_assert_int_eq(kconn_ready(&c, p.revents, NS_PER_S), KCONN_REPLY);
	kconn_release(&c);
	node_stop(&n);
}
END_TEST

START_TEST(a_node_that_hangs_up_later_is_told_from_one_that_never_served)
{
	struct node n;
	struct kconn c;

	node_start(&n, node_answer_once_then_hang_up_on_the_next);
	ck_assert_int_eq(open_to(&c, n.port), KCONN_CONNECTED);
	ck_assert_int_eq(ask(&c, 5), KCONN_FAILED);
	ck_assert_int_eq(c.reason, KCONN_HUNG_UP);
	ck_assert_int_eq(c.failed_in, KCONN_WAITING);
	ck_assert_int_eq(kconn_version(&c, KAPI_METADATA, 12), -1);
	kconn_release(&c);
	node_stop(&n);
}
END_TEST

START_TEST(the_end_of_an_idle_connection_is_noticed)
{
	struct node n;
	struct kconn c;

	node_start(&n, _i ? node_answer_once_then_speak : node_answer_once);
	ck_assert_int_eq(open_to(&c, n.port), KCONN_CONNECTED);
	ck_assert_int_eq(drive(&c, KCONN_NOTHING, 0), KCONN_FAILED);
	ck_assert_int_eq(c.reason, _i ? KCONN_GARBAGE : KCONN_HUNG_UP);
	ck_assert_int_eq(c.failed_in, KCONN_READY);
	kconn_release(&c);
	node_stop(&n);
}
END_TEST

START_TEST(a_name_with_several_addresses_is_tried_to_the_end)
{
	struct node n;
	struct kconn c;

	node_start(&n, node_answer_all);
	kconn_init(&c, "localhost", n.port,
		   "kchaos"); /* ::1 first, where nobody listens */
	ck_assert_int_eq(drive(&c, kconn_open(&c, 0, NS_PER_S), 0), KCONN_CONNECTED);
	kconn_release(&c);
	node_stop(&n);
}
END_TEST

START_TEST(a_host_that_is_no_name_is_unreachable)
{
	struct kconn c;

	kconn_init(&c, "no such host", 1, "kchaos");
	ck_assert_int_eq(kconn_open(&c, 0, NS_PER_S), KCONN_FAILED);
	ck_assert_int_eq(c.reason, KCONN_UNREACHABLE);
	kconn_release(&c);
}
END_TEST

START_TEST(every_reason_has_a_name)
{
	for (int i = 0; i <= KCONN_LOCAL; i++)
		ck_assert_ptr_nonnull(kconn_reason_name((enum kconn_reason)i));
}
END_TEST

static Suite *kconn_suite(void)
{
	Suite *s = suite_create("kconn");
	TCase *tc = tcase_create("core");

	tcase_add_loop_test(tc, opening_negotiates_and_requests_are_answered, 0, 2);
	tcase_add_test(tc, an_old_node_is_asked_again_with_v0);
	tcase_add_test(tc, a_request_larger_than_the_socket_takes_goes_out_in_parts);
	tcase_add_loop_test(tc, a_bad_start_has_its_reason, 0,
			    (int)(sizeof(bad_starts) / sizeof(bad_starts[0])));
	tcase_add_test(tc, nobody_there_is_refused);
	tcase_add_test(tc, a_failed_connection_can_be_opened_again);
	tcase_add_test(tc, a_silent_node_times_out_at_its_deadline_and_not_before);
	tcase_add_test(tc, what_has_arrived_counts_even_after_the_deadline);
	tcase_add_test(tc, a_node_that_hangs_up_later_is_told_from_one_that_never_served);
	tcase_add_loop_test(tc, the_end_of_an_idle_connection_is_noticed, 0, 2);
	tcase_add_test(tc, a_name_with_several_addresses_is_tried_to_the_end);
	tcase_add_test(tc, a_host_that_is_no_name_is_unreachable);
	tcase_add_test(tc, every_reason_has_a_name);
	suite_add_tcase(s, tc);
	return s;
}

UNIT_SUITE(kconn_suite)
