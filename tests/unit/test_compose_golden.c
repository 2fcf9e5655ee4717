/*
 * Compose files with mistakes, and what is said about them: tests/golden/compose/NAME.yaml and
 * NAME.expected, byte for byte. GOLDEN_WRITE=1 in the environment writes the expected files anew;
 * read the difference before keeping it.
 */
#include "base/file.h"
#include "base/mem.h"
#include "base/str.h"
#include "cluster/compose.h"
#include "unit.h"

#include <dirent.h>

#define FOLDER "tests/golden/compose"

static char *names[200];
static int n_names;

static char *said_about(const char *yaml)
{
	struct compose_opts opts = {0};
	struct diags d = DIAGS_INIT;
	struct strbuf text = STRBUF_INIT;

	compose_free(compose_load(yaml, &opts, &d));
	diags_text(&d, &text);
	diags_release(&d);
	return strbuf_detach(&text);
}

START_TEST(every_mistake_is_told_exactly_so)
{
	char *yaml = xasprintf(FOLDER "/%s.yaml", names[_i]);
	char *path = xasprintf(FOLDER "/%s.expected", names[_i]);
	char *said = said_about(yaml);
	struct strbuf want = STRBUF_INIT;
	struct err e = {0};

	if (getenv("GOLDEN_WRITE"))
		ck_assert_int_eq(file_write_atomic(path, said, strlen(said), &e), 0);
	ck_assert_msg(file_read(path, 1 << 20, &want, &e) == 0, "%s", e.msg);
	ck_assert_msg(strcmp(strbuf_text(&want), said) == 0, "%s: expected\n%s\nsaid\n%s",
		      yaml, strbuf_text(&want), said);
	strbuf_release(&want);
	free(said);
	free(path);
	free(yaml);
}
END_TEST

START_TEST(the_corpus_is_there)
{
	ck_assert_int_ge(n_names, 15);
}
END_TEST

static int by_text(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static void list_corpus(void)
{
	DIR *dir = opendir(FOLDER);
	const struct dirent *entry;

	while (dir && (entry = readdir(dir)) && n_names < (int)ARRAY_LEN(names)) {
		const char *dot = strrchr(entry->d_name, '.');

		if (dot && strcmp(dot, ".yaml") == 0)
			names[n_names++] = xstrndup(entry->d_name,
						    (size_t)(dot - entry->d_name));
	}
	if (dir)
		closedir(dir);
	qsort(names, (size_t)n_names, sizeof(char *), by_text);
}

static Suite *compose_golden_suite(void)
{
	Suite *s = suite_create("compose-golden");
	TCase *tc = tcase_create("diagnostics");

	list_corpus();
	tcase_add_test(tc, the_corpus_is_there);
	tcase_add_loop_test(tc, every_mistake_is_told_exactly_so, 0, n_names);
	suite_add_tcase(s, tc);
	return s;
}

UNIT_SUITE(compose_golden_suite)
