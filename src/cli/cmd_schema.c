/* cmd_schema.c - `kchaos schema`: what a file may hold, for editors and other validators. */
#include "cli/command.h"
#include "guide/schema.h"

static const struct {
	const char *name;
	char *(*make)(void);
} schemas[] = {
	{"scenario", schema_of_scenario},
	{"results", schema_of_results},
	{"events", schema_of_events},
};

int command_schema(const struct cli *cli, struct err *e)
{
	const char *name = cli->n_args ? cli->args[0] : "scenario";

	for (size_t i = 0; i < ARRAY_LEN(schemas); i++)
		if (strcmp(schemas[i].name, name) == 0) {
			char *text = schemas[i].make();

			(void)fputs(text, stdout); /* main() checks stdout */
			free(text);
			return 0;
		}
	return err_set(e, CODE_WORD_UNKNOWN,
		       "there is no schema of '%s': scenario, results or events", name);
}
