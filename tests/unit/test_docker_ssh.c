/*
 * Engines behind ssh: this very program stands in for ssh when the environment says so, and passes on
 * what comes to a fake engine's socket.
 */
#include "base/mem.h"
#include "docker/containers.h"
#include "docker/inside.h"
#include "docker/streams.h"
#include "fake_engine.h"
#include "scratch.h"
#include "unit.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

/* ---- the stand-in ---- */

static void note_arguments(const char *path)
{
	char args[1024];
	int from = open("/proc/self/cmdline", O_RDONLY | O_CLOEXEC);
	int to = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
	ssize_t n = read(from, args, sizeof(args));

	for (ssize_t i = 0; i < n; i++)
		if (args[i] == '\0')
			args[i] = i + 1 < n ? ' ' : '\n';
	if (n <= 0 || write(to, args, (size_t)n) != n)
		_exit(3);
	(void)close(from);
	(void)close(to);
}

static bool pass_on(int from, int to)
{
	char bytes[4096];
	ssize_t n = read(from, bytes, sizeof(bytes));

	return n > 0 && write(to, bytes, (size_t)n) == n;
}

static void relay(const char *path)
{
	struct sockaddr_un un = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	struct pollfd p[2] = {{.fd = STDIN_FILENO, .events = POLLIN},
			      {.fd = fd, .events = POLLIN}};

	(void)snprintf(un.sun_path, sizeof(un.sun_path), "%s", path);
	if (connect(fd, (const struct sockaddr *)&un, sizeof(un)) != 0)
		_exit(3);
	while (poll(p, 2, -1) > 0) {
		if (p[0].revents && !pass_on(STDIN_FILENO, fd))
			_exit(0);
		if (p[1].revents && !pass_on(fd, STDOUT_FILENO))
			_exit(0);
	}
}

static void say(const char *text, int times)
{
	for (int i = 0; i < times; i++)
		(void)!write(STDERR_FILENO, text, strlen(text)); /* as ssh does */
}

__attribute__((constructor)) static void stand_in(void)
{
	const char *how = getenv("UNIT_SSH");

	if (!how)
		return;
	note_arguments(getenv("UNIT_SSH_ARGS"));
	if (strcmp(how, "refuse") == 0) {
		say("Welcome!\n", 1000);
		say("ssh: connect to host h port 22: Connection refused\r\n", 1);
		_exit(255);
	}
	if (strcmp(how, "deaf") == 0)
		(void)signal(SIGTERM, SIG_IGN);
	if (strcmp(how, "flood") == 0)
		say("debug1: one more line of what nobody reads\n", 5000);
	relay(getenv("UNIT_SSH_TO"));
	_exit(0);
}

/* ---- */

static struct fake_engine *f;
static struct engine_where w;
static struct err e;
static char *args_path;

static void begin(const char *how)
{
	char self[256] = {0}, *dir = scratch_dir();

	e = (struct err){0};
	f = fake_engine_new();
	args_path = xasprintf("%s/args", dir);
	free(dir);
	ck_assert_int_gt(readlink("/proc/self/exe", self, sizeof(self) - 1), 0);
	(void)setenv("KCHAOS_SSH", self, 1);
	(void)setenv("UNIT_SSH", how, 1);
	(void)setenv("UNIT_SSH_ARGS", args_path, 1);
	(void)setenv("UNIT_SSH_TO", fake_engine_host(f) + strlen("unix://"), 1);
	(void)unsetenv("DOCKER_API_VERSION");
	ck_assert_int_eq(engine_where_of("ssh://me@h:22/run/d.sock", NULL, NULL, &w, &e),
			 0);
}

static void end(void)
{
	engine_where_release(&w);
	fake_engine_free(f);
	free(args_path);
}

static size_t open_files(void)
{
	DIR *dir = opendir("/proc/self/fd");
	size_t n = 0;

	ck_assert_ptr_nonnull(dir);
	while (readdir(dir))
		n++;
	(void)closedir(dir);
	return n;
}

/* How often ssh was started, and the last time how. */
static size_t starts(char *last, size_t cap)
{
	FILE *in = fopen(args_path, "re");
	size_t n = 0;

	while (in && fgets(last, (int)cap, in))
		n++;
	if (in)
		(void)fclose(in);
	return n;
}

static void no_child_is_left(void)
{
	ck_assert_int_eq(waitpid(-1, NULL, WNOHANG), -1);
	ck_assert_int_eq(errno, ECHILD);
}

static const char *const ways[] = {"relay", "flood", "deaf"};

