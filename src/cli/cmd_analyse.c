/* cmd_analyse.c - `kchaos analyse`, and the last step of `kchaos run`: the same code. */
#include "analyse/findings.h"
#include "base/file.h"
#include "cli/command.h"
#include "cli/live.h"
#include "cli/verdict.h"
#include "expect/verdict.h"
#include "record/reader.h"
#include "report/layout.h"
#include "report/report.h"

static int save(const char *dir, const char *json, struct err *e)
{
	char *path = path_join(dir, "results.json");
	int rc = file_write_atomic(path, json, strlen(json), e);

	free(path);
	return rc;
}

static void print(const struct findings *f, const struct verdicts *v, const char *json,
		  const struct verdict_opts *opts)
{
	struct text_style style = {.colour = live_may_colour(stdout),
				   .width = live_columns()};
	struct strbuf out = STRBUF_INIT;

	if (opts->json) {
		strbuf_addstr(&out, json);
	} else if (opts->quiet) {
		strbuf_addf(&out, "%s: %s: %s\n", f->run->header.plan.name,
			    verdict_name(v->overall), v->sentence);
		layout_clean(&out, 0);
	} else {
		report_text(f, v, &style, &out);
	}
	(void)fputs(strbuf_text(&out), stdout); /* main() checks stdout */
	strbuf_release(&out);
}

static int judge(const char *dir, const struct run *run, const struct verdict_opts *opts,
		 struct err *e)
{
	struct findings f;
	struct verdicts v;
	char *json;
	int rc;

	if (findings_make(&f, run, e) < 0)
		return -1;
	verdicts_make(&v, &f, opts->strict);
	json = report_json(&f, &v);
	rc = save(dir, json, e);
	if (rc == 0) {
		print(&f, &v, json, opts);
		rc = verdict_exit_code(v.overall);
	}
	free(json);
	verdicts_release(&v);
	findings_release(&f);
	return rc;
}

int verdict_of_run(const char *dir, const struct verdict_opts *opts, struct err *e)
{
	struct run run;
	int rc;

	if (run_open(&run, dir, e) < 0)
		return -1;
	rc = judge(dir, &run, opts, e);
	run_close(&run);
	return rc;
}

int command_analyse(const struct cli *cli, struct err *e)
{
	struct verdict_opts opts = {.strict = cli->count[OPTION_STRICT] > 0,
				    .json = cli->count[OPTION_JSON] > 0,
				    .quiet = cli->count[OPTION_QUIET] > 0};

	return verdict_of_run(cli->args[0], &opts, e);
}
