/* Finding the engine, agreeing on a version, and what is said when it does not work. */
#include "docker/containers.h"
#include "docker/engine.h"
#include "docker/inside.h"
#include "fake_engine.h"
#include "scratch.h"
#include "unit.h"

#include <fcntl.h>
#include <pthread.h>
#include <sys/stat.h>
#include <unistd.h>

/* Forgets whatever the developer's shell says about engines; tests run in processes of their own. */
static void clean_environment(void)
{
	static const char *const names[] = {"DOCKER_HOST", "DOCKER_CONTEXT",
					    "DOCKER_TLS_VERIFY", "DOCKER_CERT_PATH",
					    "DOCKER_API_VERSION"};

	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		(void)unsetenv(names[i]);
	(void)setenv("DOCKER_CONFIG", "/nonexistent", 1);
}

static struct engine *open_fake(struct fake_engine *f, struct err *e)
{
	(void)setenv("DOCKER_HOST", fake_engine_host(f), 1);
	return engine_open(NULL, e);
}

static const struct {
	const char *version, *max, *min, *wanted;
	const char *api;   /* NULL: refused */
	const char *error; /* part of it */
} engines[] = {
	{"20.10.24", "1.41", "1.12", NULL, "1.41", NULL},
	{"27.2.0", "1.47", "1.24", NULL, "1.47", NULL},
	{"29.1.0", "1.52", "1.44", NULL, "1.47", NULL},
	{"29.7.2", "1.55", "1.40", NULL, "1.47", NULL},
	{"29.7.2", "1.55", "1.40", "1.43", "1.43", NULL},
	{"19.03.1", "1.40", "1.12", NULL, NULL,
	 "(version 19.03.1) speaks API 1.40; kchaos needs 1.41: use Docker 20.10 or newer"},
	{"99.0", "1.90", "1.80", NULL, NULL,
	 "(version 99.0) wants API 1.80 or newer; kchaos knows up to 1.47"},
	{"20.10.24", "1.41", "1.12", "1.45", NULL,
	 "speaks API 1.12 to 1.41, not DOCKER_API_VERSION=1.45: unset it"},
	{"20.10.24", "1.41", "1.12", "1.30", NULL, "and unset DOCKER_API_VERSION"},
	{"20.10.24", "1.41", "1.12", "new", NULL,
	 "DOCKER_API_VERSION wants a version such as 1.41, not 'new'"},
	{"?", "", "", NULL, NULL, "is no Docker engine"},
};

START_TEST(the_api_version_suits_both_sides_or_the_error_says_why)
{
	struct fake_engine *f = fake_engine_new();
	struct err e = {0};
	struct engine *en;

	if (engines[_i].wanted)
		(void)setenv("DOCKER_API_VERSION", engines[_i].wanted, 1);
	fake_engine_speaks(f, engines[_i].version, engines[_i].max, engines[_i].min);
	en = open_fake(f, &e);
	if (engines[_i].api) {
		ck_assert_msg(en != NULL, "%s", e.msg);
		ck_assert_str_eq(engine_api_version(en), engines[_i].api);
		ck_assert_str_eq(engine_url(en), fake_engine_host(f));
	} else {
		ck_assert_ptr_null(en);
		ck_assert_int_eq(e.kind, ERR_ENVIRONMENT);
		ck_assert_msg(strstr(e.msg, engines[_i].error) != NULL, "%s", e.msg);
	}
	engine_close(en);
	fake_engine_free(f);
}
END_TEST