START_TEST(calls_go_through_one_ssh_and_leave_nothing_behind)
{
	static const char want[] =
		" -l me -p 22 -o ConnectTimeout=10 -o ServerAliveInterval=15 -o "
		"ServerAliveCountMax=3 -T -- h docker --host=unix:///run/d.sock system "
		"dial-stdio\n";
	size_t before;
	struct engine *en;
	char line[1024] = "";

	begin(ways[_i]);
	before = open_files();
	fake_engine_on(f, "POST", "/containers/c1/start",
		       &(struct fake_reply){.status = 204});
	en = engine_open(&w, &e);
	ck_assert_msg(en != NULL, "%s", e.msg);
	ck_assert_str_eq(engine_url(en), "ssh://me@h:22/run/d.sock");
	for (int i = 0; i < 5; i++)
		ck_assert_msg(container_start(en, "c1", &e) == ENGINE_DONE, "%s", e.msg);
	ck_assert_uint_eq(starts(line, sizeof(line)), 1);
	ck_assert_msg(strstr(line, want) != NULL, "%s", line);
	engine_close(en);
	no_child_is_left();
	ck_assert_uint_le(open_files(), before + 1); /* the fake engine's end */
	end();
}
END_TEST

START_TEST(what_ssh_says_is_the_error)
{
	begin("refuse");
	ck_assert_ptr_null(engine_open(&w, &e));
	ck_assert_msg(strstr(e.msg, "cannot reach the Docker engine at "
				    "ssh://me@h:22/run/d.sock: ") != NULL,
		      "%s", e.msg);
	ck_assert_msg(strstr(e.msg, " ssh: connect to host h port 22: Connection "
				    "refused; does 'ssh -p 22 me@h docker version' "
				    "work, without asking for anything?") != NULL,
		      "%s", e.msg);
	no_child_is_left();
	end();
}
END_TEST

START_TEST(a_missing_ssh_is_said_to_be_missing)
{
	begin("relay");
	(void)setenv("KCHAOS_SSH", "/nonexistent/ssh", 1);
	ck_assert_ptr_null(engine_open(&w, &e));
	ck_assert_msg(strstr(e.msg, "cannot start '/nonexistent/ssh' (is openssh-client "
				    "installed?): No such file") != NULL,
		      "%s", e.msg);
	end();
}
END_TEST

START_TEST(a_call_that_is_given_up_ends_its_ssh)
{
	struct engine *en;

	begin("relay");
	fake_engine_on(f, "POST", "/containers/c1/pause",
		       &(struct fake_reply){.never = true});
	en = engine_open(&w, &e);
	ck_assert_msg(en != NULL, "%s", e.msg);
	engine_set_timeout(en, 100);
	ck_assert_int_eq(container_pause(en, "c1", &e), ENGINE_FAILED);
	ck_assert_msg(strstr(e.msg, "did not answer POST /containers/c1/pause") != NULL,
		      "%s", e.msg);
	no_child_is_left();
	engine_close(en);
	end();
}
END_TEST

static void on_event(void *arg, const struct events_news *n)
{
	int *count = arg;

	if (n->news == STREAM_ITEM)
		(*count)++;
	ck_assert_int_ne(n->news, STREAM_FAILED);
}

START_TEST(streams_go_through_an_ssh_each)
{
	struct streams *s;
	int count = 0;
	char line[1024];

	begin("relay");
	fake_engine_on(f, "GET", "/events",
		       &(struct fake_reply){.body = "{\"Type\":\"container\"}\n",
					    .chunk = 5,
					    .stays_open = true});
	s = streams_new(&w, &e);
	ck_assert_msg(s != NULL, "%s", e.msg);
	(void)streams_events(s, NULL, on_event, &count);
	for (int i = 0; i < 500 && count < 1; i++)
		ck_assert_int_eq(streams_run_once(s, 20, &e), 1);
	ck_assert_int_eq(count, 1);
	ck_assert_uint_eq(starts(line, sizeof(line)), 2);
	streams_free(s);
	no_child_is_left();
	end();
}
END_TEST

static Suite *docker_ssh_suite(void)
{
	Suite *s = suite_create("docker_ssh");
	TCase *tc = tcase_create("ssh");

	tcase_set_timeout(tc, 30);
	tcase_add_loop_test(tc, calls_go_through_one_ssh_and_leave_nothing_behind, 0,
			    (int)ARRAY_LEN(ways));
	tcase_add_test(tc, what_ssh_says_is_the_error);
	tcase_add_test(tc, a_missing_ssh_is_said_to_be_missing);
	tcase_add_test(tc, a_call_that_is_given_up_ends_its_ssh);
	tcase_add_test(tc, streams_go_through_an_ssh_each);
	suite_add_tcase(s, tc);
	return s;
}

UNIT_SUITE(docker_ssh_suite)
