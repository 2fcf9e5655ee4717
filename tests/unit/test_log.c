#include "base/log.h"
#include "base/strbuf.h"
#include "unit.h"

#include <fcntl.h>
#include <pthread.h>
#include <unistd.h>

struct seen {
	struct strbuf lines;
	int last_level;
};

static void collect(void *arg, enum log_level level, const char *line)
{
	struct seen *seen = arg;

	strbuf_addf(&seen->lines, "%s\n", line);
	seen->last_level = (int)level;
}

static void quiet_again(void)
{
	log_set_sink(NULL, NULL);
	log_set_file(NULL, NULL);
	log_set_level(LOG_WARN);
}

static const enum log_level levels[] = {LOG_ERROR, LOG_WARN, LOG_INFO, LOG_DEBUG};

START_TEST(the_terminal_gets_levels_up_to_the_chosen_one)
{
	enum log_level chosen = levels[_i / 4], level = levels[_i % 4];
	struct seen seen = {.lines = STRBUF_INIT};

	log_set_sink(collect, &seen);
	log_set_level(chosen);
	log_at(level, "observer", "text");
	ck_assert_int_eq(seen.lines.len > 0, level <= chosen);
	strbuf_release(&seen.lines);
}
END_TEST

START_TEST(a_warning_has_its_code_behind_it)
{
	struct seen seen = {.lines = STRBUF_INIT};

	log_set_sink(collect, &seen);
	log_warning(CODE_UNANSWERED, "run", "%d records", 3);
	log_failure(CODE_NONE, "run", "text");
	ck_assert_str_eq(strbuf_text(&seen.lines),
			 "kchaos: warning: 3 records [K713]\nkchaos: error: text\n");
	strbuf_release(&seen.lines);
}
END_TEST

START_TEST(without_being_told_the_terminal_gets_warnings_but_no_chatter)
{
	struct seen seen = {.lines = STRBUF_INIT};

	log_set_sink(collect, &seen);
	log_warn("observer", "w");
	log_info("observer", "i");
	ck_assert_str_eq(strbuf_text(&seen.lines), "kchaos: warning: w\n");
	strbuf_release(&seen.lines);
}
END_TEST

static const struct {
	enum log_level level;
	const char *want;
} lines[] = {
	{LOG_ERROR, "kchaos: error: node 2 of 3\n"},
	{LOG_WARN, "kchaos: warning: node 2 of 3\n"},
	{LOG_INFO, "kchaos: observer: node 2 of 3\n"},
	{LOG_DEBUG, "kchaos: observer: node 2 of 3\n"},
};

START_TEST(a_line_for_the_terminal_says_how_bad_it_is_or_who_speaks)
{
	struct seen seen = {.lines = STRBUF_INIT};

	log_set_sink(collect, &seen);
	log_set_level(LOG_DEBUG);
	log_at(lines[_i].level, "observer", "node %d of %d", 2, 3);
	ck_assert_str_eq(strbuf_text(&seen.lines), lines[_i].want);
	ck_assert_int_eq(seen.last_level, (int)lines[_i].level);
	strbuf_release(&seen.lines);
}
END_TEST

static void file_text(FILE *f, struct strbuf *out)
{
	char chunk[4096];
	size_t n;

	rewind(f);
	while ((n = fread(chunk, 1, sizeof(chunk), f)) > 0)
		strbuf_add(out, chunk, n);
}

START_TEST(the_file_gets_every_level_with_its_time)
{
	FILE *f = tmpfile();
	struct strbuf text = STRBUF_INIT;
	int64_t now = 12345 * NS_PER_MS;
	struct clock clock = {.fake_now_ns = &now};

	log_set_file(f, &clock);
	log_set_level(LOG_ERROR);
	log_debug("observer", "node %d answers", 1);
	now = -500 * NS_PER_MS;
	log_warn("docker", "slow");
	file_text(f, &text);
	ck_assert_str_eq(strbuf_text(&text), "+12.345s debug observer node 1 answers\n"
					     "-0.500s warn  docker slow\n");
	strbuf_release(&text);
	(void)fclose(f);
}
END_TEST

