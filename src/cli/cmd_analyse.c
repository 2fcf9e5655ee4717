/* cmd_analyse.c - `kchaos analyse`, and the last step of `kchaos run`: the same code. */
#include "cli/command.h"
#include "cli/formats.h"
#include "cli/github.h"
#include "cli/live.h"
#include "cli/verdict.h"
#include "report/layout.h"
#include "report/report.h"

static void print_line(const struct told *run)
{
	struct strbuf out = STRBUF_INIT;

	strbuf_addf(&out, "%s: %s: %s\n", run->f.run->header.plan.name,
		    verdict_name(run->v.overall), run->v.sentence);
	layout_clean(&out, 0);
	(void)fputs(strbuf_text(&out), stdout); /* main() checks stdout */
	strbuf_release(&out);
}

/* Indented JSON without its lines: a newline in it is one between values, for those in texts are escaped. */
static void print_on_one_line(const struct told *run)
{
	char *json = report_json(&run->f, &run->v);

	for (char *line = json, *end; *line; line = end) {
		line += strspn(line, " \n");
		end = line + strcspn(line, "\n");
		(void)fwrite(line, 1, (size_t)(end - line), stdout);
	}
	(void)putchar('\n'); /* main() checks stdout */
	free(json);
}

static int print(const struct told *run, const struct verdict_opts *opts, struct err *e)
{
	struct telling t = {.runs = run,
			    .len = 1,
			    .colour = live_may_colour(stdout),
			    .width = live_columns()};

	if (opts->stream) {
		print_on_one_line(run);
		return 0;
	}
	if (!opts->quiet || opts->json)
		return format_tell(format_find(opts->json ? "json" : "text", e), &t, e);
	print_line(run);
	return 0;
}

static int tell(const struct told *run, const struct verdict_opts *opts, struct err *e)
{
	struct strbuf files = STRBUF_INIT;
	int rc = format_files(run, &files, e);

	if (rc == 0)
		rc = print(run, opts, e);
	if (rc == 0 && !opts->quiet && !opts->json && !opts->stream)
		(void)printf("%s/: %s\n", run->dir, strbuf_text(&files));
	strbuf_release(&files);
	github_tell_if_there(run);
	return rc < 0 ? rc : verdict_exit_code(run->v.overall);
}

int verdict_of_run(const char *dir, const struct verdict_opts *opts, struct err *e)
{
	struct told run;
	int rc;

	if (told_open(&run, dir, opts->strict, e) < 0)
		return -1;
	rc = tell(&run, opts, e);
	told_close(&run);
	return rc;
}

int command_analyse(const struct cli *cli, struct err *e)
{
	struct verdict_opts opts = {.strict = cli->count[OPTION_STRICT] > 0,
				    .json = cli->count[OPTION_JSON] > 0,
				    .quiet = cli->count[OPTION_QUIET] > 0};

	return verdict_of_run(cli->args[0], &opts, e);
}