static const struct {
	const char *host;
	const char *tls; /* DOCKER_TLS_VERIFY */
	const char *url; /* NULL: refused */
	const char *base;
} hosts[] = {
	{"unix:///a/b.sock", "", "unix:///a/b.sock", "http://docker"},
	{"unix://", "", "unix:///var/run/docker.sock", "http://docker"},
	{"tcp://h:1234", "", "tcp://h:1234", "http://h:1234"},
	{"tcp://h", "", "tcp://h:2375", "http://h:2375"},
	{"tcp://h", "1", "tcp://h:2376", "https://h:2376"},
	{"h:99", "", "tcp://h:99", "http://h:99"},
	{"tcp://[::1]", "", "tcp://[::1]:2375", "http://[::1]:2375"},
	{"tcp://h/base", "", "tcp://h:2375/base", "http://h:2375/base"},
	{"tcp://u@h", "", NULL, "a user, which only ssh:// knows"},
	{"tcp://h?x=y", "", NULL, "a query or a fragment"},
	{"npipe:////./pipe/docker", "", NULL, "neither unix:///path nor tcp://host:port"},
	{"unix:///"
	 "0123456789012345678901234567890123456789012345678901234567890123456789"
	 "01234567890123456789012345678901234567890",
	 "", NULL, "longer than 107 bytes"},
};

static const struct {
	const char *endpoint;
	const char *url; /* NULL: refused */
	const char *base;
	const char *ssh; /* "USER HOST PORT SOCKET", - for none; NULL: not ssh */
} endpoints[] = {
	{"unix:///a/b.sock", "unix:///a/b.sock", "http://docker", NULL},
	{"tcp://h:1234", "tcp://h:1234", "http://h:1234", NULL},
	{"tcp://h", "tcp://h:2375", "http://h:2375", NULL},
	{"tcp://[fe80::1]:99/", "tcp://[fe80::1]:99", "http://[fe80::1]:99", NULL},
	{"ssh://h", "ssh://h", "http://127.0.0.1", "- h - -"},
	{"ssh://me@h_1:22", "ssh://me@h_1:22", "http://127.0.0.1", "me h_1 22 -"},
	{"ssh://h/run/d.sock", "ssh://h/run/d.sock", "http://127.0.0.1",
	 "- h - /run/d.sock"},
	{"ssh://dom\\me@[::1]:22/", "ssh://dom\\me@[::1]:22", "http://127.0.0.1",
	 "dom\\me ::1 22 -"},
	{"", NULL, "neither unix:///path nor tcp://host:port nor ssh://user@host", NULL},
	{"h:99", NULL, "neither unix:///path", NULL},
	{"unix://", NULL, "wants a whole path", NULL},
	{"unix://d.sock", NULL, "wants a whole path", NULL},
	{"tcp://", NULL, "names no host", NULL},
	{"ssh:///run/d.sock", NULL, "names no host", NULL},
	{"ssh://me@", NULL, "names no host", NULL},
	{"ssh://me:secret@h", NULL, "passwords are not taken: use a key", NULL},
	{"https://me:secret@h", NULL, "passwords are not taken: use a key", NULL},
	{"tcp://me@h", NULL, "has a user, which only ssh:// knows", NULL},
	{"tcp://h:2375?x", NULL, "a query or a fragment", NULL},
	{"ssh://h#x", NULL, "a query or a fragment", NULL},
	{"ssh://h/a?x", NULL, "a query or a fragment", NULL},
	{"ssh://-oProxyCommand=x", NULL, "its host has a character", NULL},
	{"ssh://-x@h", NULL, "its user has a character", NULL},
	{"ssh://a b@h", NULL, "its user has a character", NULL},
	{"ssh://h/$(x)", NULL, "the path of its socket has a character", NULL},
	{"tcp://a b", NULL, "its host has a character", NULL},
	{"tcp://fe80::1", NULL, "an IPv6 address stands in brackets", NULL},
	{"tcp://[::1", NULL, "its host has a character", NULL},
	{"tcp://h:0", NULL, "its port is no number from 1 to 65535", NULL},
	{"tcp://h:65536", NULL, "its port is no number", NULL},
	{"tcp://h:", NULL, "its port is no number", NULL},
	{"ssh://h:22x", NULL, "its port is no number", NULL},
};

static const char *or_dash(const char *text)
{
	return text ? text : "-";
}

