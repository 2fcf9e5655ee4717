/* A helper beside a node, and a command in it: what the engine is asked, and that nothing stays. */
#include "base/mem.h"
#include "base/str.h"
#include "test_cluster_canned.h"
#include "unit.h"

#include <pthread.h>

#define IMAGES                                                                      \
	"[{\"Id\":\"sha256:old\",\"Created\":100,\"Labels\":{\"io.kchaos.helper\":" \
	"\"1\"}},{\"Id\":\"sha256:new\",\"Created\":200,\"Labels\":{\"io.kchaos."   \
	"helper\":\"1\"}}]"

static struct strbuf out;
static int code;

/* An engine on which a helper runs to its end and says something on both outputs. */
static void set_up(void)
{
	static const char log[] = "\1\0\0\0\0\0\0\22"
				  "2026-11-22T04:10:00.5Z one\n"
				  "\2\0\0\0\0\0\0\22"
				  "2026-11-22T04:10:00.6Z two\n";
	static char frames[sizeof(log)];

	memcpy(frames, log, sizeof(log));
	frames[7] = frames[8 + 27 + 7] = 27; /* bytes of a line with its time */
	canned_open();
	out = (struct strbuf){0};
	code = -1;
	canned_on("GET", "/images/json", 200, IMAGES);
	canned_on("POST", "/containers/create", 201, "{\"Id\":\"h1\"}");
	canned_on("POST", "/containers/h1/start", 204, NULL);
	canned_on("POST", "/containers/h1/wait", 200, "{\"StatusCode\":4}");
	fake_engine_on(canned.engine, "GET", "/containers/h1/logs",
		       &(struct fake_reply){.body = frames, .len = sizeof(frames) - 1});
	canned_on("DELETE", "/containers/h1", 204, NULL);
}

static void tear_down(void)
{
	strbuf_release(&out);
	canned_close();
}

static int help(const struct helper_job *job)
{
	return cluster_help(canned.cluster, canned.node, job, &code, &out, &canned.err);
}

START_TEST(a_helper_tells_its_exit_code_and_both_outputs)
{
	ck_assert_msg(help(&(struct helper_job){.script = "true"}) == 0, "%s",
		      canned.err.msg);
	ck_assert_int_eq(code, 4);
	ck_assert_str_eq(strbuf_text(&out), "one\ntwo\n");
}
END_TEST

START_TEST(a_helper_is_made_of_the_newest_image_and_removed_with_its_own_volumes)
{
	ck_assert_int_eq(help(&(struct helper_job){.script = "true"}), 0);
	ck_assert(str_starts(canned_request(0), "GET /v1.41/images/json?filters="));
	ck_assert_ptr_nonnull(strstr(canned_request(1), "\"Image\":\"sha256:new\""));
	ck_assert_str_eq(canned_request(2), "POST /v1.41/containers/h1/start ");
	ck_assert_str_eq(canned_request(3),
			 "POST /v1.41/containers/h1/wait?condition=not-running ");
	ck_assert_str_eq(canned_request(5), "DELETE /v1.41/containers/h1?force=1&v=1 ");
	ck_assert_uint_eq(canned_count(), 6);
}
END_TEST

START_TEST(a_helper_gets_no_more_rights_than_were_asked_for)
{
	struct helper_job job = {.script = "iptables -S",
				 .caps = "NET_ADMIN  NET_RAW",
				 .in_network = true};

	ck_assert_int_eq(help(&job), 0);
	ck_assert(str_starts(canned_request(1),
			     "POST /v1.41/containers/create?name=proj-helper-"));
	ck_assert_str_eq(
		strchr(canned_request(1), '{'),
		"{\"Image\":\"sha256:new\",\"User\":\"0\","
		"\"Entrypoint\":[\"sh\",\"-ec\",\"exec 2>&1; iptables -S\"],"
		"\"Labels\":{\"io.kchaos.version\":\"0.1.0\",\"io.kchaos.project\":\"proj\","
		"\"io.kchaos.role\":\"helper\",\"io.kchaos.run-id\":\"run-9\"},"
		"\"Healthcheck\":{\"Test\":[\"NONE\"]},"
		"\"HostConfig\":{\"NetworkMode\":\"container:proj-kafka1-1\","
		"\"PortBindings\":{},\"Mounts\":[],\"LogConfig\":{\"Type\":\"json-file\"},"
		"\"CapAdd\":[\"NET_ADMIN\",\"NET_RAW\"],\"CapDrop\":[\"ALL\"]}}");
}
END_TEST

