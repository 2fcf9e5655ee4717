/* cmd_schema.c - `kchaos schema`: what a file may hold, for editors and other validators. */
#include "cli/command.h"
#include "guide/schema.h"

int command_schema(const struct cli *cli, struct err *e)
{
	char *text;

	if (cli->n_args && strcmp(cli->args[0], "scenario") != 0)
		return err_set(e, ERR_USAGE, "there is no schema of '%s': scenario",
			       cli->args[0]);
	text = schema_of_scenario();
	(void)fputs(text, stdout); /* main() checks stdout */
	free(text);
	return 0;
}
