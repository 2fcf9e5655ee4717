#include "cli/completion.h"

#include "cli/command.h"
#include "cli/formats.h"
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
		{"[NAME...]", {WANTED_TERMS, NULL}},
		{"SHELL", {WANTED_WORDS, "bash zsh fish"}},
		{"[PAGE]", {WANTED_WORDS, "kchaos kchaos-scenario kchaos-run"}},
		{"[WHAT]", {WANTED_WORDS, "scenario results events"}},
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
	case WANTED_TERMS: return "terms";
	case WANTED_NOTHING:
	case WANTED_WORDS:
	case WANTED_FORMATS:
	case WANTED_TEMPLATES:
	case WANTED_FILES:
	case WANTED_DIRS: break;
	}
	return NULL;
}

static bool is_one_of_a_few(struct wanted w)
{
	return w.kind == WANTED_WORDS || w.kind == WANTED_FORMATS ||
	       w.kind == WANTED_TEMPLATES;
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

static void zsh_options(const struct command *c, struct strbuf *out)
{
	for (size_t o = 0; o < OPTION_COUNT; o++) {
		if (!cli_allows(c, o))
			continue;
		strbuf_addf(out, " \\\n\t\t\t'--%s[", cli_options[o].name);
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
		"_kchaos_names() {\n"
		"\tlocal -a found\n"
		"\tfound=(${(f)\"$(kchaos completion $1 2>/dev/null)\"})\n"
		"\tcompadd -a found\n"
		"\tcase $1 in scenarios) _files -g '*.yaml' ;; runs) _files -/ ;; esac\n"
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
		out, "\t)\n"
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

/* The words that may stand there, as an argument of -a. */
static void fish_words(struct wanted w, struct strbuf *out)
{
	if (is_one_of_a_few(w)) {
		strbuf_addstr(out, " -f -a '");
		words_of(w, out);
		strbuf_addch(out, '\'');
	} else if (asked(w)) {
		strbuf_addf(out, " -a '(kchaos completion %s 2>/dev/null)'", asked(w));
	}
}

void completion_fish(struct strbuf *out)
{
	strbuf_addstr(out,
		      "# Completion of kchaos for fish: kchaos completion fish | source\n"
		      "complete -c kchaos -f -n __fish_use_subcommand\n");
	for (const struct command *c = commands; c->name; c++) {
		struct wanted w = completion_wants(c->args);

		strbuf_addf(out, "complete -c kchaos -n __fish_use_subcommand -a %s -d ",
			    c->name);
		fish_text(c->summary, out);
		if (is_one_of_a_few(w) || asked(w)) {
			strbuf_addf(
				out,
				"\ncomplete -c kchaos -n '__fish_seen_subcommand_from %s'",
				c->name);
			fish_words(w, out);
		}
		strbuf_addch(out, '\n');
		for (size_t o = 0; o < OPTION_COUNT; o++) {
			if (!cli_allows(c, o))
				continue;
			strbuf_addf(
				out,
				"complete -c kchaos -n '__fish_seen_subcommand_from %s' -l %s%s -d ",
				c->name, cli_options[o].name,
				cli_options[o].arg ? " -r" : "");
			fish_text(cli_options[o].help, out);
			fish_words(completion_wants(cli_options[o].arg), out);
			strbuf_addch(out, '\n');
		}
	}
}
