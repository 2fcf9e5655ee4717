#include "cli/command.h"

#include "base/mem.h"
#include "base/str.h"

const struct option_row cli_options[OPTION_COUNT] = {
#define OPTION_ROW(id, name, letter, arg, help) [OPTION_##id] = {name, letter, arg, help},
	OPTIONS(OPTION_ROW)
#undef OPTION_ROW
};

const struct command commands[] = {
	{"run", "SCENARIO", "run a scenario on a real cluster, to a verdict", 1, 1,
	 OPT(JSON) | OPT(KEEP) | OPT(STRICT) | OPT(OUT) | OPT(SEED) | OPT(PROJECT) |
		 OPT(ADOPT) | OPT(HOSTS),
	 command_run},
	{"init", "[DIR]", "write a scenario and its Compose file to begin with", 0, 1,
	 OPT(TEMPLATE) | OPT(NODES) | OPT(CONTROLLERS), command_init},
	{"validate", "FILE...", "check scenario files; needs no engine", 1, SIZE_MAX,
	 OPT(HOSTS) | OPT(JSON), command_validate},
	{"analyse", "RUN", "work out a run directory again, from it alone", 1, 1,
	 OPT(JSON) | OPT(STRICT), command_analyse},
	{"report", "RUN...", "tell what run directories show, in one of several shapes",
	 1, SIZE_MAX, OPT(FORMAT) | OPT(LANG) | OPT(OUT) | OPT(STRICT), command_report},
	{"explain", "[NAME...]",
	 "say what a word means (an action, an error, ...) or what a scenario does", 0,
	 SIZE_MAX, 0, command_explain},
	{"doctor", "", "check whether what kchaos needs is there, and say how to get it",
	 0, 0, OPT(JSON) | OPT(HOSTS), command_doctor},
	{"schema", "[WHAT]", "print a JSON Schema: of scenario, results, events, ...", 0,
	 1, 0, command_schema},
	{"completion", "SHELL",
	 "print the completion of command lines for bash, zsh or fish", 1, 1, 0,
	 command_completion},
	{"manual", "[PAGE]", "print a manual page: kchaos manual | man -l -", 0, 1, 0,
	 command_manual},
	{"compare", "RUN RUN...", "hold runs against the first one, with error bars", 2,
	 SIZE_MAX, OPT(JSON) | OPT(STRICT) | OPT(REGRESSION), command_compare},
	{"runs", "[DIR]", "list the runs in a folder (default runs/), newest first", 0, 1,
	 OPT(JSON), command_runs},
	{"show", "RUN", "show a run in short: question, verdict, environment, files", 1,
	 1, 0, command_show},
	{"up", "COMPOSE", "start a cluster and wait until it is ready", 1, 1,
	 OPT(PROJECT) | OPT(HOSTS), command_up},
	{"status", "[PROJECT]",
	 "show nodes, quorum, lag, ISR and leaders of a running cluster", 0, 1,
	 OPT(PROJECT) | OPT(HOSTS) | OPT(JSON), command_status},
	{"describe", "[PROJECT|RUN]",
	 "show the tables of topics, quorum and nodes, of a cluster or of a run", 0, 1,
	 OPT(PROJECT) | OPT(HOSTS) | OPT(JSON) | OPT(PHASE), command_describe},
	{"logs", "NODE", "show a node's last log lines", 1, 1,
	 OPT(PROJECT) | OPT(HOSTS) | OPT(TAIL), command_logs},
	{"heal", "[PROJECT]", "undo what a run that was killed left undone", 0, 1,
	 OPT(PROJECT) | OPT(HOSTS), command_heal},
	{"down", "[PROJECT]", "remove a cluster: containers, networks, volumes", 0, 1,
	 OPT(PROJECT) | OPT(HOSTS) | OPT(VOLUMES), command_down},
	{0},
};

enum { ALWAYS = OPT(HELP) | OPT(VERSION) | OPT(QUIET) | OPT(VERBOSE) };

