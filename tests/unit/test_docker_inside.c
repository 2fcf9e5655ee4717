/* What is inside containers, images and the engine's lists, against canned replies. */
#include "base/mem.h"
#include "docker/containers.h"
#include "docker/images.h"
#include "docker/inside.h"
#include "docker/tar.h"
#include "docker/volumes.h"
#include "fake_engine.h"
#include "unit.h"

static struct fake_engine *f;
static struct engine *en;
static struct err e;

static void open_engine(void)
{
	e = (struct err){0};
	f = fake_engine_new();
	en = fake_engine_open(f, &e);
	ck_assert_msg(en != NULL, "%s", e.msg);
}

static void close_engine(void)
{
	engine_close(en);
	fake_engine_free(f);
}

static void on(const char *method, const char *path, int status, const char *body)
{
	fake_engine_on(f, method, path,
		       &(struct fake_reply){.status = status, .body = body});
}

static void count_steps(void *arg, const struct pull_progress *p)
{
	int *n = arg;

	(*n)++;
	ck_assert_int_eq(p->total_bytes, 9);
}

static const char pull_body[] =
	"{\"status\":\"Downloading\",\"id\":\"l\",\"progressDetail\":{\"current\":1,\"total\":"
	"9}}\r\n{\"errorDetail\":{\"message\":\"manifest unknown\"},\"error\":\"x\"}\r\n";

START_TEST(an_error_inside_a_pull_is_found_wherever_the_stream_is_cut)
{
	int steps = 0;

	fake_engine_on(f, "POST", "/images/create",
		       &(struct fake_reply){.body = pull_body, .chunk = (size_t)_i});
	ck_assert_int_eq(image_pull(en, "h:1/a/b", count_steps, &steps, &e), -1);
	ck_assert_str_eq(e.msg, "cannot pull image 'h:1/a/b': manifest unknown");
	ck_assert_int_eq(steps, 1);
	ck_assert_str_eq(fake_engine_request(f, 0),
			 "POST /v1.41/images/create?fromImage=h:1/a/b&tag=latest ");
}
END_TEST

START_TEST(a_pull_asks_for_one_tag_or_digest)
{
	on("POST", "/images/create", 200, "{\"status\":\"done\"}");
	ck_assert_int_eq(image_pull(en, "a:7", NULL, NULL, &e), 0);
	ck_assert_int_eq(image_pull(en, "a@sha256:0f", NULL, NULL, &e), 0);
	ck_assert_str_eq(fake_engine_request(f, 0),
			 "POST /v1.41/images/create?fromImage=a&tag=7 ");
	ck_assert_str_eq(fake_engine_request(f, 1),
			 "POST /v1.41/images/create?fromImage=a&tag=sha256:0f ");
}
END_TEST

static const char exec_output[] = "\1\0\0\0\0\0\0\5hello\2\0\0\0\0\0\0\3bad";

START_TEST(a_command_gives_its_two_outputs_and_its_exit_code)
{
	struct exec_spec spec = {.user = "0"};
	struct exec_result r;

	text_list_add(&spec.cmd, "ls");
	on("POST", "/containers/c1/exec", 201, "{\"Id\":\"x1\"}");
	fake_engine_on(f, "POST", "/exec/x1/start",
		       &(struct fake_reply){.body = exec_output,
					    .len = sizeof(exec_output) - 1,
					    .type = "application/vnd.docker.raw-stream",
					    .until_close = true});
	fake_engine_on(
		f, "GET", "/exec/x1/json",
		&(struct fake_reply){.body = "{\"Running\":true,\"ExitCode\":null}",
				     .times = 2});
	on("GET", "/exec/x1/json", 200, "{\"Running\":false,\"ExitCode\":4}");
	ck_assert_msg(container_exec(en, "c1", &spec, &r, &e) == ENGINE_DONE, "%s",
		      e.msg);
	ck_assert_int_eq(r.exit_code, 4);
	ck_assert_str_eq(strbuf_text(&r.out), "hello");
	ck_assert_str_eq(strbuf_text(&r.err), "bad");
	exec_result_release(&r);
	e = (struct err){0};
	spec.max_output = 4;
	ck_assert_int_eq(container_exec(en, "c1", &spec, &r, &e), ENGINE_FAILED);
	ck_assert_str_eq(e.msg, "cannot run 'ls' in container 'c1': its output is longer "
				"than 4 bytes");
	text_list_release(&spec.cmd);
}
END_TEST

