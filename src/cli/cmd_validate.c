/* cmd_validate.c - `kchaos validate`: what is wrong with scenario files, for people or for machines. */
#include "base/mem.h"
#include "cli/command.h"
#include "cli/open.h"
#include "guide/validated.h"

/* What is wrong was told; what remains is the exit code. */
static int failed(const struct err *one, struct err *e)
{
	*e = (struct err){.kind = one->kind, .code = one->code};
	return -1;
}

static int tell_people(const struct cli *cli, struct err *e)
{
	int rc = 0;

	for (size_t i = 0; i < cli->n_args; i++) {
		struct err one = {0};

		if (check_scenario(cli, cli->args[i], &one) == 0) {
			if (!cli->count[OPTION_QUIET])
				(void)printf("%s: ok\n", cli->args[i]);
			continue;
		}
		cli_print_error(&one);
		rc = failed(&one, e);
	}
	return rc;
}

static int tell_machines(const struct cli *cli, struct err *e)
{
	struct validated *files = xcalloc(cli->n_args, sizeof(*files));
	struct strbuf out = STRBUF_INIT;
	int rc = 0;

	for (size_t i = 0; i < cli->n_args; i++) {
		struct err one = {0};

		files[i].file = cli->args[i];
		if (diagnose_scenario(cli, cli->args[i], &files[i].found, &one) < 0)
			rc = failed(&one, e);
	}
	validated_json(files, cli->n_args, &out);
	(void)fputs(strbuf_text(&out), stdout); /* main() checks stdout */
	strbuf_release(&out);
	for (size_t i = 0; i < cli->n_args; i++)
		diags_release(&files[i].found);
	free(files);
	return rc;
}

int command_validate(const struct cli *cli, struct err *e)
{
	return cli->count[OPTION_JSON] ? tell_machines(cli, e) : tell_people(cli, e);
}