_Static_assert(OPTION_COUNT <= 32, "a command's options are bits of an unsigned");

bool cli_allows(const struct command *c, size_t option)
{
	unsigned may = ALWAYS | (c ? c->options : 0);

	return (may >> option & 1U) != 0;
}

static size_t find_option(const char *name, size_t len)
{
	for (size_t i = 0; i < OPTION_COUNT; i++)
		if (strlen(cli_options[i].name) == len &&
		    strncmp(cli_options[i].name, name, len) == 0)
			return i;
	return OPTION_COUNT;
}

static size_t find_letter(char letter)
{
	for (size_t i = 0; i < OPTION_COUNT; i++)
		if (cli_options[i].letter && cli_options[i].letter == letter)
			return i;
	return OPTION_COUNT;
}

static int unknown_option(const char *name, size_t len, struct err *e)
{
	char *word = xstrndup(name,
			      len); /* "--sed=4": the value is no part of the mistake */
	const char *near = str_nearest(word, cli_options, OPTION_COUNT,
				       sizeof(cli_options[0]));

	if (near)
		(void)err_set(e, CODE_OPTION_UNKNOWN,
			      "unknown option '--%s' (did you mean '--%s'?)", word, near);
	else
		(void)err_set(e, CODE_OPTION_UNKNOWN,
			      "unknown option '--%s'; see 'kchaos --help'", word);
	free(word);
	return -1;
}

/* `value`: what came with the option itself, or NULL: then the next argument is taken. */
static int set_option(struct cli *cli, size_t o, const char *value, char **argv, int argc,
		      int *i, struct err *e)
{
	if (cli_options[o].arg && !value && *i + 1 < argc)
		value = argv[++*i];
	if (cli_options[o].arg && (!value || !*value))
		return err_set(e, CODE_OPTION_VALUE, "option '--%s' wants a value: %s",
			       cli_options[o].name, cli_options[o].arg);
	if (!cli_options[o].arg && value)
		return err_set(e, CODE_OPTION_VALUE, "option '--%s' takes no value",
			       cli_options[o].name);
	cli->count[o]++;
	cli->value[o] = value;
	return 0;
}

/* "--out DIR", "--out=DIR" */
static int take_long(struct cli *cli, char **argv, int argc, int *i, struct err *e)
{
	const char *name = argv[*i] + 2, *equals = strchr(name, '=');
	size_t len = equals ? (size_t)(equals - name) : strlen(name);
	size_t o = find_option(name, len);

	if (o == OPTION_COUNT)
		return unknown_option(name, len, e);
	return set_option(cli, o, equals ? equals + 1 : NULL, argv, argc, i, e);
}

/* "-v", "-vv", "-o DIR", "-oDIR", "-vo DIR" */
static int take_short(struct cli *cli, char **argv, int argc, int *i, struct err *e)
{
	for (const char *p = argv[*i] + 1; *p; p++) {
		size_t o = find_letter(*p);
		const char *value = NULL;

		if (o == OPTION_COUNT)
			return err_set(e, CODE_OPTION_UNKNOWN,
				       "unknown option '-%c'; see 'kchaos --help'", *p);
		if (cli_options[o].arg && p[1])
			value = p + 1;
		if (set_option(cli, o, value, argv, argc, i, e) < 0)
			return -1;
		if (cli_options[o].arg)
			break;
	}
	return 0;
}

static int take_option(struct cli *cli, char **argv, int argc, int *i, struct err *e)
{
	return argv[*i][1] == '-' ? take_long(cli, argv, argc, i, e)
				  : take_short(cli, argv, argc, i, e);
}

static int find_command(struct cli *cli, const char *name, struct err *e)
{
	const char *near;
	size_t n = 0;

	for (; commands[n].name; n++)
		if (strcmp(commands[n].name, name) == 0)
			cli->command = &commands[n];
	if (cli->command)
		return 0;
	if (strcmp(name, "help") == 0) { /* "kchaos help run": people try it */
		cli->count[OPTION_HELP]++;
		return 0;
	}
	near = str_nearest(name, commands, n, sizeof(commands[0]));
	if (near)
		return err_set(e, CODE_COMMAND_UNKNOWN,
			       "unknown command '%s' (did you mean '%s'?)", name, near);
	return err_set(e, CODE_COMMAND_UNKNOWN,
		       "unknown command '%s'; see 'kchaos --help'", name);
}

