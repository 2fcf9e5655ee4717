#include "cli/completion.h"

#include "base/mem.h"
#include "cli/command.h"
#include "cli/formats.h"
#include "guide/schema.h"
#include "guide/template.h"

struct wanted completion_wants(const char *arg)
{
	static const struct {
		const char *arg;
		struct wanted wanted;
	} rows[] = {
		{"SCENARIO", {WANTED_SCENARIOS, NULL}},
		{"FILE...", {WANTED_SCENARIOS, NULL}},
		{"COMPOSE", {WANTED_FILES, NULL}},
		{"RUN", {WANTED_RUNS, NULL}},
		{"RUN...", {WANTED_RUNS, NULL}},
		{"RUN RUN...", {WANTED_RUNS, NULL}},
		{"[PROJECT|RUN]", {WANTED_RUNS, NULL}},
		{"[DIR]", {WANTED_DIRS, NULL}},
		{"PATH", {WANTED_DIRS, NULL}},
		{"NODE", {WANTED_NODES, NULL}},
		{"[PROJECT]", {WANTED_PROJECTS, NULL}},
		{"NAME", {WANTED_PROJECTS, NULL}},
		{"[NAME...]", {WANTED_TERMS, NULL}},
		{"SHELL", {WANTED_WORDS, "bash zsh fish"}},
		{"[PAGE]", {WANTED_WORDS, "kchaos kchaos-scenario kchaos-run"}},
		{"[WHAT]", {WANTED_SCHEMAS, NULL}},
		{"F", {WANTED_FORMATS, NULL}},
		{"L", {WANTED_WORDS, "en ru"}},
		{"T", {WANTED_TEMPLATES, NULL}},
		{"C", {WANTED_WORDS, "combined dedicated"}},
	};

	for (size_t i = 0; arg && i < ARRAY_LEN(rows); i++)
		if (strcmp(rows[i].arg, arg) == 0)
			return rows[i].wanted;
	return (struct wanted){WANTED_NOTHING, NULL};
}

/* What asks kchaos for the names; NULL: the shell knows. */
static const char *asked(struct wanted w)
{
	switch (w.kind) {
	case WANTED_SCENARIOS: return "scenarios";
	case WANTED_RUNS: return "runs";
	case WANTED_NODES: return "nodes";
	case WANTED_PROJECTS: return "projects";
	case WANTED_TERMS: return "terms";
	case WANTED_NOTHING:
	case WANTED_WORDS:
	case WANTED_FORMATS:
	case WANTED_TEMPLATES:
	case WANTED_SCHEMAS:
	case WANTED_FILES:
	case WANTED_DIRS: break;
	}
	return NULL;
}

static bool is_one_of_a_few(struct wanted w)
{
	return w.kind == WANTED_WORDS || w.kind == WANTED_FORMATS ||
	       w.kind == WANTED_TEMPLATES || w.kind == WANTED_SCHEMAS;
}

/* Separated by blanks. */
static void words_of(struct wanted w, struct strbuf *out)
{
	if (w.kind == WANTED_WORDS)
		strbuf_addstr(out, w.words);
	for (const struct format *f = formats; w.kind == WANTED_FORMATS && f->name; f++)
		strbuf_addf(out, "%s%s", f == formats ? "" : " ", f->name);
	for (const struct template_row *r = template_rows;
	     w.kind == WANTED_TEMPLATES && r->name; r++)
		strbuf_addf(out, "%s%s", r == template_rows ? "" : " ", r->name);
	for (const struct schema_row *r = schema_rows;
	     w.kind == WANTED_SCHEMAS && r->name; r++)
		strbuf_addf(out, "%s%s", r == schema_rows ? "" : " ", r->name);
}

static void options_of(const struct command *c, struct strbuf *out)
{
	for (size_t o = 0; o < OPTION_COUNT; o++)
		if (cli_allows(c, o))
			strbuf_addf(out, " --%s", cli_options[o].name);
}

static void names(struct strbuf *out)
{
	for (const struct command *c = commands; c->name; c++)
		strbuf_addf(out, "%s%s", c == commands ? "" : " ", c->name);
}

/* ---- bash ---- */

/* Appends what fills COMPREPLY. */
static void bash_reply(struct wanted w, struct strbuf *out)
{
	if (is_one_of_a_few(w)) {
		strbuf_addstr(out, "mapfile -t COMPREPLY < <(compgen -W '");
		words_of(w, out);
		strbuf_addstr(out, "' -- \"$cur\")");
		return;
	}
	if (w.kind == WANTED_FILES)
		strbuf_addstr(
			out,
			"mapfile -t COMPREPLY < <(compgen -f -X '!*.yaml' -- \"$cur\"; compgen -d -- \"$cur\")");
	else if (w.kind == WANTED_DIRS)
		strbuf_addstr(out, "mapfile -t COMPREPLY < <(compgen -d -- \"$cur\")");
	else if (asked(w))
		strbuf_addf(
			out,
			"mapfile -t COMPREPLY < <(compgen -W \"$(kchaos completion %s 2>/dev/null)\" -- \"$cur\"%s)",
			asked(w),
			w.kind == WANTED_SCENARIOS
				? "; compgen -f -X '!*.yaml' -- \"$cur\"; compgen -d -- \"$cur\""
			: w.kind == WANTED_RUNS ? "; compgen -d -- \"$cur\""
						: "");
	else
		strbuf_addstr(out, "COMPREPLY=()");
}

