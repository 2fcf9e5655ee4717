#include "cli/manual.h"

#include "base/mem.h"
#include "cli/command.h"
#include "guide/codes.h"
#include "guide/term.h"
#include "report/layout.h"

#include <ctype.h>

/* ---- mdoc ---- */

enum { LINE = 79 };

/* With what roff would take for its own escaped, a line to a sentence. */
static void escaped(const char *t, struct strbuf *out)
{
	for (char before = ' '; *t; before = *t++) {
		if (*t == '\\')
			strbuf_addstr(out, "\\e");
		else if (*t == '-' && t[1] == '-')
			strbuf_addstr(out, "\\-");
		else if (*t == ' ' && strchr(".?!", before) && t[1])
			strbuf_addch(out, '\n');
		else
			strbuf_addch(out, *t);
	}
}

/* Running text: lines of its own, of which none may look like a request. */
static void text(const char *t, struct strbuf *out)
{
	struct strbuf plain = STRBUF_INIT, lines = STRBUF_INIT;

	escaped(t, &plain);
	layout_wrap(&lines, strbuf_text(&plain), 0, 0, LINE);
	for (const char *p = strbuf_text(&lines); *p; p += strcspn(p, "\n") + 1) {
		if (*p == '.' || *p == '\'')
			strbuf_addstr(out, "\\&");
		strbuf_addf(out, "%.*s\n", (int)strcspn(p, "\n"), p);
	}
	strbuf_release(&plain);
	strbuf_release(&lines);
}

/* An argument of a macro. */
static void quoted(const char *t, struct strbuf *out)
{
	strbuf_addch(out, '"');
	for (; *t; t++) {
		if (*t == '"')
			strbuf_addstr(out, "\\(dq");
		else if (*t == '\\')
			strbuf_addstr(out, "\\e");
		else
			strbuf_addch(out, *t);
	}
	strbuf_addch(out, '"');
}

static void head(const char *name, int section, const char *about, struct strbuf *out)
{
	strbuf_addstr(out, ".Dd $Mdocdate$\n.Dt ");
	for (const char *p = name; *p; p++)
		strbuf_addch(out, (char)toupper((unsigned char)*p));
	strbuf_addf(out, " %d\n.Os\n.Sh NAME\n.Nm %s\n.Nd %s\n", section, name, about);
}

static void section(const char *title, struct strbuf *out)
{
	strbuf_addf(out, ".Sh %s\n", title);
}

static void item(const char *macro, const char *name, const char *help,
		 struct strbuf *out)
{
	strbuf_addf(out, ".It %s ", macro);
	quoted(name, out);
	strbuf_addch(out, '\n');
	text(help, out);
}

static void begin_list(struct strbuf *out)
{
	strbuf_addstr(out, ".Bl -tag -width Ds\n");
}

static void end_list(struct strbuf *out)
{
	strbuf_addstr(out, ".El\n");
}

/* ---- kchaos(1) ---- */

static void list_commands(struct strbuf *out)
{
	begin_list(out);
	for (const struct command *c = commands; c->name; c++) {
		strbuf_addf(out, ".It Cm %s", c->name);
		if (*c->args) {
			strbuf_addstr(out, " Ar ");
			quoted(c->args, out);
		}
		strbuf_addch(out, '\n');
		text(c->summary, out);
		for (size_t o = 0, any = 0; o < OPTION_COUNT; o++)
			if (c->options >> o & 1U)
				strbuf_addf(out, "%s.Fl \\-%s\n",
					    any++ ? "" : ".br\nTakes\n",
					    cli_options[o].name);
	}
	end_list(out);
}

static void list_options(struct strbuf *out)
{
	begin_list(out);
	for (size_t o = 0; o < OPTION_COUNT; o++) {
		strbuf_addstr(out, ".It ");
		if (cli_options[o].letter)
			strbuf_addf(out, "Fl %c , ", cli_options[o].letter);
		strbuf_addf(out, "Fl \\-%s", cli_options[o].name);
		if (cli_options[o].arg)
			strbuf_addf(out, " Ar %s", cli_options[o].arg);
		strbuf_addch(out, '\n');
		text(cli_options[o].help, out);
	}
	end_list(out);
}