START_TEST(a_line_is_in_the_file_before_the_next_one_is_written)
{
	FILE *f = tmpfile();
	int64_t now = 0;
	struct clock clock = {.fake_now_ns = &now};
	char byte;

	log_set_file(f, &clock);
	log_debug("observer", "x");
	ck_assert_int_eq(pread(fileno(f), &byte, 1, 0),
			 1); /* a crash would not lose it */
	(void)fclose(f);
}
END_TEST

START_TEST(a_file_taken_away_gets_nothing_more)
{
	FILE *f = tmpfile();
	int64_t now = 0;
	struct clock clock = {.fake_now_ns = &now};

	log_set_file(f, &clock);
	log_set_file(NULL, NULL);
	log_debug("observer", "x");
	ck_assert_int_eq(lseek(fileno(f), 0, SEEK_END), 0);
	(void)fclose(f);
}
END_TEST

START_TEST(without_a_sink_lines_go_to_standard_error)
{
	FILE *f = tmpfile();
	int saved = dup(STDERR_FILENO);
	struct strbuf text = STRBUF_INIT;

	(void)dup2(fileno(f), STDERR_FILENO);
	log_error("docker", "no engine");
	(void)dup2(saved, STDERR_FILENO);
	(void)close(saved);
	file_text(f, &text);
	ck_assert_str_eq(strbuf_text(&text), "kchaos: error: no engine\n");
	strbuf_release(&text);
	(void)fclose(f);
}
END_TEST

START_TEST(a_text_longer_than_any_buffer_is_whole)
{
	struct seen seen = {.lines = STRBUF_INIT};

	log_set_sink(collect, &seen);
	log_warn("docker", "%05000d", 7);
	ck_assert_uint_eq(seen.lines.len, strlen("kchaos: warning: ") + 5000 + 1);
	strbuf_release(&seen.lines);
}
END_TEST

enum { WRITERS = 4, EACH = 200 };

static void *write_lines(void *actor)
{
	for (int i = 0; i < EACH; i++)
		log_warn(actor, "line %d", i);
	return NULL;
}

START_TEST(lines_of_many_threads_stay_whole)
{
	static char names[WRITERS][2] = {"a", "b", "c", "d"};
	struct seen seen = {.lines = STRBUF_INIT};
	pthread_t threads[WRITERS];
	size_t n = 0;

	log_set_sink(collect, &seen);
	for (size_t i = 0; i < WRITERS; i++)
		ck_assert_int_eq(pthread_create(&threads[i], NULL, write_lines, names[i]),
				 0);
	for (size_t i = 0; i < WRITERS; i++)
		(void)pthread_join(threads[i], NULL);
	for (const char *p = strbuf_text(&seen.lines); *p; p = strchr(p, '\n') + 1, n++)
		ck_assert_int_eq(strncmp(p, "kchaos: warning: line ", 22), 0);
	ck_assert_uint_eq(n, WRITERS * EACH);
	strbuf_release(&seen.lines);
}
END_TEST

static Suite *log_suite(void)
{
	Suite *s = suite_create("log");
	TCase *tc = tcase_create("core");

	tcase_add_checked_fixture(tc, quiet_again, quiet_again);
	tcase_add_loop_test(tc, the_terminal_gets_levels_up_to_the_chosen_one, 0, 16);
	tcase_add_test(tc, a_warning_has_its_code_behind_it);
	tcase_add_test(tc, without_being_told_the_terminal_gets_warnings_but_no_chatter);
	tcase_add_loop_test(tc, a_line_for_the_terminal_says_how_bad_it_is_or_who_speaks,
			    0, (int)ARRAY_LEN(lines));
	tcase_add_test(tc, the_file_gets_every_level_with_its_time);
	tcase_add_test(tc, a_line_is_in_the_file_before_the_next_one_is_written);
	tcase_add_test(tc, a_file_taken_away_gets_nothing_more);
	tcase_add_test(tc, without_a_sink_lines_go_to_standard_error);
	tcase_add_test(tc, a_text_longer_than_any_buffer_is_whole);
	tcase_add_test(tc, lines_of_many_threads_stay_whole);
	suite_add_tcase(s, tc);
	return s;
}

UNIT_SUITE(log_suite)