/* What a walk through a directory's archive told: "+name" if its bytes are wanted, then those. */
static struct strbuf walked;
static size_t enough;

static bool begins(UNUSED void *arg, const char *name)
{
	bool wanted = strstr(name, ".log") != NULL;

	strbuf_addf(&walked, "%c%s ", wanted ? '+' : '-', name);
	return wanted;
}

static bool goes_on(UNUSED void *arg, const char *bytes, size_t n)
{
	strbuf_add(&walked, bytes, n);
	return walked.len < enough;
}

static void add_file(struct strbuf *tar, const char *name, const char *text)
{
	enum { END = 2 * TAR_BLOCK };

	tar_write(tar, name, 0644, text, strlen(text));
	tar->len -= END; /* another one follows */
}

static void make_dir(struct strbuf *tar)
{
	static const char zeros[2 * TAR_BLOCK];
	char *big = xasprintf("%600s|", "");

	tar_write(tar, "t-0/", 0755, "", 0);
	tar->len -= 2 * TAR_BLOCK;
	tar->buf[156] = '5'; /* a folder; its checksum no longer fits, */
	tar->buf[153] = (char)(tar->buf[153] + 5); /* but now it does: '0' became '5' */
	add_file(tar, "t-0/a.index", "no");
	add_file(tar, "t-0/a.log", "first");
	add_file(tar, "t-0/b.index", big);
	add_file(tar, "t-0/b.log", "second");
	strbuf_add(tar, zeros, sizeof(zeros));
	free(big);
}

START_TEST(a_directory_is_walked_wherever_the_bytes_are_cut)
{
	struct strbuf tar = STRBUF_INIT;

	make_dir(&tar);
	fake_engine_on(f, "GET", "/containers/c1/archive",
		       &(struct fake_reply){
			       .body = tar.buf, .len = tar.len, .chunk = (size_t)_i});
	enough = 1000;
	ck_assert_msg(container_read_dir(en, "c1", "/d/t-0", begins, goes_on, NULL, &e) ==
			      ENGINE_DONE,
		      "%s", e.msg);
	ck_assert_str_eq(strbuf_text(&walked),
			 "-t-0/a.index +t-0/a.log first-t-0/b.index "
			 "+t-0/b.log second");
	strbuf_release(&walked);
	strbuf_release(&tar);
}
END_TEST

START_TEST(a_walk_ends_when_there_was_enough)
{
	struct strbuf tar = STRBUF_INIT;

	make_dir(&tar);
	fake_engine_on(
		f, "GET", "/containers/c1/archive",
		&(struct fake_reply){.body = tar.buf, .len = tar.len, .chunk = 700});
	enough = 1;
	ck_assert_int_eq(container_read_dir(en, "c1", "/d", begins, goes_on, NULL, &e),
			 ENGINE_DONE);
	ck_assert_str_eq(strbuf_text(&walked), "-t-0/a.index +t-0/a.log first");
	strbuf_release(&walked);
	strbuf_release(&tar);
}
END_TEST

