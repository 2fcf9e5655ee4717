/* kafka/client*.h: properties before a run; producer and consumer against the mock cluster. */
#include "base/mem.h"
#include "kafka/client_consumer.h"
#include "kafka/client_producer.h"
#include "test_client_mock.h"
#include "unit.h"

/* Properties. */

static struct params config;

static void teardown_config(void)
{
	params_release(&config);
}

/* Makes a producer that contacts nobody. */
static int try_producer(bool idempotent, struct err *e)
{
	struct kproducer_params p = {.topic = "t",
				     .acks = ACKS_ALL,
				     .idempotent = idempotent,
				     .config = &config};
	struct kproducer *made = kproducer_new(&p, e);

	kproducer_free(made);
	return made ? 0 : -1;
}

static const struct {
	const char *name, *value, *want;
} bad_properties[] = {
	{"linger.mss", "5", "did you mean 'linger.ms'?"},
	{"partitionner", "random",
	 "did you mean 'partitioner'?"}, /* of the topic's properties */
	{"weather.in.oslo", "rain", "has no property 'weather.in.oslo'"},
	{"linger.ms", "soon", "linger.ms"},
	{"acks", "1", "the workload's own key 'acks'"},
	{"bootstrap.servers", "localhost:1", "the Compose file says"},
	{"delivery.report.only.error", "true", "every record's outcome"},
};

START_TEST(a_bad_property_is_refused_and_explained)
{
	struct err e = {0};

	params_set(&config, bad_properties[_i].name, bad_properties[_i].value, 0);
	ck_assert_int_eq(try_producer(false, &e), -1);
	ck_assert_int_eq(e.kind, ERR_USAGE);
	ck_assert_msg(strstr(e.msg, bad_properties[_i].want) != NULL, "%s", e.msg);
}
END_TEST

START_TEST(properties_that_contradict_each_other_are_refused)
{
	struct err e = {0};

	params_set(&config, "max.in.flight", "50", 0);
	ck_assert_int_eq(try_producer(true, &e), -1);
	ck_assert_msg(strstr(e.msg, "max.in.flight") != NULL, "%s", e.msg);
}
END_TEST

START_TEST(a_good_property_is_accepted)
{
	struct err e = {0};

	params_set(&config, "linger.ms", "50", 0);
	params_set(&config, "queue.buffering.max.messages", "7",
		   0); /* over our default */
	ck_assert_msg(try_producer(true, &e) == 0, "%s", e.msg);
}
END_TEST

START_TEST(a_consumer_can_be_checked_without_a_cluster)
{
	struct kconsumer_params p = {.topic = "t", .config = &config};
	struct err e = {0};

	params_set(&config, "fetch.wait.max.mss", "50", 0);
	ck_assert_ptr_null(kconsumer_new(&p, &e));
	ck_assert_msg(strstr(e.msg, "'fetch.wait.max.ms'") != NULL, "%s", e.msg);
}
END_TEST

START_TEST(every_default_has_a_reason_and_someone_it_is_for)
{
	size_t n;
	const struct client_default *rows = client_defaults(&n);

	for (size_t i = 0; i < n; i++) {
		ck_assert_uint_gt(strlen(rows[i].why), 10);
		ck_assert_uint_ne(rows[i].kinds, 0);
	}
	ck_assert_uint_gt(n, 0);
}
END_TEST

static const struct {
	const char *version;
	size_t want;
} versions[] = {
	{"1.9.2", 7},  {"2.0.2", 7},  {"2.3.0", 6}, {"2.3.0-RC1", 6}, {"2.9.9", 6},
	{"2.10.0", 3}, {"2.10.1", 2}, {"3.0.0", 2}, {"", 7},
};

START_TEST(a_version_has_the_defects_fixed_after_it)
{
	const struct client_artefact *rows[2];

	ck_assert_uint_eq(client_artefacts(versions[_i].version, rows, ARRAY_LEN(rows)),
			  versions[_i].want);
}
END_TEST

START_TEST(error_codes_have_the_names_of_the_documentation)
{
	ck_assert_str_eq(client_error_name(-192), "_MSG_TIMED_OUT");
	ck_assert_str_eq(client_error_name(19), "NOT_ENOUGH_REPLICAS");
}
END_TEST

/* A producer and its deliveries. */

enum { MAX_TOLD = 64 };

static struct mock mock;
static struct kproducer *producer;
static struct delivery told[MAX_TOLD];
static int n_told;

static void on_delivery(UNUSED void *arg, const struct delivery *d)
{
	ck_assert_int_lt(n_told, MAX_TOLD);
	told[n_told++] = *d;
}

