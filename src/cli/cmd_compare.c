/* cmd_compare.c - `kchaos compare`: run directories side by side. */
#include "base/mem.h"
#include "cli/command.h"
#include "cli/live.h"
#include "report/compare.h"

#include <stdio.h>

enum { EXIT_WORSE = 1 };

static int compare(const struct cli *cli, const struct told *runs, size_t len)
{
	struct strbuf out = STRBUF_INIT;
	struct comparison c;
	bool worse;

	compare_make(&c, runs, len);
	if (cli->count[OPTION_JSON])
		compare_json(&c, &out);
	else
		compare_text(&c, live_columns(), live_may_colour(stdout), &out);
	worse = compare_is_worse(&c);
	(void)fputs(strbuf_text(&out), stdout); /* main() checks stdout */
	strbuf_release(&out);
	compare_release(&c);
	return worse && cli->count[OPTION_REGRESSION] ? EXIT_WORSE : 0;
}

int command_compare(const struct cli *cli, struct err *e)
{
	struct told *runs;
	int rc = told_open_all(&runs, cli->args, cli->n_args,
			       cli->count[OPTION_STRICT] > 0, e);

	if (rc == 0) {
		rc = compare(cli, runs, cli->n_args);
		told_close_all(runs, cli->n_args);
	}
	return rc;
}
