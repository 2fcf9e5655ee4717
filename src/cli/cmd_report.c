/* cmd_report.c - `kchaos report`: run directories told again, in one of several shapes. */
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
	struct told *runs;
	int rc = told_open_all(&runs, cli->args, cli->n_args,
			       cli->count[OPTION_STRICT] > 0, e);

	if (rc == 0) {
		rc = tell(cli, runs, cli->n_args, e);
		told_close_all(runs, cli->n_args);
	}
	return rc;
}