START_TEST(a_named_endpoint_is_read_or_refused_without_its_password)
{
	struct engine_where w, copy;
	struct err e = {0};
	char ssh[128];
	int rc;

	(void)setenv("DOCKER_TLS_VERIFY", "1", 1); /* has no part in it */
	rc = engine_where_of(endpoints[_i].endpoint, NULL, NULL, &w, &e);
	ck_assert_int_eq(rc, endpoints[_i].url ? 0 : -1);
	if (rc < 0) {
		ck_assert_msg(strstr(e.msg, endpoints[_i].base) != NULL, "%s", e.msg);
		ck_assert_ptr_null(strstr(e.msg, "secret"));
		ck_assert_int_eq(e.kind, ERR_USAGE);
		return;
	}
	engine_where_copy(&copy, &w);
	engine_where_release(&w);
	ck_assert_str_eq(copy.url, endpoints[_i].url);
	ck_assert_str_eq(copy.base, endpoints[_i].base);
	ck_assert(copy.is_named);
	(void)snprintf(ssh, sizeof(ssh), "%s %s %s %s", or_dash(copy.ssh_user),
		       or_dash(copy.ssh_host), or_dash(copy.ssh_port),
		       or_dash(copy.ssh_socket));
	ck_assert_str_eq(ssh, endpoints[_i].ssh ? endpoints[_i].ssh : "- - - -");
	engine_where_release(&copy);
}
END_TEST

START_TEST(an_engines_address_is_read_or_refused_with_a_next_step)
{
	struct engine_where w = {0};
	struct err e = {0};
	int rc;

	(void)setenv("DOCKER_TLS_VERIFY", hosts[_i].tls, 1);
	rc = engine_where_find(hosts[_i].host, &w, &e);
	ck_assert_int_eq(rc, hosts[_i].url ? 0 : -1);
	if (rc == 0) {
		ck_assert_str_eq(w.url, hosts[_i].url);
		ck_assert_str_eq(w.base, hosts[_i].base);
	} else {
		ck_assert_msg(strstr(e.msg, hosts[_i].base) != NULL, "%s", e.msg);
	}
	engine_where_release(&w);
}
END_TEST

static void write_text(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(write(fd, text, strlen(text)), (int)strlen(text));
	ck_assert_int_eq(close(fd), 0);
}

START_TEST(tls_files_are_wanted_whole_and_found_beside_the_file_that_names_them)
{
	char *dir = scratch_dir();
	struct engine_where w;
	struct err e = {0};

	ck_assert_int_eq(chdir(dir), 0);
	ck_assert_int_eq(mkdir("tls", 0700), 0);
	write_text("tls/ca.pem", "");
	write_text("tls/cert.pem", "");
	ck_assert_int_eq(engine_where_of("tcp://h", "tls", dir, &w, &e), -1);
	ck_assert_int_eq(e.kind, ERR_ENVIRONMENT);
	ck_assert_ptr_nonnull(strstr(e.msg, "tls/key.pem', which TLS with"));
	write_text("tls/key.pem", "");
	e = (struct err){0};
	ck_assert_int_eq(engine_where_of("tcp://h", "tls", dir, &w, &e), 0);
	ck_assert_str_eq(w.base, "https://h:2376");
	ck_assert(w.ca_file && w.cert_file && w.key_file && !w.skip_verify);
	ck_assert_int_eq(strncmp(w.key_file, dir, strlen(dir)), 0);
	engine_where_release(&w);
	ck_assert_int_eq(engine_where_of("ssh://h", "tls", dir, &w, &e), -1);
	ck_assert_ptr_nonnull(strstr(e.msg, "only tcp:// endpoints use them"));
	free(dir);
}
END_TEST

