/* cmd_manual.c - `kchaos manual`: a manual page, for man(1) to show or a package to install. */
#include "cli/command.h"
#include "cli/manual.h"

int command_manual(const struct cli *cli, struct err *e)
{
	const char *name = cli->n_args ? cli->args[0] : "kchaos";
	struct strbuf out = STRBUF_INIT;

	for (const struct manual_page *p = manual_pages; p->name; p++) {
		if (strcmp(p->name, name) != 0)
			continue;
		p->write(&out);
		(void)fputs(strbuf_text(&out), stdout); /* main() checks stdout */
		strbuf_release(&out);
		return 0;
	}
	return err_set(
		e, CODE_WORD_UNKNOWN,
		"there is no manual page '%s': kchaos, kchaos-scenario or kchaos-run",
		name);
}
