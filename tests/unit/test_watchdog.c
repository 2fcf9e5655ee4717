#include "run/watchdog.h"
#include "scratch.h"
#include "unit.h"

#include "base/mem.h"
#include "base/strbuf.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

/* What the watchdog says goes to its standard error, which the tests read to its end: that comes when
 * both kchaos (a child of the test) and the watchdog (a child of that) are gone. */
static char *dir;

static void make_dir(void)
{
	dir = scratch_dir();
}

static void forget_dir(void)
{
	free(dir);
}

static int open_files(void)
{
	int n = 0;

	for (int fd = 0; fd < 256; fd++)
		n += fcntl(fd, F_GETFD) >= 0;
	return n;
}

static void act(const struct watched *w)
{
	char name[17] = "";

	(void)prctl(PR_GET_NAME, name, 0, 0, 0);
	watched_say(w, CODE_NONE, "%s %s begun %d keep %d%s", w->project,
		    strcmp(w->dir, dir) == 0 ? "DIR" : w->dir, w->begun, w->keep,
		    w->adopted ? " adopted" : "");
	/* standard input, output and error, the pipe, and the log */
	watched_say(w, CODE_KCHAOS_DIED, "%s leads its session %d, open files %d", name,
		    getsid(0) == getpid(), open_files());
}

typedef void kchaos_fn(struct watchdog *w);

static char *read_to_end(int fd)
{
	struct strbuf b = STRBUF_INIT;
	char bytes[256];
	ssize_t n;

	while ((n = read(fd, bytes, sizeof(bytes))) > 0)
		strbuf_add(&b, bytes, (size_t)n);
	(void)close(fd);
	return strbuf_detach(&b);
}

/* A kchaos that does so; what its watchdog said. Caller frees. */
static char *watchdog_of(kchaos_fn *body)
{
	struct err e = {0};
	int ends[2], status;
	pid_t pid;

	ck_assert_int_eq(pipe2(ends, O_CLOEXEC), 0);
	pid = fork();
	if (pid == 0) {
		(void)dup2(ends[1], STDERR_FILENO);
		body(watchdog_start(act, &e));
		_exit(0);
	}
	(void)close(ends[1]);
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	return read_to_end(ends[0]);
}

static void told_everything(struct watchdog *w)
{
	watchdog_follow(w, "kc-1", dir);
	watchdog_begin(w);
	watchdog_keep(w);
}

static void was_lent(struct watchdog *w)
{
	watchdog_follow(w, "kc-1", dir);
	watchdog_adopted(w);
	watchdog_begin(w);
	(void)raise(SIGKILL);
}

static void in_order(struct watchdog *w)
{
	told_everything(w);
	watchdog_end(w);
}

static void exits(struct watchdog *w)
{
	watchdog_follow(w, "kc-1", dir);
	watchdog_begin(w);
}

static void is_killed(struct watchdog *w)
{
	told_everything(w);
	(void)raise(SIGKILL);
}

static void is_killed_early(struct watchdog *w)
{
	watchdog_follow(w, "kc-1", dir);
	(void)raise(SIGKILL);
}

static void is_killed_at_once(UNUSED struct watchdog *w)
{
	(void)raise(SIGKILL);
}

static void check_says(kchaos_fn *body, const char *want)
{
	char *said = watchdog_of(body);

	ck_assert_str_eq(said, want);
	free(said);
}

#define ABOUT_ITSELF(files)                                                       \
	"kchaos watchdog: kchaos-watchdog leads its session 1, open files " files \
	" [K657]\n"

START_TEST(an_orderly_end_is_no_business_of_the_watchdog)
{
	check_says(in_order, "");
}
END_TEST

START_TEST(a_killed_kchaos_is_followed_up)
{
	check_says(is_killed,
		   "kchaos watchdog: kc-1 DIR begun 1 keep 1\n" ABOUT_ITSELF("5"));
}
END_TEST

START_TEST(that_the_cluster_is_adopted_is_known)
{
	check_says(
		was_lent,
		"kchaos watchdog: kc-1 DIR begun 1 keep 0 adopted\n" ABOUT_ITSELF("5"));
}
END_TEST

START_TEST(an_exit_without_a_good_bye_is_one_like_a_kill)
{
	check_says(exits, "kchaos watchdog: kc-1 DIR begun 1 keep 0\n" ABOUT_ITSELF("5"));
}
END_TEST