START_TEST(the_current_context_of_the_docker_configuration_is_used)
{
	char *dir = scratch_dir();
	struct engine_where w = {0};
	struct err e = {0};

	ck_assert_int_eq(chdir(dir), 0);
	ck_assert_int_eq(mkdir("contexts", 0700), 0);
	ck_assert_int_eq(mkdir("contexts/meta", 0700), 0);
	ck_assert_int_eq(mkdir("contexts/meta/0a", 0700), 0);
	write_text("config.json", "{\"currentContext\":\"desk\"}");
	write_text("contexts/meta/0a/meta.json",
		   "{\"Name\":\"desk\",\"Endpoints\":{\"docker\":{\"Host\":"
		   "\"unix:///desk.sock\",\"SkipTLSVerify\":true}}}");
	(void)setenv("DOCKER_CONFIG", dir, 1);
	ck_assert_int_eq(engine_where_find(NULL, &w, &e), 0);
	ck_assert_str_eq(w.url, "unix:///desk.sock");
	ck_assert(w.skip_verify);
	engine_where_release(&w);
	(void)setenv("DOCKER_CONTEXT", "default", 1);
	ck_assert_int_eq(engine_where_find(NULL, &w, &e), 0);
	ck_assert_str_eq(w.url, "unix:///var/run/docker.sock");
	engine_where_release(&w);
	(void)setenv("DOCKER_CONTEXT", "other", 1);
	ck_assert_int_eq(engine_where_find(NULL, &w, &e), -1);
	ck_assert_ptr_nonnull(strstr(e.msg, "there is no Docker context 'other'"));
	free(dir);
}
END_TEST

START_TEST(a_missing_socket_says_what_to_do)
{
	struct err e = {0};

	(void)setenv("DOCKER_HOST", "unix:///nonexistent/docker.sock", 1);
	ck_assert_ptr_null(engine_open(NULL, &e));
	ck_assert_str_eq(e.msg, "cannot reach the Docker engine at "
				"unix:///nonexistent/docker.sock: no such file or "
				"directory; is Docker installed and running? (or set "
				"DOCKER_HOST)");
}
END_TEST

START_TEST(a_dead_engine_is_told_from_a_missing_one)
{
	struct fake_engine *f = fake_engine_new();
	struct err e = {0};

	fake_engine_die(f);
	ck_assert_ptr_null(open_fake(f, &e));
	ck_assert_msg(strstr(e.msg, ": connection refused; is it running?") != NULL, "%s",
		      e.msg);
	fake_engine_free(f);
}
END_TEST

START_TEST(an_engine_that_hangs_up_at_once_is_named)
{
	struct fake_engine *f = fake_engine_new();
	struct err e = {0};

	fake_engine_drop(f, 0);
	ck_assert_ptr_null(open_fake(f, &e));
	ck_assert_msg(strstr(e.msg, "went away during GET /version") != NULL, "%s",
		      e.msg);
	fake_engine_free(f);
}
END_TEST

START_TEST(refusals_are_quoted_whether_json_or_plain_text)
{
	static const struct fake_reply replies[] = {
		{.status = 500, .body = "{\"message\":\"disk on fire\"}"},
		{.status = 500, .body = "disk on fire\n", .type = "text/plain"},
	};
	struct fake_engine *f = fake_engine_new();
	struct err e = {0};
	struct engine *en = open_fake(f, &e);

	fake_engine_on(f, "POST", "/containers/c1/start", &replies[_i]);
	ck_assert_int_eq(container_start(en, "c1", &e), ENGINE_FAILED);
	ck_assert_str_eq(e.msg,
			 "Docker engine: POST /containers/c1/start: 500 disk on fire");
	engine_close(en);
	fake_engine_free(f);
}
END_TEST

START_TEST(ids_in_errors_are_short)
{
	static const char id[] =
		"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
	struct fake_engine *f = fake_engine_new();
	struct err e = {0};
	struct engine *en = open_fake(f, &e);

	ck_assert_int_eq(container_start(en, id, &e), ENGINE_FAILED);
	ck_assert_str_eq(e.msg, "Docker engine: POST /containers/0123456789ab/start: 404 "
				"page not found");
	engine_close(en);
	fake_engine_free(f);
}
END_TEST