static void list_terms(const struct terms *all, enum term_kind kind, const char *macro,
		       struct strbuf *out)
{
	begin_list(out);
	for (size_t i = 0; i < all->len; i++)
		if (all->at[i].kind == kind)
			item(macro,
			     all->at[i].usage && kind != TERM_EXPECTATION
				     ? all->at[i].usage
				     : all->at[i].name,
			     all->at[i].help, out);
	end_list(out);
}

/* With what to do: the page is read where kchaos cannot be asked. */
static void list_messages(struct strbuf *out)
{
	begin_list(out);
	for (const struct code_row *r = code_rows; r->text; r++) {
		const struct code_advice *a = code_advice(r->code);
		char *all = xasprintf("%s (%s). %s %s", r->meaning,
				      code_kind_name(r->kind), a->why, a->mend);

		item("Li", r->text, all, out);
		free(all);
	}
	end_list(out);
}

static void environment(struct strbuf *out)
{
	static const struct {
		const char *name, *help;
	} rows[] = {
		{"DOCKER_HOST",
		 "where the engine is; else the current context, else /var/run/docker.sock"},
		{"KAFKA_IMAGE", "the image that the shipped Compose files use"},
		{"KCHAOS_HELPER_IMAGE",
		 "the image of helper containers, which faults of network and disk need"},
		{"NO_COLOR", "no colours on a terminal"},
		{"GITHUB_STEP_SUMMARY",
		 "a file to which the summary of a run is appended"},
	};

	section("ENVIRONMENT", out);
	begin_list(out);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		item("Ev", rows[i].name, rows[i].help, out);
	end_list(out);
}

static void program(struct strbuf *out)
{
	struct terms all;

	terms_all(&all);
	head("kchaos", 1, "what a Kafka cluster does when nodes fail", out);
	section("SYNOPSIS", out);
	strbuf_addstr(out, ".Nm\n.Ar command\n.Op Ar options\n.Ar ...\n");
	section("DESCRIPTION", out);
	text("Starts a real KRaft cluster in containers, loads it, hurts it by a scenario, and tells what it did: exactly when, for whom, and whether anything was lost.",
	     out);
	strbuf_addstr(out, ".Pp\nCommands:\n");
	list_commands(out);
	strbuf_addstr(out, ".Pp\nOptions:\n");
	list_options(out);
	environment(out);
	section("FILES", out);
	begin_list(out);
	item("Pa", "runs/NAME-TIME", "run directories; see kchaos-run(5)", out);
	item("Pa", KCHAOS_DATADIR "/scenarios", "the shipped scenarios", out);
	end_list(out);
	section("EXIT STATUS", out);
	list_terms(&all, TERM_EXIT_CODE, "Li", out);
	section("EXAMPLES", out);
	strbuf_addstr(
		out,
		".Dl kchaos init mine && kchaos run mine/minority-outage.yaml\n"
		".Dl kchaos explain NOT_ENOUGH_REPLICAS\n"
		".Dl kchaos report runs/minority-outage-20261122-101500 \\-\\-format md\n");
	section("DIAGNOSTICS", out);
	text("Errors, warnings and reasons for an inconclusive verdict end with the code of their family, in brackets; of each: what it means, why it happens, what to do. The same is told by kchaos explain.",
	     out);
	list_messages(out);
	section("SEE ALSO", out);
	strbuf_addstr(out, ".Xr kchaos-run 5 ,\n.Xr kchaos-scenario 5\n");
	terms_release(&all);
}

/* ---- kchaos-scenario(5) ---- */

static void keys(const struct field *f, struct strbuf *out)
{
	begin_list(out);
	for (; f->name; f++) {
		strbuf_addstr(out, ".It Cm ");
		quoted(f->name, out);
		if (f->fallback) {
			strbuf_addstr(out, " Pq default: ");
			quoted(f->fallback, out);
		} else if (f->flags & FIELD_REQUIRED) {
			strbuf_addstr(out, " Pq required");
		}
		strbuf_addch(out, '\n');
		text(f->help, out);
		if (f->type == FIELD_CHOICE)
			text(f->choices, out);
	}
	end_list(out);
}