static void bash_values(struct strbuf *out)
{
	for (size_t o = 0; o < OPTION_COUNT; o++) {
		if (!cli_options[o].arg)
			continue;
		strbuf_addf(out, "\t--%s", cli_options[o].name);
		if (cli_options[o].letter)
			strbuf_addf(out, " | -%c", cli_options[o].letter);
		strbuf_addstr(out, ") ");
		bash_reply(completion_wants(cli_options[o].arg), out);
		strbuf_addstr(out, "; return ;;\n");
	}
}

void completion_bash(struct strbuf *out)
{
	strbuf_addstr(
		out,
		"# Completion of kchaos for bash: source <(kchaos completion bash)\n"
		"_kchaos() {\n"
		"\tlocal cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]} command='' word\n"
		"\t# --option=value is three words to bash.\n"
		"\tif [[ $cur == = ]]; then cur=''; elif [[ $prev == = ]]; then prev=${COMP_WORDS[COMP_CWORD - 2]}; fi\n"
		"\tfor word in \"${COMP_WORDS[@]:1:COMP_CWORD - 1}\"; do\n"
		"\t\tcase $word in -*) ;; *) command=$word; break ;; esac\n"
		"\tdone\n"
		"\tcase $prev in\n");
	bash_values(out);
	strbuf_addstr(
		out,
		"\tesac\n\tcase $command:$cur in\n\t:-*) mapfile -t COMPREPLY < <(compgen -W '");
	options_of(NULL, out);
	strbuf_addstr(out,
		      "' -- \"$cur\") ;;\n\t:*) mapfile -t COMPREPLY < <(compgen -W '");
	names(out);
	strbuf_addstr(out, "' -- \"$cur\") ;;\n");
	for (const struct command *c = commands; c->name; c++) {
		struct wanted w = completion_wants(c->args);

		strbuf_addf(out, "\t%s:-*) mapfile -t COMPREPLY < <(compgen -W '",
			    c->name);
		options_of(c, out);
		strbuf_addf(out, "' -- \"$cur\") ;;\n\t%s:*) ", c->name);
		bash_reply(w, out);
		strbuf_addstr(out, " ;;\n");
	}
	strbuf_addstr(out, "\tesac\n}\ncomplete -o filenames -F _kchaos kchaos\n");
}

/* ---- zsh ---- */

/* In single quotes, with what _arguments and _describe take for their own escaped. */
static void zsh_text(const char *text, struct strbuf *out)
{
	for (; *text; text++) {
		if (*text == '\'')
			strbuf_addstr(out, "'\\'");
		else if (strchr(":[]\\", *text))
			strbuf_addch(out, '\\');
		strbuf_addch(out, *text);
	}
}

static void zsh_action(struct wanted w, struct strbuf *out)
{
	if (is_one_of_a_few(w)) {
		strbuf_addch(out, '(');
		words_of(w, out);
		strbuf_addch(out, ')');
		return;
	}
	if (w.kind == WANTED_FILES)
		strbuf_addstr(out, "_files -g \"*.yaml\"");
	else if (w.kind == WANTED_DIRS)
		strbuf_addstr(out, "_files -/");
	else if (asked(w))
		strbuf_addf(out, "_kchaos_names %s", asked(w));
	else
		strbuf_addstr(out, " ");
}

/* "'(-o --out)'{-o,--out}'[what to write]:PATH:...'" */
static void zsh_options(const struct command *c, struct strbuf *out)
{
	for (size_t o = 0; o < OPTION_COUNT; o++) {
		const char *name = cli_options[o].name;
		const char *equals = cli_options[o].arg ? "=" : ""; /* or a blank */
		char letter = cli_options[o].letter;

		if (!cli_allows(c, o))
			continue;
		strbuf_addstr(out, " \\\n\t\t\t");
		if (letter)
			strbuf_addf(out, "'(-%c --%s)'{-%c,--%s%s}'[", letter, name,
				    letter, name, equals);
		else
			strbuf_addf(out, "'--%s%s[", name, equals);
		zsh_text(cli_options[o].help, out);
		strbuf_addch(out, ']');
		if (cli_options[o].arg) {
			strbuf_addf(out, ":%s:", cli_options[o].arg);
			zsh_action(completion_wants(cli_options[o].arg), out);
		}
		strbuf_addch(out, '\'');
	}
}

