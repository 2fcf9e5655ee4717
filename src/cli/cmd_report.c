/* cmd_report.c - `kchaos report`: run directories told again, in one of several shapes. */
#include "base/mem.h"
#include "cli/command.h"
#include "cli/formats.h"
#include "cli/live.h"

static int tell(const struct cli *cli, const struct told *runs, size_t len, struct err *e)
{
	const char *name = cli->value[OPTION_FORMAT];
	const char *file = cli->value[OPTION_OUT];
	const struct format *format = format_find(name ? name : "text", e);
	struct telling t = {.runs = runs,
			    .len = len,
			    .colour = !file && live_may_colour(stdout),
			    .width = file ? 0 : live_columns(),
			    .file = file && strcmp(file, "-") != 0 ? file : NULL};

	if (!format || format_lang(cli->value[OPTION_LANG], &t.lang, e) < 0)
		return -1;
	return format_tell(format, &t, e);
}

/* Nothing in the directories is changed, unless the report is to be there. */
int command_report(const struct cli *cli, struct err *e)
{
	struct told *runs = xcalloc(cli->n_args, sizeof(*runs));
	bool strict = cli->count[OPTION_STRICT] > 0;
	size_t n = 0;
	int rc = 0;

	while (rc == 0 && n < cli->n_args) {
		rc = told_open(&runs[n], cli->args[n], strict, e);
		n += rc == 0;
	}
	if (rc == 0)
		rc = tell(cli, runs, n, e);
	while (n > 0)
		told_close(&runs[--n]);
	free(runs);
	return rc;
}