static int check(const struct cli *cli, struct err *e)
{
	const struct command *c = cli->command;

	for (size_t o = 0; o < OPTION_COUNT; o++)
		if (cli->count[o] && !cli_allows(c, o))
			return err_set(
				e, CODE_OPTION_UNKNOWN,
				"'kchaos %s' has no option '--%s'; see 'kchaos %s --help'",
				c->name, cli_options[o].name, c->name);
	if (cli->count[OPTION_HELP] || cli->count[OPTION_VERSION])
		return 0;
	if (cli->n_args < c->min_args)
		return err_set(e, CODE_ARGUMENTS,
			       "'kchaos %s' wants %s; see 'kchaos %s --help'", c->name,
			       c->args, c->name);
	if (cli->n_args > c->max_args)
		return err_set(e, CODE_ARGUMENTS,
			       "'kchaos %s' does not know what to do with '%s'", c->name,
			       cli->args[c->max_args]);
	return 0;
}

int cli_parse(struct cli *cli, int argc, char **argv, struct err *e)
{
	int kept = 1;
	bool only_args = false;

	*cli = (struct cli){0};
	for (int i = 1; i < argc; i++) {
		if (!only_args && strcmp(argv[i], "--") == 0) {
			only_args = true;
		} else if (!only_args && argv[i][0] == '-' && argv[i][1]) {
			if (take_option(cli, argv, argc, &i, e) < 0)
				return -1;
		} else if (!cli->command) {
			if (find_command(cli, argv[i], e) < 0)
				return -1;
		} else {
			argv[kept++] = argv[i];
		}
	}
	cli->args = (const char *const *)argv + 1;
	cli->n_args = (size_t)kept - 1;
	return cli->command ? check(cli, e) : 0;
}

static void help_options(FILE *out, const struct command *c)
{
	(void)fprintf(out, "\noptions:\n");
	for (size_t o = 0; o < OPTION_COUNT; o++) {
		char left[40];

		if (!cli_allows(c, o))
			continue;
		(void)snprintf(left, sizeof(left), "--%s%s%s", cli_options[o].name,
			       cli_options[o].arg ? " " : "",
			       cli_options[o].arg ? cli_options[o].arg : "");
		if (cli_options[o].letter)
			(void)fprintf(out, "  -%c, %-18s %s\n", cli_options[o].letter,
				      left, cli_options[o].help);
		else
			(void)fprintf(out, "      %-18s %s\n", left, cli_options[o].help);
	}
}

void cli_help(FILE *out, const struct command *command)
{
	if (command) {
		(void)fprintf(out, "usage: kchaos %s [options] %s\n\n%s\n", command->name,
			      command->args, command->summary);
		help_options(out, command);
		return;
	}
	(void)fprintf(
		out,
		"usage: kchaos COMMAND [options] ...\n\n"
		"What does my Kafka cluster do when nodes fail: exactly when, for whom, and was\n"
		"anything lost?\n\ncommands:\n");
	for (const struct command *c = commands; c->name; c++)
		(void)fprintf(out, "  %-9s %-13s %s\n", c->name, c->args, c->summary);
	help_options(out, NULL);
	(void)fprintf(
		out,
		"\nexit codes: 0 every expectation holds, 1 one failed, 2 usage or scenario,\n"
		"3 environment, 4 inconclusive, 130 interrupted and healed\n"
		"codes of messages, such as [K414]: kchaos explain K414\n");
}

void cli_print_error(const struct err *e)
{
	if (e->kind != ERR_NONE && e->msg[0])
		(void)fprintf(stderr, "kchaos: error: %s [%s]\n", e->msg,
			      code_text(e->code));
}
