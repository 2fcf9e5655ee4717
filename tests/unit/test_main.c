#include "scratch.h"
#include "unit.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_SUITES = 256 };

static Suite *(*suites[MAX_SUITES])(void);
static size_t n_suites;

void unit_register(Suite *(*make)(void))
{
	if (n_suites == MAX_SUITES)
		abort(); /* raise MAX_SUITES */
	suites[n_suites++] = make;
}

/* An assertion, which a machine without a free processor can break; not a signal, a report of a sanitizer, ... */
static bool may_be_timing(SRunner *sr)
{
	TestResult **all = srunner_failures(sr);
	bool timing = true;

	for (int i = 0; i < srunner_ntests_failed(sr); i++)
		timing = timing && tr_rtype(all[i]) == CK_FAILURE &&
			 strncmp(tr_msg(all[i]), "Early exit", 10) != 0;
	free(all);
	return timing;
}

static void run_suite(Suite *(*make)(void), int *passed, int *failed)
{
	SRunner *sr = srunner_create(make());
	int bad, n;

	srunner_run_all(sr, CK_SILENT);
	bad = srunner_ntests_failed(sr);
	n = srunner_ntests_run(sr);
	if (bad)
		srunner_print(sr, CK_NORMAL);
	if (bad && may_be_timing(sr)) {
		(void)printf("unit: once more, for the machine may have been busy\n");
		srunner_free(sr);
		sr = srunner_create(make());
		srunner_run_all(sr, CK_NORMAL);
		bad = srunner_ntests_failed(sr);
	}
	srunner_free(sr);
	*failed += bad;
	*passed += n - bad;
}

/* CK_RUN_SUITE and CK_RUN_CASE choose. */
int main(void)
{
	int passed = 0, failed = 0;

	scratch_begin();
	for (size_t i = 0; i < n_suites; i++)
		run_suite(suites[i], &passed, &failed);
	scratch_end();
	(void)printf("unit: %d passed, %d failed\n", passed, failed);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