START_TEST(an_engine_that_goes_away_in_mid_answer_is_an_error)
{
	static const struct fake_reply replies[] = {
		{.body = "{\"Id\":\"abcdefgh\"}", .is_cut = true},
		{.body = "{\"Id\":\"abcdefgh\"}", .is_cut = true, .chunk = 3},
	};
	struct fake_engine *f = fake_engine_new();
	struct err e = {0};
	struct engine *en = open_fake(f, &e);
	struct container_state s;

	fake_engine_on(f, "GET", "/containers/c1/json", &replies[_i]);
	ck_assert_int_eq(container_inspect(en, "c1", &s, &e), ENGINE_FAILED);
	ck_assert_msg(strstr(e.msg, "went away during GET /containers/c1/json") != NULL,
		      "%s", e.msg);
	engine_close(en);
	fake_engine_free(f);
}
END_TEST

START_TEST(a_kept_connection_that_the_engine_closed_is_opened_anew)
{
	struct fake_engine *f = fake_engine_new();
	struct err e = {0};
	struct engine *en = open_fake(f, &e);
	struct engine_info info;

	fake_engine_on(f, "GET", "/info", &(struct fake_reply){.body = "{\"ID\":\"X\"}"});
	fake_engine_drop(f, 0);
	ck_assert_msg(engine_info(en, &info, &e) == 0, "%s", e.msg);
	ck_assert_str_eq(info.id, "X");
	ck_assert_str_eq(info.version, "20.10.24");
	engine_info_release(&info);
	engine_close(en);
	fake_engine_free(f);
}
END_TEST

START_TEST(an_answer_that_is_too_long_is_refused)
{
	struct fake_engine *f = fake_engine_new();
	struct err e = {0};
	struct engine *en = open_fake(f, &e);
	struct container_state s;

	fake_engine_on(f, "GET", "/containers/c1/json",
		       &(struct fake_reply){.body = "0123456789", .repeat = 10000000});
	ck_assert_int_eq(container_inspect(en, "c1", &s, &e), ENGINE_FAILED);
	ck_assert_msg(strstr(e.msg, "the answer is longer than 16777216 bytes") != NULL,
		      "%s", e.msg);
	engine_close(en);
	fake_engine_free(f);
}
END_TEST

START_TEST(an_engine_that_says_nothing_is_given_up_in_time)
{
	struct fake_engine *f = fake_engine_new();
	struct err e = {0};
	struct engine *en = open_fake(f, &e);

	fake_engine_on(f, "POST", "/containers/c1/pause",
		       &(struct fake_reply){.never = true});
	engine_set_timeout(en, 100);
	ck_assert_int_eq(container_pause(en, "c1", &e), ENGINE_FAILED);
	ck_assert_msg(strstr(e.msg, "did not answer POST /containers/c1/pause within "
				    "0.1 s") != NULL,
		      "%s", e.msg);
	engine_close(en);
	fake_engine_free(f);
}
END_TEST

static atomic_bool cancel;

static void *cancel_soon(UNUSED void *arg)
{
	(void)usleep(50 * 1000); /* let the call begin; if it has not, it ends as well */
	atomic_store(&cancel, true);
	return NULL;
}

START_TEST(a_cancelled_call_ends_as_interrupted)
{
	struct fake_engine *f = fake_engine_new();
	struct err e = {0};
	struct engine *en = open_fake(f, &e);
	pthread_t thread;

	fake_engine_on(f, "POST", "/containers/c1/stop",
		       &(struct fake_reply){.never = true});
	engine_set_cancel(en, &cancel);
	ck_assert_int_eq(pthread_create(&thread, NULL, cancel_soon, NULL), 0);
	ck_assert_int_eq(container_stop(en, "c1", 30, &e), ENGINE_FAILED);
	ck_assert_int_eq(e.kind, ERR_INTERRUPTED);
	ck_assert_int_eq(pthread_join(thread, NULL), 0);
	engine_close(en);
	fake_engine_free(f);
}
END_TEST

