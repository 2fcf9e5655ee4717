#include "base/strbuf.h"
#include "cli/command.h"
#include "unit.h"

enum { WORDS = 12 };

/* A command line as an argv that may be reordered; words are separated by single spaces. */
struct line {
	char text[400];
	char *argv[WORDS + 2];
	int argc;
};

static void split(struct line *l, const char *words)
{
	static char program[] = "kchaos";
	char *p = l->text;

	(void)snprintf(l->text, sizeof(l->text), "%s", words);
	l->argv[0] = program;
	l->argc = 1;
	while (*p) {
		char *space = strchr(p, ' ');

		l->argv[l->argc++] = p;
		if (!space)
			break;
		*space = '\0';
		p = space + 1;
	}
	l->argv[l->argc] = NULL;
}

static const struct {
	const char *line;
	const char *command; /* or NULL: none given */
	const char *args;    /* joined by ',' */
	enum option option;  /* looked at when count > 0 */
	int count;
	const char *value; /* or NULL */
} good[] = {
	{"", NULL, "", OPTION_HELP, 0, NULL},
	{"run a.yaml", "run", "a.yaml", OPTION_HELP, 0, NULL},
	{"validate a.yaml b.yaml c.yaml", "validate", "a.yaml,b.yaml,c.yaml", OPTION_HELP,
	 0, NULL},
	{"status", "status", "", OPTION_HELP, 0, NULL},
	{"status p", "status", "p", OPTION_HELP, 0, NULL},
	{"describe runs/x --phase end", "describe", "runs/x", OPTION_PHASE, 1, "end"},
	{"run a.yaml --json", "run", "a.yaml", OPTION_JSON, 1, NULL},
	{"run --json a.yaml", "run", "a.yaml", OPTION_JSON, 1, NULL},
	{"--json run a.yaml", "run", "a.yaml", OPTION_JSON, 1, NULL},
	{"run --out d a.yaml", "run", "a.yaml", OPTION_OUT, 1, "d"},
	{"run --out=d a.yaml", "run", "a.yaml", OPTION_OUT, 1, "d"},
	{"run --out=a=b a.yaml", "run", "a.yaml", OPTION_OUT, 1, "a=b"},
	{"run -o d a.yaml", "run", "a.yaml", OPTION_OUT, 1, "d"},
	{"run -od a.yaml", "run", "a.yaml", OPTION_OUT, 1, "d"},
	{"run -o -d a.yaml", "run", "a.yaml", OPTION_OUT, 1, "-d"},
	{"run --seed -1 a.yaml", "run", "a.yaml", OPTION_SEED, 1, "-1"},
	{"run --seed 1 --seed 2 a.yaml", "run", "a.yaml", OPTION_SEED, 2, "2"},
	{"logs -n 5 kafka1", "logs", "kafka1", OPTION_TAIL, 1, "5"},
	{"run --adopt kc a.yaml", "run", "a.yaml", OPTION_ADOPT, 1, "kc"},
	{"run -v -v a.yaml", "run", "a.yaml", OPTION_VERBOSE, 2, NULL},
	{"run -vv a.yaml", "run", "a.yaml", OPTION_VERBOSE, 2, NULL},
	{"run -vqo d a.yaml", "run", "a.yaml", OPTION_OUT, 1, "d"},
	{"run -vqod a.yaml", "run", "a.yaml", OPTION_QUIET, 1, NULL},
	{"run -- --json", "run", "--json", OPTION_JSON, 0, NULL},
	{"run -- --", "run", "--", OPTION_HELP, 0, NULL},
	{"-- run a.yaml", "run", "a.yaml", OPTION_HELP, 0, NULL},
	{"run -", "run", "-", OPTION_HELP, 0, NULL},
	{"run --help", "run", "", OPTION_HELP, 1, NULL},
	{"run -h a b c", "run", "a,b,c", OPTION_HELP, 1, NULL},
	{"--help", NULL, "", OPTION_HELP, 1, NULL},
	{"help", NULL, "", OPTION_HELP, 1, NULL},
	{"help run", "run", "", OPTION_HELP, 1, NULL},
	{"-V", NULL, "", OPTION_VERSION, 1, NULL},
	{"run --version", "run", "", OPTION_VERSION, 1, NULL},
};

static void join(const struct cli *cli, struct strbuf *out)
{
	for (size_t i = 0; i < cli->n_args; i++)
		strbuf_addf(out, "%s%s", i ? "," : "", cli->args[i]);
}

START_TEST(a_command_line_is_understood)
{
	struct strbuf args = STRBUF_INIT;
	struct err e = {0};
	struct line l;
	struct cli cli;

	split(&l, good[_i].line);
	ck_assert_msg(cli_parse(&cli, l.argc, l.argv, &e) == 0, "%s: %s", good[_i].line,
		      e.msg);
	ck_assert_pstr_eq(cli.command ? cli.command->name : NULL, good[_i].command);
	join(&cli, &args);
	ck_assert_str_eq(strbuf_text(&args), good[_i].args);
	ck_assert_int_eq(cli.count[good[_i].option], good[_i].count);
	ck_assert_pstr_eq(cli.value[good[_i].option], good[_i].value);
	strbuf_release(&args);
}
END_TEST