START_TEST(an_archive_that_is_garbled_or_cut_off_is_refused)
{
	struct strbuf tar = STRBUF_INIT;

	make_dir(&tar);
	enough = 1000;
	fake_engine_on(f, "GET", "/containers/cut/archive",
		       &(struct fake_reply){.body = tar.buf, .len = tar.len - 1100});
	ck_assert_int_eq(container_read_dir(en, "cut", "/d", begins, goes_on, NULL, &e),
			 ENGINE_FAILED);
	ck_assert_str_eq(e.msg,
			 "cannot read '/d' in container 'cut': the archive is cut off");
	e = (struct err){0};
	tar.buf[TAR_BLOCK + 3] ^= 1;
	fake_engine_on(f, "GET", "/containers/bad/archive",
		       &(struct fake_reply){.body = tar.buf, .len = tar.len});
	ck_assert_int_eq(container_read_dir(en, "bad", "/d", begins, goes_on, NULL, &e),
			 ENGINE_FAILED);
	ck_assert_str_eq(e.msg,
			 "cannot read '/d' in container 'bad': the archive is garbled");
	e = (struct err){0};
	on("GET", "/containers/gone/archive", 404, "{\"message\":\"no such thing\"}");
	ck_assert_int_eq(container_read_dir(en, "gone", "/d", begins, goes_on, NULL, &e),
			 ENGINE_GONE);
	strbuf_release(&walked);
	strbuf_release(&tar);
}
END_TEST

START_TEST(a_file_is_taken_out_of_a_container)
{
	struct strbuf tar = STRBUF_INIT, out = STRBUF_INIT;

	tar_write(&tar, "f", 0644, "bytes", 5);
	fake_engine_on(f, "GET", "/containers/c1/archive",
		       &(struct fake_reply){.body = tar.buf, .len = tar.len, .chunk = 7});
	ck_assert_int_eq(container_read_file(en, "c1", "/a f", 99, &out, &e),
			 ENGINE_DONE);
	ck_assert_str_eq(strbuf_text(&out), "bytes");
	ck_assert_str_eq(fake_engine_request(f, 0),
			 "GET /v1.41/containers/c1/archive?path=/a%20f ");
	strbuf_release(&tar);
	strbuf_release(&out);
}
END_TEST

START_TEST(statistics_survive_numbers_no_integer_holds)
{
	struct container_stats s;

	on("GET", "/containers/c1/stats", 200,
	   "{\"read\":\"2026-11-22T04:10:00Z\",\"pids_stats\":{\"current\":3,\"limit\":"
	   "18446744073709551615},\"cpu_stats\":{\"cpu_usage\":{\"total_usage\":77},"
	   "\"online_cpus\":2},\"memory_stats\":{\"usage\":100,\"limit\":"
	   "18446744073709551615,\"stats\":{\"inactive_file\":30}},\"networks\":{"
	   "\"eth0\":{\"rx_bytes\":1,\"tx_bytes\":2},\"eth1\":{\"rx_bytes\":4}},"
	   "\"blkio_stats\":{\"io_service_bytes_recursive\":[{\"op\":\"Read\",\"value\":5},"
	   "{\"op\":\"write\",\"value\":6}]}}");
	ck_assert_int_eq(container_stats(en, "c1", &s, &e), ENGINE_DONE);
	ck_assert_uint_eq(s.cpu_total_ns, 77);
	ck_assert_int_eq(s.online_cpus, 2);
	ck_assert_uint_eq(s.memory_bytes, 70);
	ck_assert_uint_eq(s.memory_limit_bytes, UINT64_MAX);
	ck_assert_uint_eq(s.pids, 3);
	ck_assert_uint_eq(s.rx_bytes, 5);
	ck_assert_uint_eq(s.disk_read_bytes, 5);
	ck_assert_uint_eq(s.disk_write_bytes, 6);
}
END_TEST

START_TEST(waiting_ends_with_the_exit_code_or_in_time)
{
	int code = -1;

	fake_engine_on(f, "POST", "/containers/c1/wait",
		       &(struct fake_reply){.body = "{\"StatusCode\":3}", .times = 1});
	fake_engine_on(f, "POST", "/containers/c1/wait",
		       &(struct fake_reply){.body = "{", .chunk = 1, .stays_open = true});
	ck_assert_int_eq(container_wait(en, "c1", 5000, &code, &e), ENGINE_DONE);
	ck_assert_int_eq(code, 3);
	ck_assert_int_eq(container_wait(en, "c1", 50, &code, &e), ENGINE_TIMED_OUT);
	ck_assert_int_eq(e.kind, ERR_NONE);
}
END_TEST