static void setup_mock(void)
{
	mock_start(&mock, 1);
	mock_topic(&mock, "t", 2);
	n_told = 0;
}

static void teardown_mock(void)
{
	kproducer_free(producer);
	mock_stop(&mock);
	params_release(&config);
}

static void open_producer(bool idempotent)
{
	struct kproducer_params p = {.bootstrap = mock.bootstrap,
				     .topic = "t",
				     .acks = ACKS_ALL,
				     .idempotent = idempotent,
				     .config = &config,
				     .on_delivery = on_delivery};
	struct err e = {0};

	producer = kproducer_new(&p, &e);
	ck_assert_msg(producer != NULL, "%s", e.msg);
}

static enum send_result send_to(int32_t partition, uintptr_t tag)
{
	struct krecord r = {
		.partition = partition, .value = "v", .value_len = 1, .tag = tag};
	int error;

	return kproducer_send(producer, &r, &error);
}

static void wait_told(int n)
{
	for (int i = 0; i < 100 && n_told < n; i++)
		(void)kproducer_poll(producer, 100);
	ck_assert_int_eq(n_told, n);
}

START_TEST(an_acknowledged_record_tells_where_it_is)
{
	open_producer(false);
	ck_assert_int_eq(send_to(1, 77), SEND_OK);
	wait_told(1);
	ck_assert_uint_eq(told[0].tag, 77);
	ck_assert_int_eq(told[0].error, 0);
	ck_assert_int_eq(told[0].status, DELIVERY_WRITTEN);
	ck_assert_int_eq(told[0].partition, 1);
	ck_assert_int_eq(told[0].offset, 0);
}
END_TEST

START_TEST(a_record_refused_until_its_time_is_over_was_not_written)
{
	params_set(&config, "message.timeout.ms", "1500", 0);
	mock_errors(&mock, MOCK_PRODUCE, 100, RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS);
	open_producer(false);
	ck_assert_int_eq(send_to(0, 1), SEND_OK);
	wait_told(1);
	ck_assert_str_eq(client_error_name(told[0].error), "_MSG_TIMED_OUT");
	ck_assert_int_eq(told[0].status, DELIVERY_NOT_WRITTEN);
}
END_TEST

START_TEST(a_record_once_timed_out_at_the_broker_may_be_written_whatever_came_later)
{
	params_set(&config, "message.timeout.ms", "1500", 0);
	mock_errors(&mock, MOCK_PRODUCE, 1, RD_KAFKA_RESP_ERR_REQUEST_TIMED_OUT);
	mock_errors(&mock, MOCK_PRODUCE, 100, RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS);
	open_producer(false);
	ck_assert_int_eq(send_to(0, 1), SEND_OK);
	wait_told(1);
	ck_assert_int_eq(told[0].status, DELIVERY_POSSIBLY_WRITTEN);
}
END_TEST

START_TEST(a_full_queue_is_told_from_an_error)
{
	params_set(&config, "queue.buffering.max.messages", "2", 0);
	params_set(&config, "linger.ms", "1000", 0);
	open_producer(false);
	ck_assert_int_eq(send_to(0, 1), SEND_OK);
	ck_assert_int_eq(send_to(0, 2), SEND_OK);
	ck_assert_int_eq(send_to(0, 3), SEND_FULL);
}
END_TEST

START_TEST(a_purge_tells_of_every_record_sent)
{
	rd_kafka_mock_broker_set_down(mock.cluster, 1);
	open_producer(false);
	for (uintptr_t i = 0; i < 20; i++)
		ck_assert_int_eq(send_to((int32_t)(i % 2), i), SEND_OK);
	ck_assert_int_eq(kproducer_purge(producer, 2000), 0);
	ck_assert_int_eq(n_told, 20);
}
END_TEST

START_TEST(a_fatal_idempotent_producer_says_so)
{
	char text[256];

	open_producer(true);
	ck_assert_int_eq(send_to(0, 1), SEND_OK);
	wait_told(1);
	ck_assert_int_eq(kproducer_fatal(producer, text, sizeof(text)), 0);
	mock_errors(&mock, MOCK_PRODUCE, 1,
		    RD_KAFKA_RESP_ERR_OUT_OF_ORDER_SEQUENCE_NUMBER);
	ck_assert_int_eq(send_to(0, 2), SEND_OK);
	wait_told(2);
	ck_assert_int_ne(kproducer_fatal(producer, text, sizeof(text)), 0);
	ck_assert_int_eq(send_to(0, 3), SEND_ERROR);
}
END_TEST

/* A reader. */

static struct kconsumer *reader;

static void teardown_reader(void)
{
	kconsumer_free(reader);
	teardown_mock();
}

