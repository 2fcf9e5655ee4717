#include "guide/explain.h"

#include "base/mem.h"

#include "expect/table.h"
#include "fault/action.h"
#include "guide/codes.h"
#include "model/kafka_error.h"
#include "report/layout.h"

static void field_row(struct table *table, const struct field *f)
{
	const char *fallback = f->fallback ? f->fallback : "";

	table_add(table, "%s", f->name);
	table_add(table, "%s%s", f->fallback ? "default " : "",
		  f->flags & FIELD_REQUIRED ? "required" : fallback);
	if (f->choices && f->type == FIELD_CHOICE)
		table_add(table, "%s: %s", f->help, f->choices);
	else
		table_add(table, "%s; %s", f->help, field_wants(f->type));
}

static void fields(const struct field *rows, int width, struct strbuf *out)
{
	struct table table = {.align = "lll"};

	if (!rows || !rows->name)
		return;
	strbuf_addstr(out, "\n  Keys:\n");
	for (; rows->name; rows++)
		field_row(&table, rows);
	table_print(&table, 4, (size_t)width, out);
}

static void line(const char *title, const char *text, int width, struct strbuf *out)
{
	size_t at = strlen(title) + 2;

	if (!text)
		return;
	strbuf_addf(out, "  %s ", title);
	layout_wrap(out, text, at + 1, 4, (size_t)width);
}

static void of_action(const struct action_row *r, int width, struct strbuf *out)
{
	char *own = r->shorthand ? xasprintf("`- %s: ...` with a plain value is `%s`.",
					     r->name, r->shorthand)
				 : NULL;

	line("Written:", own, width, out);
	line("Needs:", r->needs, width, out);
	line("Its effect is proven by:", r->proven, width, out);
	line("Undone:", r->undone ? r->undone : "there is nothing to undo", width, out);
	line("Not on an adopted cluster:", r->not_adopted, width, out);
	free(own);
}

static void of_expectation(const struct expect_row *r, int width, struct strbuf *out)
{
	bool phase = r->scope & EXPECT_IN_PHASE, run = r->scope & EXPECT_IN_RUN;

	line("Where:",
	     phase && run ? "of a phase, or of the whole run"
	     : phase      ? "of a phase"
			  : "of the whole run",
	     width, out);
	line("Example:", r->example, width, out);
}

static void of_error(const struct kafka_error *k, int width, struct strbuf *out)
{
	char *code = xasprintf("%d (%s)", k->code, error_class_name(k->class));

	line("Code:", code, width, out);
	line("Takes down:", error_hits(k->code), width, out);
	line("Healed by:", error_heals(k->code), width, out);
	free(code);
}

static void of_message(const struct code_row *r, int width, struct strbuf *out)
{
	const struct code_advice *a = code_advice(r->code);
	char *kind = xasprintf("%s; %s", code_kind_name(r->kind),
			       code_kind_ends(r->kind));

	line("Kind:", kind, width, out);
	line("Why:", a->why, width, out);
	line("What to do:", a->mend, width, out);
	free(kind);
}

void explain_term(const struct term *t, int width, struct strbuf *out)
{
	char *head = xasprintf("%s (%s): %s",
			       t->usage && t->kind != TERM_EXPECTATION ? t->usage
								       : t->name,
			       term_kind_name(t->kind), t->help);

	layout_wrap(out, head, 0, 2, (size_t)width);
	free(head);
	if (t->kind == TERM_ACTION)
		of_action(t->row, width, out);
	else if (t->kind == TERM_EXPECTATION)
		of_expectation(t->row, width, out);
	else if (t->kind == TERM_ERROR)
		of_error(t->row, width, out);
	else if (t->kind == TERM_MESSAGE)
		of_message(t->row, width, out);
	fields(t->fields, width, out);
}

/* "leader of TOPIC/PARTITION" and "leader of most partitions" begin with one word. */
static bool is_repeated(const struct terms *t, size_t i)
{
	return i > 0 && t->at[i - 1].kind == t->at[i].kind &&
	       strcmp(t->at[i - 1].name, t->at[i].name) == 0;
}

bool explain_key(const struct terms *t, const char *name, int width, struct strbuf *out)
{
	struct table table = {.align = "lll"};
	bool any = false;

	for (size_t i = 0; i < t->len; i++) {
		const struct field *f = t->at[i].fields
						? field_find(t->at[i].fields, name)
						: NULL;

		if (!f)
			continue;
		table_add(&table, "%s %s", term_kind_name(t->at[i].kind), t->at[i].name);
		table_add(&table, "%s",
			  f->fallback                 ? f->fallback
			  : f->flags & FIELD_REQUIRED ? "required"
						      : "");
		table_add(&table, "%s; %s", f->help, field_wants(f->type));
		any = true;
	}
	if (any)
		strbuf_addf(out, "%s (key):\n", name);
	table_print(&table, 2, (size_t)width, out);
	return any;
}

void explain_all(const struct terms *t, int width, struct strbuf *out)
{
	for (enum term_kind k = 0; k < TERM_KINDS_COUNT; k++) {
		struct strbuf names = STRBUF_INIT;

		for (size_t i = 0; i < t->len; i++)
			if (t->at[i].kind == k && !is_repeated(t, i))
				strbuf_addf(&names, "%s%s", names.len ? ", " : "",
					    t->at[i].name);
		strbuf_addf(out, "%s%s: %s\n    ", k ? "\n" : "", term_kind_name(k),
			    term_kind_help(k));
		layout_wrap(out, strbuf_text(&names), 4, 4, (size_t)width);
		strbuf_release(&names);
	}
}
