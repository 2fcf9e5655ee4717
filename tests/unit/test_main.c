#include "scratch.h"
#include "unit.h"

#include <stdio.h>
#include <stdlib.h>

enum { MAX_SUITES = 256 };

static Suite *(*suites[MAX_SUITES])(void);
static size_t n_suites;

void unit_register(Suite *(*make)(void))
{
	if (n_suites == MAX_SUITES)
		abort(); /* raise MAX_SUITES */
	suites[n_suites++] = make;
}

int main(void)
{
	SRunner *sr = srunner_create(NULL);
	int failed, run;

	scratch_begin();
	for (size_t i = 0; i < n_suites; i++)
		srunner_add_suite(sr, suites[i]());
	srunner_run_all(sr, CK_ENV);
	failed = srunner_ntests_failed(sr);
	run = srunner_ntests_run(sr);
	srunner_free(sr);
	scratch_end();
	(void)printf("unit: %d passed, %d failed\n", run - failed, failed);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