START_TEST(before_the_cluster_was_begun_it_knows_that)
{
	check_says(is_killed_early,
		   "kchaos watchdog: kc-1 DIR begun 0 keep 0\n" ABOUT_ITSELF("4"));
}
END_TEST

START_TEST(before_there_is_a_project_it_goes_without_a_word)
{
	check_says(is_killed_at_once, "");
}
END_TEST

START_TEST(what_it_says_is_in_the_run_directory_too)
{
	char *log = xasprintf("%s/watchdog.log", dir), *text;
	int fd;

	free(watchdog_of(exits));
	fd = open(log, O_RDONLY | O_CLOEXEC);
	ck_assert_int_ge(fd, 0);
	text = read_to_end(fd);
	ck_assert_ptr_nonnull(strstr(text, "Z kc-1 DIR begun 1 keep 0\n"));
	free(text);
	free(log);
}
END_TEST

/* The only child of this process; 0: none. */
static pid_t child(void)
{
	char *path = xasprintf("/proc/self/task/%d/children", (int)getpid());
	FILE *f = fopen(path, "re");
	char line[32] = "";
	long pid = 0;

	if (f && fgets(line, sizeof(line), f))
		pid = strtol(line, NULL, 10);
	if (f)
		(void)fclose(f);
	free(path);
	return (pid_t)pid;
}

static bool is_called(pid_t pid, const char *want)
{
	char *path = xasprintf("/proc/%d/comm", (int)pid), name[32] = "";
	FILE *f = fopen(path, "re");

	if (f && fgets(name, sizeof(name), f))
		name[strcspn(name, "\n")] = '\0';
	if (f)
		(void)fclose(f);
	free(path);
	return strcmp(name, want) == 0;
}

/* What a terminal sends to everybody in it, and what `kill` sends. */
static void sends_it_signals(struct watchdog *w)
{
	static const int signals[] = {SIGINT, SIGHUP, SIGTERM, SIGQUIT};
	pid_t pid = child();

	/* It takes its name when it has begun to ignore them. */
	while (pid && !is_called(pid, "kchaos-watchdog"))
		(void)usleep(1000);
	for (size_t i = 0; i < ARRAY_LEN(signals) && pid; i++)
		(void)kill(pid, signals[i]);
	if (pid) /* else nothing is said, and the test fails */
		exits(w);
	(void)raise(SIGKILL);
}

START_TEST(signals_do_not_end_it)
{
	check_says(sends_it_signals,
		   "kchaos watchdog: kc-1 DIR begun 1 keep 0\n" ABOUT_ITSELF("5"));
}
END_TEST

static void has_closed_its_input_and_output(UNUSED struct watchdog *w)
{
	struct err e = {0};

	watchdog_end(w);
	(void)close(STDIN_FILENO);
	(void)close(STDOUT_FILENO);
	exits(watchdog_start(act, &e));
}

START_TEST(started_without_standard_files_it_works_all_the_same)
{
	check_says(has_closed_its_input_and_output,
		   "kchaos watchdog: kc-1 DIR begun 1 keep 0\n" ABOUT_ITSELF("5"));
}
END_TEST

START_TEST(without_a_watchdog_everything_is_accepted)
{
	told_everything(NULL);
	watchdog_end(NULL);
}
END_TEST

static Suite *watchdog_suite(void)
{
	Suite *s = suite_create("watchdog");
	TCase *tc = tcase_create("core");

	tcase_add_checked_fixture(tc, make_dir, forget_dir);
	tcase_add_test(tc, an_orderly_end_is_no_business_of_the_watchdog);
	tcase_add_test(tc, a_killed_kchaos_is_followed_up);
	tcase_add_test(tc, that_the_cluster_is_adopted_is_known);
	tcase_add_test(tc, an_exit_without_a_good_bye_is_one_like_a_kill);
	tcase_add_test(tc, before_the_cluster_was_begun_it_knows_that);
	tcase_add_test(tc, before_there_is_a_project_it_goes_without_a_word);
	tcase_add_test(tc, what_it_says_is_in_the_run_directory_too);
	tcase_add_test(tc, signals_do_not_end_it);
	tcase_add_test(tc, started_without_standard_files_it_works_all_the_same);
	tcase_add_test(tc, without_a_watchdog_everything_is_accepted);
	suite_add_tcase(s, tc);
	return s;
}

UNIT_SUITE(watchdog_suite)