/* That is a failure like any other of an engine that does not answer: nobody has called it off. */
START_TEST(a_call_to_an_engine_that_was_given_up_is_not_waited_for)
{
	struct fake_engine *f = fake_engine_new();
	struct err e = {0};
	struct engine *en = open_fake(f, &e);
	atomic_bool given_up = true;

	fake_engine_on(f, "POST", "/containers/c1/stop",
		       &(struct fake_reply){.never = true});
	engine_set_given_up(en, &given_up);
	ck_assert_int_eq(container_stop(en, "c1", 30, &e), ENGINE_FAILED);
	ck_assert_int_eq(e.code, CODE_ENGINE_GONE);
	ck_assert_msg(strstr(e.msg, "has fallen silent; POST /containers/c1/stop") !=
			      NULL,
		      "%s", e.msg);
	engine_close(en);
	fake_engine_free(f);
}
END_TEST

static void *ask_often(void *arg)
{
	const struct engine_where *w = arg;
	struct err e = {0};
	struct engine *en = engine_open(w, &e);

	for (int i = 0; i < 50; i++)
		ck_assert_int_eq(container_start(en, "c1", &e), ENGINE_DONE);
	engine_close(en);
	return NULL;
}

START_TEST(engines_of_different_threads_do_not_disturb_each_other)
{
	struct fake_engine *f = fake_engine_new();
	struct engine_where w;
	struct err e = {0};
	pthread_t threads[4];

	fake_engine_on(f, "POST", "/containers/c1/start",
		       &(struct fake_reply){.status = 204});
	ck_assert_int_eq(engine_where_find(fake_engine_host(f), &w, &e), 0);
	for (size_t i = 0; i < ARRAY_LEN(threads); i++)
		ck_assert_int_eq(pthread_create(&threads[i], NULL, ask_often, &w), 0);
	for (size_t i = 0; i < ARRAY_LEN(threads); i++)
		ck_assert_int_eq(pthread_join(threads[i], NULL), 0);
	ck_assert_uint_eq(fake_engine_count(f), 200);
	engine_where_release(&w);
	fake_engine_free(f);
}
END_TEST

static Suite *docker_engine_suite(void)
{
	Suite *s = suite_create("docker_engine");
	TCase *tc = tcase_create("engine");

	tcase_add_checked_fixture(tc, clean_environment, NULL);
	tcase_set_timeout(tc, 30);
	tcase_add_loop_test(tc, the_api_version_suits_both_sides_or_the_error_says_why, 0,
			    (int)ARRAY_LEN(engines));
	tcase_add_loop_test(tc, an_engines_address_is_read_or_refused_with_a_next_step, 0,
			    (int)ARRAY_LEN(hosts));
	tcase_add_loop_test(tc, a_named_endpoint_is_read_or_refused_without_its_password,
			    0, (int)ARRAY_LEN(endpoints));
	tcase_add_test(
		tc, tls_files_are_wanted_whole_and_found_beside_the_file_that_names_them);
	tcase_add_test(tc, the_current_context_of_the_docker_configuration_is_used);
	tcase_add_test(tc, a_missing_socket_says_what_to_do);
	tcase_add_test(tc, a_dead_engine_is_told_from_a_missing_one);
	tcase_add_test(tc, an_engine_that_hangs_up_at_once_is_named);
	tcase_add_loop_test(tc, refusals_are_quoted_whether_json_or_plain_text, 0, 2);
	tcase_add_test(tc, ids_in_errors_are_short);
	tcase_add_loop_test(tc, an_engine_that_goes_away_in_mid_answer_is_an_error, 0, 2);
	tcase_add_test(tc, a_kept_connection_that_the_engine_closed_is_opened_anew);
	tcase_add_test(tc, an_answer_that_is_too_long_is_refused);
	tcase_add_test(tc, an_engine_that_says_nothing_is_given_up_in_time);
	tcase_add_test(tc, a_cancelled_call_ends_as_interrupted);
	tcase_add_test(tc, a_call_to_an_engine_that_was_given_up_is_not_waited_for);
	tcase_add_test(tc, engines_of_different_threads_do_not_disturb_each_other);
	suite_add_tcase(s, tc);
	return s;
}

UNIT_SUITE(docker_engine_suite)
