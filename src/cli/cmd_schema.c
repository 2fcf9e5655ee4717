/* cmd_schema.c - `kchaos schema`: what a file or an answer may hold, for editors and other validators. */
#include "base/strbuf.h"
#include "cli/command.h"
#include "guide/schema.h"

static int unknown(const char *name, struct err *e)
{
	struct strbuf all = STRBUF_INIT;

	for (const struct schema_row *r = schema_rows; r->name; r++)
		strbuf_addf(&all, "%s%s",
			    r == schema_rows ? ""
			    : r[1].name      ? ", "
					     : " or ",
			    r->name);
	(void)err_set(e, CODE_WORD_UNKNOWN, "there is no schema of '%s': %s", name,
		      strbuf_text(&all));
	strbuf_release(&all);
	return -1;
}

int command_schema(const struct cli *cli, struct err *e)
{
	const char *name = cli->n_args ? cli->args[0] : "scenario";

	for (const struct schema_row *r = schema_rows; r->name; r++)
		if (strcmp(r->name, name) == 0) {
			char *text = r->make();

			(void)fputs(text, stdout); /* main() checks stdout */
			free(text);
			return 0;
		}
	return unknown(name, e);
}