static void keep_last(void *arg, const struct log_line *line)
{
	(void)snprintf(arg, 16, "%s", line->text);
}

START_TEST(a_log_is_told_line_by_line_and_a_missing_one_is_gone)
{
	static const char log[] = "\1\0\0\0\0\0\0\x21"
				  "2026-11-22T04:10:00.000000001Z a\n";
	struct logs_query q = {.tail = 2, .since_wall_ns = INT64_C(1000000005)};
	char last[16] = "";

	fake_engine_on(f, "GET", "/containers/c1/logs",
		       &(struct fake_reply){.body = log, .len = sizeof(log) - 1});
	on("GET", "/containers/c2/logs", 404, "{\"message\":\"No such container: c2\"}");
	ck_assert_int_eq(container_logs(en, "c1", &q, keep_last, last, &e), ENGINE_DONE);
	ck_assert_str_eq(last, "a");
	ck_assert_str_eq(fake_engine_request(f, 0),
			 "GET /v1.41/containers/c1/logs?stdout=1&stderr=1&timestamps=1"
			 "&tail=2&since=1.000000005 ");
	ck_assert_int_eq(container_logs(en, "c2", &q, keep_last, last, &e), ENGINE_GONE);
}
END_TEST

START_TEST(lists_ask_by_label_and_are_read)
{
	struct text_list labels = {0};
	struct container_list l;
	struct volume_list v;

	text_list_add(&labels, "a=b");
	on("GET", "/containers/json", 200,
	   "[{\"Id\":\"c1\",\"Names\":[\"/n\"],\"Image\":\"i\",\"State\":\"paused\","
	   "\"Created\":5,\"Labels\":{\"a\":\"b\"}},{\"Labels\":{\"a\":\"b\"}}]");
	on("GET", "/volumes", 200, "{\"Volumes\":null,\"Warnings\":null}");
	ck_assert_int_eq(container_list(en, &labels, &l, &e), 0);
	ck_assert_str_eq(fake_engine_request(f, 0),
			 "GET /v1.41/containers/json?all=1&filters="
			 "%7B%22label%22:%5B%22a%3Db%22%5D%7D ");
	ck_assert_uint_eq(l.len, 2);
	ck_assert_str_eq(l.items[0].name, "n");
	ck_assert_int_eq(l.items[0].status, CONTAINER_PAUSED);
	ck_assert_int_eq(l.items[1].status, CONTAINER_UNKNOWN);
	ck_assert_int_eq(volume_list(en, NULL, &v, &e), 0);
	ck_assert_uint_eq(v.len, 0);
	container_list_release(&l);
	volume_list_release(&v);
	text_list_release(&labels);
}
END_TEST

static Suite *docker_inside_suite(void)
{
	Suite *s = suite_create("docker_inside");
	TCase *tc = tcase_create("calls");

	tcase_add_checked_fixture(tc, open_engine, close_engine);
	tcase_add_loop_test(tc,
			    an_error_inside_a_pull_is_found_wherever_the_stream_is_cut, 1,
			    (int)sizeof(pull_body));
	tcase_add_test(tc, a_pull_asks_for_one_tag_or_digest);
	tcase_add_test(tc, a_command_gives_its_two_outputs_and_its_exit_code);
	tcase_add_loop_test(tc, a_directory_is_walked_wherever_the_bytes_are_cut, 1, 20);
	tcase_add_test(tc, a_walk_ends_when_there_was_enough);
	tcase_add_test(tc, an_archive_that_is_garbled_or_cut_off_is_refused);
	tcase_add_test(tc, a_file_is_taken_out_of_a_container);
	tcase_add_test(tc, statistics_survive_numbers_no_integer_holds);
	tcase_add_test(tc, waiting_ends_with_the_exit_code_or_in_time);
	tcase_add_test(tc, a_log_is_told_line_by_line_and_a_missing_one_is_gone);
	tcase_add_test(tc, lists_ask_by_label_and_are_read);
	suite_add_tcase(s, tc);
	return s;
}

UNIT_SUITE(docker_inside_suite)