void completion_zsh(struct strbuf *out)
{
	strbuf_addstr(
		out,
		"#compdef kchaos\n"
		"# Completion of kchaos for zsh: kchaos completion zsh > a folder of $fpath, as _kchaos\n"
		"# _arguments puts options for compadd before what it is to be given.\n"
		"_kchaos_names() {\n"
		"\tlocal kind=$@[-1]\n"
		"\tlocal -a found how\n"
		"\thow=(\"${@[1,-2]}\")\n"
		"\tfound=(${(f)\"$(kchaos completion $kind 2>/dev/null)\"})\n"
		"\tcompadd \"${how[@]}\" -a found\n"
		"\tcase $kind in scenarios) _files \"${how[@]}\" -g '*.yaml' ;; runs) _files \"${how[@]}\" -/ ;; esac\n"
		"}\n"
		"_kchaos() {\n"
		"\tlocal -a names\n"
		"\tnames=(\n");
	for (const struct command *c = commands; c->name; c++) {
		strbuf_addf(out, "\t\t'%s:", c->name);
		zsh_text(c->summary, out);
		strbuf_addstr(out, "'\n");
	}
	strbuf_addstr(
		out,
		"\t)\n"
		"\tif (( CURRENT == 2 )) && [[ $words[2] == -* ]]; then\n\t\t_arguments");
	zsh_options(NULL, out);
	strbuf_addstr(
		out, "\n\t\treturn\n\tfi\n"
		     "\tif (( CURRENT == 2 )); then _describe command names; return; fi\n"
		     "\tshift words\n\t(( CURRENT-- ))\n"
		     "\tcase $words[1] in\n");
	for (const struct command *c = commands; c->name; c++) {
		struct wanted w = completion_wants(c->args);

		strbuf_addf(out, "\t%s)\n\t\t_arguments", c->name);
		zsh_options(c, out);
		strbuf_addstr(out, " \\\n\t\t\t'*:argument:");
		zsh_action(w, out);
		strbuf_addstr(out, "' ;;\n");
	}
	strbuf_addstr(out, "\tesac\n}\n_kchaos \"$@\"\n");
}

/* ---- fish ---- */

static void fish_text(const char *text, struct strbuf *out)
{
	strbuf_addch(out, '\'');
	for (; *text; text++) {
		if (*text == '\'' || *text == '\\')
			strbuf_addch(out, '\\');
		strbuf_addch(out, *text);
	}
	strbuf_addch(out, '\'');
}

/* The words that may stand there, as an argument of -a; files only where there may be some. */
static void fish_words(struct wanted w, struct strbuf *out)
{
	bool files = w.kind == WANTED_FILES || w.kind == WANTED_DIRS ||
		     w.kind == WANTED_SCENARIOS || w.kind == WANTED_RUNS;

	if (!files)
		strbuf_addstr(out, " -f");
	if (is_one_of_a_few(w)) {
		strbuf_addstr(out, " -a '");
		words_of(w, out);
		strbuf_addch(out, '\'');
	} else if (asked(w)) {
		strbuf_addf(out, " -a '(kchaos completion %s 2>/dev/null)'", asked(w));
	}
}

/* `when`: the condition under which they may stand there. */
static void fish_options(const struct command *c, const char *when, struct strbuf *out)
{
	for (size_t o = 0; o < OPTION_COUNT; o++) {
		if (!cli_allows(c, o))
			continue;
		strbuf_addf(out, "complete -c kchaos -n '%s' -l %s", when,
			    cli_options[o].name);
		if (cli_options[o].letter)
			strbuf_addf(out, " -s %c", cli_options[o].letter);
		if (cli_options[o].arg)
			strbuf_addstr(out, " -r");
		strbuf_addstr(out, " -d ");
		fish_text(cli_options[o].help, out);
		if (cli_options[o].arg)
			fish_words(completion_wants(cli_options[o].arg), out);
		strbuf_addch(out, '\n');
	}
}

static void fish_command(const struct command *c, struct strbuf *out)
{
	char *when = xasprintf("__fish_seen_subcommand_from %s", c->name);

	strbuf_addf(out, "complete -c kchaos -n __fish_use_subcommand -a %s -d ",
		    c->name);
	fish_text(c->summary, out);
	strbuf_addf(out, "\ncomplete -c kchaos -n '%s'", when);
	fish_words(completion_wants(c->args), out);
	strbuf_addch(out, '\n');
	fish_options(c, when, out);
	free(when);
}

void completion_fish(struct strbuf *out)
{
	strbuf_addstr(out,
		      "# Completion of kchaos for fish: kchaos completion fish | source\n"
		      "complete -c kchaos -f -n __fish_use_subcommand\n");
	fish_options(NULL, "__fish_use_subcommand", out);
	for (const struct command *c = commands; c->name; c++)
		fish_command(c, out);
}
