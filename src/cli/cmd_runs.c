/* cmd_runs.c - `kchaos runs` and `kchaos show`: what run directories there are, and one of them in short. */
#include "cli/command.h"
#include "cli/formats.h"
#include "cli/live.h"
#include "report/brief.h"
#include "report/layout.h"

static void print(struct strbuf *out)
{
	(void)fputs(strbuf_text(out), stdout); /* main() checks stdout */
	strbuf_release(out);
}

int command_runs(const struct cli *cli, struct err *e)
{
	const char *dir = cli->n_args ? cli->args[0] : "runs";
	struct strbuf out = STRBUF_INIT;
	struct briefs all;

	if (briefs_read(&all, dir, e) < 0)
		return -1;
	if (cli->count[OPTION_JSON])
		briefs_json(&all, &out);
	else if (all.len)
		briefs_text(&all, live_may_colour(stdout), &out);
	else
		strbuf_addf(&out, "there are no runs in '%s'\n", dir);
	print(&out);
	briefs_release(&all);
	return 0;
}

/* Each format with the command that makes it. */
static void reports(const char *dir, struct strbuf *out)
{
	struct table table = {.align = "ll"};

	for (const struct format *f = formats; f->name; f++) {
		table_add(&table, "kchaos report %s --format %s", dir, f->name);
		table_add(&table, "%s", f->about);
	}
	strbuf_addstr(out, "\nreports\n");
	table_print(&table, 2, (size_t)live_columns(), out);
}

int command_show(const struct cli *cli, struct err *e)
{
	struct strbuf out = STRBUF_INIT;
	struct brief b;
	int rc = 0;

	brief_read(&b, cli->args[0]);
	if (b.why) {
		rc = err_set(e, (int)b.code, "%s", b.why);
	} else {
		brief_text(&b, live_columns(), &out);
		reports(b.dir, &out);
		print(&out);
	}
	brief_release(&b);
	return rc;
}