START_TEST(a_helper_outside_the_network_has_none_and_sees_volumes_when_asked)
{
	struct helper_job job = {.script = "ls", .with_volumes = true};

	ck_assert_int_eq(help(&job), 0);
	ck_assert_ptr_nonnull(strstr(canned_request(1), "\"NetworkMode\":\"none\""));
	ck_assert_ptr_nonnull(
		strstr(canned_request(1), "\"VolumesFrom\":[\"proj-kafka1-1\"]"));
	ck_assert_ptr_null(strstr(canned_request(1), "CapAdd"));
}
END_TEST

START_TEST(the_environment_may_name_the_image)
{
	ck_assert_int_eq(setenv("KCHAOS_HELPER_IMAGE", "my/tools:2", 1), 0);
	ck_assert_int_eq(help(&(struct helper_job){.script = "true"}), 0);
	ck_assert_int_eq(unsetenv("KCHAOS_HELPER_IMAGE"), 0);
	ck_assert_ptr_nonnull(strstr(canned_request(0), "\"Image\":\"my/tools:2\""));
}
END_TEST

START_TEST(without_an_image_the_error_says_how_to_get_one)
{
	canned_close();
	canned_open();
	canned_on("GET", "/images/json", 200, "[]");
	ck_assert_int_lt(help(&(struct helper_job){.script = "true"}), 0);
	ck_assert_int_eq(canned.err.kind, ERR_ENVIRONMENT);
	ck_assert_ptr_nonnull(
		strstr(canned.err.msg, "'compose/image/helper.sh' makes one"));
	ck_assert_ptr_nonnull(strstr(canned.err.msg, "node 1 (kafka1)"));
	ck_assert_uint_eq(canned_count(), 1);
}
END_TEST

/* Only the engine that answers too late for it: the rest is as ever. */
static void never_ends(void)
{
	canned_close();
	canned_open();
	canned_on("GET", "/images/json", 200, IMAGES);
	canned_on("POST", "/containers/create", 201, "{\"Id\":\"h1\"}");
	canned_on("POST", "/containers/h1/start", 204, NULL);
	fake_engine_on(canned.engine, "POST", "/containers/h1/wait",
		       &(struct fake_reply){
			       .body = "{", .chunk = 1, .stays_open = true, .times = 1});
	canned_on("DELETE", "/containers/h1", 204, NULL);
}

START_TEST(a_helper_that_takes_too_long_is_removed)
{
	never_ends();
	ck_assert_int_lt(help(&(struct helper_job){.script = "sleep 9",
						   .timeout_ns = 200 * NS_PER_MS}),
			 0);
	ck_assert_str_eq(canned.err.msg,
			 "cannot run a helper beside node 1 (kafka1): it has not come to "
			 "its end within 200 ms and was ended");
	ck_assert(canned_was_asked("DELETE /v1.41/containers/h1?force=1"));
}
END_TEST

static atomic_bool cancel;

static void *cancel_soon(UNUSED void *arg)
{
	const struct timespec soon = {.tv_nsec = 200 * NS_PER_MS};

	(void)nanosleep(&soon, NULL);
	atomic_store(&cancel, true);
	return NULL;
}

START_TEST(a_helper_that_is_interrupted_is_removed)
{
	pthread_t thread;

	never_ends();
	atomic_store(&cancel, false);
	cluster_set_cancel(canned.cluster, &cancel);
	ck_assert_int_eq(pthread_create(&thread, NULL, cancel_soon, NULL), 0);
	ck_assert_int_lt(help(&(struct helper_job){.script = "sleep 9"}), 0);
	ck_assert_int_eq(pthread_join(thread, NULL), 0);
	ck_assert_int_eq(canned.err.kind, ERR_INTERRUPTED);
	ck_assert(canned_was_asked("DELETE /v1.41/containers/h1?force=1"));
}
END_TEST

/* The answer to its making may only have been lost: then it is known by its name. */
START_TEST(whatever_request_fails_no_helper_stays)
{
	fake_engine_fail(canned.engine, (size_t)_i);
	ck_assert_int_lt(help(&(struct helper_job){.script = "true"}), 0);
	ck_assert_int_eq(code, -1);
	ck_assert_uint_eq(out.len, 0);
	ck_assert(_i == 0 ||
		  canned_was_asked(_i == 1 ? "DELETE /v1.41/containers/proj-helper-"
					   : "DELETE /v1.41/containers/h1?force=1"));
}
END_TEST

START_TEST(more_output_than_anybody_wants_is_a_failure)
{
	static const char line[] = "\1\0\0\0\0\0\0\32" /* 26 */
				   "2026-11-22T04:10:00.5Z ab\n";

	canned_close();
	canned_open();
	canned_on("GET", "/images/json", 200, IMAGES);
	canned_on("POST", "/containers/create", 201, "{\"Id\":\"h1\"}");
	canned_on("POST", "/containers/h1/start", 204, NULL);
	canned_on("POST", "/containers/h1/wait", 200, "{\"StatusCode\":0}");
	fake_engine_on(canned.engine, "GET", "/containers/h1/logs",
		       &(struct fake_reply){
			       .body = line, .len = sizeof(line) - 1, .repeat = 30000});
	canned_on("DELETE", "/containers/h1", 204, NULL);
	ck_assert_int_lt(help(&(struct helper_job){.script = "yes"}), 0);
	ck_assert_ptr_nonnull(
		strstr(canned.err.msg, "its output is longer than 65536 bytes"));
	ck_assert(canned_was_asked("DELETE /v1.41/containers/h1?force=1"));
}
END_TEST