static const struct {
	const char *line, *want;
} bad[] = {
	{"ruun a.yaml", "unknown command 'ruun' (did you mean 'run'?)"},
	{"stauts", "unknown command 'stauts' (did you mean 'status'?)"},
	{"frobnicate", "unknown command 'frobnicate'; see 'kchaos --help'"},
	{"-", "unknown command '-'; see 'kchaos --help'"},
	{"--help frobnicate", "unknown command 'frobnicate'; see 'kchaos --help'"},
	{"run", "'kchaos run' wants SCENARIO; see 'kchaos run --help'"},
	{"validate", "'kchaos validate' wants FILE...; see 'kchaos validate --help'"},
	{"run a b", "'kchaos run' does not know what to do with 'b'"},
	{"status --phase 2",
	 "'kchaos status' has no option '--phase'; see 'kchaos status --help'"},
	{"status a b", "'kchaos status' does not know what to do with 'b'"},
	{"run a --jsno", "unknown option '--jsno' (did you mean '--json'?)"},
	{"run a --sed=4", "unknown option '--sed' (did you mean '--seed'?)"},
	{"run a --frobnicate", "unknown option '--frobnicate'; see 'kchaos --help'"},
	{"run a --=x", "unknown option '--'; see 'kchaos --help'"},
	{"run a --js", "unknown option '--js'; see 'kchaos --help'"},
	{"run a -x", "unknown option '-x'; see 'kchaos --help'"},
	{"run a -vx", "unknown option '-x'; see 'kchaos --help'"},
	{"run a -v=1", "unknown option '-='; see 'kchaos --help'"},
	{"run a --json=1", "option '--json' takes no value"},
	{"run a --adopt", "option '--adopt' wants a value: PROJECT"},
	{"up a --adopt p", "'kchaos up' has no option '--adopt'; see 'kchaos up --help'"},
	{"run a --out", "option '--out' wants a value: PATH"},
	{"run a --out=", "option '--out' wants a value: PATH"},
	{"run a -o", "option '--out' wants a value: PATH"},
	{"heal --json", "'kchaos heal' has no option '--json'; see 'kchaos heal --help'"},
	{"run a --keep-volumes",
	 "'kchaos run' has no option '--keep-volumes'; see 'kchaos run --help'"},
	{"run a -n5", "'kchaos run' has no option '--tail'; see 'kchaos run --help'"},
};

START_TEST(a_mistake_is_named_with_what_was_meant)
{
	struct err e = {0};
	struct line l;
	struct cli cli;

	split(&l, bad[_i].line);
	ck_assert_msg(cli_parse(&cli, l.argc, l.argv, &e) == -1, "%s", bad[_i].line);
	ck_assert_str_eq(e.msg, bad[_i].want);
	ck_assert_int_eq(e.kind, ERR_USAGE);
}
END_TEST

START_TEST(a_program_without_even_a_name_is_no_crash)
{
	char *argv[] = {NULL, NULL};
	struct err e = {0};
	struct cli cli;

	ck_assert_int_eq(cli_parse(&cli, 0, argv, &e), 0);
	ck_assert_ptr_null(cli.command);
	ck_assert_uint_eq(cli.n_args, 0);
}
END_TEST

static void help_text(const struct command *c, char *out, size_t cap)
{
	FILE *f = fmemopen(out, cap, "w");

	cli_help(f, c);
	(void)fclose(f);
}

/* The loop index is the command's row. */
START_TEST(help_of_a_command_lists_its_own_options_and_no_others)
{
	const struct command *c = &commands[_i];
	char text[4000] = "", with[40];

	help_text(c, text, sizeof(text));
	ck_assert_ptr_nonnull(strstr(text, c->summary));
	(void)snprintf(with, sizeof(with), "usage: kchaos %s [options] ", c->name);
	ck_assert_ptr_nonnull(strstr(text, with));
	ck_assert_ptr_nonnull(strstr(text, "-h, --help"));
	ck_assert_int_eq(strstr(text, "--out PATH") != NULL,
			 (c->options & OPT(OUT)) != 0);
	ck_assert_int_eq(strstr(text, "--keep-volumes") != NULL,
			 (c->options & OPT(VOLUMES)) != 0);
}
END_TEST

START_TEST(the_help_lists_every_command_and_every_exit_code)
{
	static const char *const codes[] = {"0 every",        "1 one",
					    "2 usage",        "3 env",
					    "4 inconclusive", "130 interrupted"};
	char text[4000] = "";

	help_text(NULL, text, sizeof(text));
	for (const struct command *c = commands; c->name; c++)
		ck_assert_ptr_nonnull(strstr(text, c->summary));
	for (size_t i = 0; i < ARRAY_LEN(codes); i++)
		ck_assert_msg(strstr(text, codes[i]) != NULL, "%s", codes[i]);
}
END_TEST

START_TEST(help_fits_a_terminal_of_100_columns)
{
	char text[4000] = "";

	help_text(_i < 0 ? NULL : &commands[_i], text, sizeof(text));
	for (const char *p = text; *p; p += strcspn(p, "\n") + 1)
		ck_assert_uint_le(strcspn(p, "\n"), 100);
}
END_TEST

static int n_commands(void)
{
	int n = 0;

	while (commands[n].name)
		n++;
	return n;
}

static Suite *cli_suite(void)
{
	Suite *s = suite_create("cli");
	TCase *tc = tcase_create("core");

	tcase_add_loop_test(tc, a_command_line_is_understood, 0, (int)ARRAY_LEN(good));
	tcase_add_loop_test(tc, a_mistake_is_named_with_what_was_meant, 0,
			    (int)ARRAY_LEN(bad));
	tcase_add_test(tc, a_program_without_even_a_name_is_no_crash);
	tcase_add_loop_test(tc, help_of_a_command_lists_its_own_options_and_no_others, 0,
			    n_commands());
	tcase_add_test(tc, the_help_lists_every_command_and_every_exit_code);
	tcase_add_loop_test(tc, help_fits_a_terminal_of_100_columns, -1, n_commands());
	suite_add_tcase(s, tc);
	return s;
}

UNIT_SUITE(cli_suite)
