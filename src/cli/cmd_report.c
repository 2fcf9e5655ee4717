/* cmd_report.c - `kchaos report`: a run directory told again, in one of several shapes. */
#include "analyse/findings.h"
#include "base/str.h"
#include "cli/command.h"
#include "cli/live.h"
#include "record/reader.h"
#include "report/report.h"

static void as_text(const struct findings *f, const struct verdicts *v,
		    UNUSED const struct run_tables *tables, struct strbuf *out)
{
	struct text_style style = {.colour = live_may_colour(stdout),
				   .width = live_columns()};

	report_text(f, v, &style, out);
}

static void as_json(const struct findings *f, const struct verdicts *v,
		    UNUSED const struct run_tables *tables, struct strbuf *out)
{
	char *json = report_json(f, v);

	strbuf_addstr(out, json);
	free(json);
}

static const struct format {
	const char *name; /* first member: str_nearest() walks these */
	void (*write)(const struct findings *f, const struct verdicts *v,
		      const struct run_tables *tables, struct strbuf *out);
} formats[] = {{"text", as_text}, {"md", report_markdown}, {"json", as_json}};

static const struct format *find_format(const char *name, struct err *e)
{
	for (size_t i = 0; i < ARRAY_LEN(formats); i++)
		if (strcmp(formats[i].name, name) == 0)
			return &formats[i];
	(void)err_set(e, ERR_USAGE, "there is no format '%s': text, md or json", name);
	return NULL;
}

/* Nothing in the directory is changed. */
static int tell(const struct run *run, const struct format *format, bool strict,
		struct err *e)
{
	struct strbuf out = STRBUF_INIT;
	struct run_tables tables;
	struct description *all;
	struct findings f;
	struct verdicts v;

	if (run_descriptions(run, &all, &tables.len, e) < 0)
		return -1;
	tables.at = all;
	if (findings_make(&f, run, e) < 0) {
		run_descriptions_free(all, tables.len);
		return -1;
	}
	verdicts_make(&v, &f, strict);
	format->write(&f, &v, &tables, &out);
	run_descriptions_free(all, tables.len);
	(void)fputs(strbuf_text(&out), stdout); /* main() checks stdout */
	strbuf_release(&out);
	verdicts_release(&v);
	findings_release(&f);
	return 0;
}

int command_report(const struct cli *cli, struct err *e)
{
	const char *name = cli->value[OPTION_FORMAT];
	const struct format *format = find_format(name ? name : "text", e);
	struct run run;
	int rc;

	if (!format || run_open(&run, cli->args[0], e) < 0)
		return -1;
	rc = tell(&run, format, cli->count[OPTION_STRICT] > 0, e);
	run_close(&run);
	return rc;
}