/* ---- commands in the node ---- */

static const char both[] = "\2\0\0\0\0\0\0\3bad\1\0\0\0\0\0\0\5hello";

static void exec_says(const char *frames, size_t len, const char *ended)
{
	canned_on("POST", "/containers/proj-kafka1-1/exec", 201, "{\"Id\":\"x1\"}");
	fake_engine_on(canned.engine, "POST", "/exec/x1/start",
		       &(struct fake_reply){.body = frames,
					    .len = len,
					    .until_close = true,
					    .type = "application/vnd.docker.raw-stream",
					    .times = 1});
	canned_on("GET", "/exec/x1/json", 200, ended);
}

static int exec(int64_t timeout_ns)
{
	static const char *const argv[] = {"ls", "-l", NULL};

	return cluster_exec(canned.cluster, canned.node, argv, timeout_ns, &code, &out,
			    &canned.err);
}

START_TEST(a_command_is_run_with_a_time_limit_and_its_outputs_mixed)
{
	exec_says(both, sizeof(both) - 1, "{\"Running\":false,\"ExitCode\":3}");
	ck_assert_msg(exec(0) == 0, "%s", canned.err.msg);
	ck_assert_int_eq(code, 3);
	ck_assert_str_eq(strbuf_text(&out), "badhello");
	ck_assert_ptr_nonnull(
		strstr(canned_request(0),
		       "\"Cmd\":[\"timeout\",\"-k\",\"2\",\"30\",\"ls\",\"-l\"]"));
}
END_TEST

START_TEST(a_command_in_an_image_without_timeout_is_run_without)
{
	static const char words[] =
		"\1\0\0\0\0\0\0\107OCI runtime exec failed: exec: \"timeout\": executable file not "
		"found xx";

	exec_says(words, 8 + 71, "{\"Running\":false,\"ExitCode\":126}");
	exec_says(both, sizeof(both) - 1, "{\"Running\":false,\"ExitCode\":126}");
	ck_assert_msg(exec(NS_PER_S) == 0, "%s", canned.err.msg);
	ck_assert_str_eq(strbuf_text(&out), "badhello");
	ck_assert_ptr_nonnull(strstr(canned_request(0), "\"timeout\",\"-k\""));
	ck_assert_ptr_nonnull(strstr(canned_request(3), "\"Cmd\":[\"ls\",\"-l\"]"));
}
END_TEST

START_TEST(a_command_that_a_signal_ended_early_is_no_failure)
{
	exec_says(both, sizeof(both) - 1, "{\"Running\":false,\"ExitCode\":137}");
	ck_assert_int_eq(exec(20 * NS_PER_S), 0);
	ck_assert_int_eq(code, 137);
}
END_TEST

static Suite *cluster_help_suite(void)
{
	Suite *s = suite_create("cluster-help");
	TCase *tc = tcase_create("canned");

	tcase_add_checked_fixture(tc, set_up, tear_down);
	tcase_add_test(tc, a_helper_tells_its_exit_code_and_both_outputs);
	tcase_add_test(
		tc,
		a_helper_is_made_of_the_newest_image_and_removed_with_its_own_volumes);
	tcase_add_test(tc, a_helper_gets_no_more_rights_than_were_asked_for);
	tcase_add_test(tc,
		       a_helper_outside_the_network_has_none_and_sees_volumes_when_asked);
	tcase_add_test(tc, the_environment_may_name_the_image);
	tcase_add_test(tc, without_an_image_the_error_says_how_to_get_one);
	tcase_add_test(tc, a_helper_that_takes_too_long_is_removed);
	tcase_add_test(tc, a_helper_that_is_interrupted_is_removed);
	tcase_add_loop_test(tc, whatever_request_fails_no_helper_stays, 0, 5);
	tcase_add_test(tc, more_output_than_anybody_wants_is_a_failure);
	tcase_add_test(tc, a_command_is_run_with_a_time_limit_and_its_outputs_mixed);
	tcase_add_test(tc, a_command_in_an_image_without_timeout_is_run_without);
	tcase_add_test(tc, a_command_that_a_signal_ended_early_is_no_failure);
	suite_add_tcase(s, tc);
	return s;
}

UNIT_SUITE(cluster_help_suite)