static void produce(int n)
{
	open_producer(false);
	for (int i = 0; i < n; i++)
		ck_assert_int_eq(send_to(0, (uintptr_t)i), SEND_OK);
	wait_told(n);
}

static void read_from(int64_t offset)
{
	struct kconsumer_params p = {
		.bootstrap = mock.bootstrap, .topic = "t", .is_reader = true};
	struct err e = {0};

	reader = kconsumer_new(&p, &e);
	ck_assert_msg(reader != NULL, "%s", e.msg);
	ck_assert_msg(kconsumer_assign(reader, 0, offset, &e) == 0, "%s", e.msg);
}

static enum kpoll next(struct kmessage *m, int *error)
{
	enum kpoll got = KPOLL_NOTHING;

	for (int i = 0; i < 100 && got == KPOLL_NOTHING; i++)
		got = kconsumer_poll(reader, 100, m, error);
	return got;
}

START_TEST(a_reader_gets_every_record_and_then_the_end)
{
	struct kmessage m;
	int error = 0;

	produce(5);
	read_from(0);
	for (int i = 0; i < 5; i++) {
		ck_assert_int_eq(next(&m, &error), KPOLL_MESSAGE);
		ck_assert_int_eq(m.offset, i);
		ck_assert_uint_eq(m.value_len, 1);
	}
	ck_assert_int_eq(next(&m, &error), KPOLL_END);
	ck_assert_int_eq(m.partition, 0);
	ck_assert_int_eq(m.offset, 5);
	ck_assert_int_eq(kconsumer_high_watermark(reader, 0), 5);
}
END_TEST

START_TEST(a_reader_told_to_start_beyond_the_log_says_so)
{
	struct kmessage m;
	int error = 0;

	produce(2);
	read_from(100);
	ck_assert_int_eq(next(&m, &error), KPOLL_ERROR);
	ck_assert_int_eq(error, CLIENT_ERR_NO_START);
	ck_assert_int_eq(m.partition, 0);
}
END_TEST

START_TEST(a_partition_can_be_started_over)
{
	struct err e = {0};
	struct kmessage m;
	int error = 0;

	produce(2);
	read_from(1);
	ck_assert_int_eq(next(&m, &error), KPOLL_MESSAGE);
	ck_assert_int_eq(kconsumer_assign(reader, 0, KOFFSET_BEGIN, &e), 0);
	ck_assert_int_eq(next(&m, &error), KPOLL_MESSAGE);
	ck_assert_int_eq(m.offset, 0);
}
END_TEST

static Suite *client_suite(void)
{
	Suite *s = suite_create("client");
	TCase *props = tcase_create("properties");
	TCase *prod = tcase_create("producer");
	TCase *cons = tcase_create("reader");

	tcase_add_checked_fixture(props, NULL, teardown_config);
	tcase_add_loop_test(props, a_bad_property_is_refused_and_explained, 0,
			    (int)ARRAY_LEN(bad_properties));
	tcase_add_test(props, properties_that_contradict_each_other_are_refused);
	tcase_add_test(props, a_good_property_is_accepted);
	tcase_add_test(props, a_consumer_can_be_checked_without_a_cluster);
	tcase_add_test(props, every_default_has_a_reason_and_someone_it_is_for);
	tcase_add_loop_test(props, a_version_has_the_defects_fixed_after_it, 0,
			    (int)ARRAY_LEN(versions));
	tcase_add_test(props, error_codes_have_the_names_of_the_documentation);
	suite_add_tcase(s, props);

	tcase_set_timeout(prod, 20);
	tcase_add_checked_fixture(prod, setup_mock, teardown_mock);
	tcase_add_test(prod, an_acknowledged_record_tells_where_it_is);
	tcase_add_test(prod, a_record_refused_until_its_time_is_over_was_not_written);
	tcase_add_test(
		prod,
		a_record_once_timed_out_at_the_broker_may_be_written_whatever_came_later);
	tcase_add_test(prod, a_full_queue_is_told_from_an_error);
	tcase_add_test(prod, a_purge_tells_of_every_record_sent);
	tcase_add_test(prod, a_fatal_idempotent_producer_says_so);
	suite_add_tcase(s, prod);

	tcase_set_timeout(cons, 20);
	tcase_add_checked_fixture(cons, setup_mock, teardown_reader);
	tcase_add_test(cons, a_reader_gets_every_record_and_then_the_end);
	tcase_add_test(cons, a_reader_told_to_start_beyond_the_log_says_so);
	tcase_add_test(cons, a_partition_can_be_started_over);
	suite_add_tcase(s, cons);
	return s;
}

UNIT_SUITE(client_suite)