static void with_keys(const struct terms *all, enum term_kind kind, const char *title,
		      struct strbuf *out)
{
	section(title, out);
	text(term_kind_help(kind), out);
	for (size_t i = 0; i < all->len; i++) {
		if (all->at[i].kind != kind)
			continue;
		strbuf_addstr(out, ".Ss ");
		quoted(all->at[i].name, out);
		strbuf_addstr(out, kind == TERM_SECTION ? " mapping\n" : "\n");
		text(all->at[i].help, out);
		if (all->at[i].fields && all->at[i].fields->name)
			keys(all->at[i].fields, out);
	}
}

static void scenario(struct strbuf *out)
{
	struct terms all;

	terms_all(&all);
	head("kchaos-scenario", 5, "the file that says what is done to a cluster", out);
	section("DESCRIPTION", out);
	text("A YAML file: a cluster, topics, workloads, phases with actions, and what must hold. It is checked whole before anything is started.",
	     out);
	with_keys(&all, TERM_SECTION, "THE FILE", out);
	with_keys(&all, TERM_ACTION, "ACTIONS OF A PHASE", out);
	section("SELECTORS", out);
	list_terms(&all, TERM_SELECTOR, "Cm", out);
	with_keys(&all, TERM_EXPECTATION, "EXPECTATIONS", out);
	section("VALUES", out);
	list_terms(&all, TERM_UNIT, "Li", out);
	section("SEE ALSO", out);
	strbuf_addstr(out, ".Xr kchaos 1 ,\n.Xr kchaos-run 5\n");
	terms_release(&all);
}

/* ---- kchaos-run(5) ---- */

static void directory(struct strbuf *out)
{
	static const struct {
		const char *name, *help;
	} rows[] = {
		{"run.json",
		 "what was fixed before the run: plan, topology, environment; the only file that must be there"},
		{"scenario.yaml, compose.yaml", "the files as they were read"},
		{"events.jsonl",
		 "the conductor: phases, actions, workloads, the read-back"},
		{"observer.jsonl", "what every node itself said of the cluster"},
		{"engine.jsonl", "what the container engine said of the nodes"},
		{"load.jsonl",
		 "what workloads have to say: started, warm, fatal errors, group assignments"},
		{"snapshots.jsonl", "the cluster's tables at each boundary of phases"},
		{"instrument.jsonl", "how late and how busy kchaos itself was"},
		{"load/",
		 "ledgers: a row per record, receipt or question; of bulk workloads, runs"},
		{"settle/", "what was found when everything was read back"},
		{"logs/", "the nodes' own lines, stamped with run time"},
		{"kchaos.log", "our own log, for people"},
		{"results.json", "everything that was worked out, for machines"},
		{"report.html, report.md, junit.xml",
		 "the reports that a run writes by itself"},
	};
	struct terms all;

	terms_all(&all);
	head("kchaos-run", 5, "the directory that a run leaves", out);
	section("DESCRIPTION", out);
	text("Everything one run recorded, and the only input of analysis, verdict and reports: they can be made again from it, and are the same bytes each time. Instants are ns since the start of the run, on the monotonic clock.",
	     out);
	section("FILES", out);
	begin_list(out);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		item("Pa", rows[i].name, rows[i].help, out);
	end_list(out);
	section("OUTCOMES", out);
	list_terms(&all, TERM_OUTCOME, "Cm", out);
	section("REASONS", out);
	text(term_kind_help(TERM_REASON), out);
	list_terms(&all, TERM_REASON, "Cm", out);
	section("STATES", out);
	text(term_kind_help(TERM_STATE), out);
	list_terms(&all, TERM_STATE, "Cm", out);
	section("SEE ALSO", out);
	strbuf_addstr(out, ".Xr kchaos 1 ,\n.Xr kchaos-scenario 5\n");
	terms_release(&all);
}

const struct manual_page manual_pages[] = {
	{"kchaos", 1, program},
	{"kchaos-scenario", 5, scenario},
	{"kchaos-run", 5, directory},
	{0},
};
