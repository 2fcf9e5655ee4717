/* cmd_explain.c - `kchaos explain`: what a word of the tool means, or what a scenario does. */
#include "base/file.h"
#include "base/str.h"
#include "cli/command.h"
#include "cli/live.h"
#include "guide/explain.h"
#include "scenario/scenario.h"
#include "yaml/diag.h"

static bool is_a_file(const char *name)
{
	size_t n = strlen(name);

	return strchr(name, '/') || (n > 5 && strcmp(name + n - 5, ".yaml") == 0) ||
	       (n > 4 && strcmp(name + n - 4, ".yml") == 0);
}

/* The scenario alone is read: its Compose file need not be there yet. */
static int of_scenario(const char *path, struct strbuf *out, struct err *e)
{
	struct diags d = {0};
	struct scenario s;
	int rc = scenario_load_adopted(&s, path, &d);

	if (rc == 0)
		explain_plan(&s.plan, live_columns(), out);
	else
		rc = err_set(e, CODE_FILE_INVALID,
			     "'%s' is not valid: see `kchaos validate %s`", path, path);
	scenario_release(&s);
	diags_release(&d);
	return rc;
}

static bool of_terms(const struct terms *all, const char *name, struct strbuf *out)
{
	bool found = false;

	for (size_t i = 0; i < all->len; i++) {
		if (!term_is(&all->at[i], name))
			continue;
		if (found)
			strbuf_addch(out, '\n');
		explain_term(&all->at[i], live_columns(), out);
		found = true;
	}
	return explain_key(all, name, live_columns(), out) || found;
}

static int unknown(const struct terms *all, const char *name, struct err *e)
{
	const char *near = str_nearest(name, all->at, all->len, sizeof(all->at[0]));

	if (near)
		return err_set(e, CODE_WORD_UNKNOWN,
			       "nothing is called '%s': did you mean '%s'?", name, near);
	return err_set(
		e, CODE_WORD_UNKNOWN,
		"nothing is called '%s': `kchaos explain` lists what there is; a scenario is named by its path",
		name);
}

/* A scenario's file, a word, or else a shipped scenario of that name. */
static int explain(const struct terms *all, const char *name, struct strbuf *out,
		   struct err *e)
{
	struct err ignored = {0};
	char *path;
	int rc;

	if (is_a_file(name))
		return of_scenario(name, out, e);
	if (of_terms(all, name, out))
		return 0;
	path = scenario_find(name, &ignored);
	rc = path ? of_scenario(path, out, e) : unknown(all, name, e);
	free(path);
	return rc;
}

int command_explain(const struct cli *cli, struct err *e)
{
	struct strbuf out = STRBUF_INIT;
	struct terms all;
	int rc = 0;

	terms_all(&all);
	if (cli->n_args == 0)
		explain_all(&all, live_columns(), &out);
	for (size_t i = 0; rc == 0 && i < cli->n_args; i++) {
		if (i)
			strbuf_addch(&out, '\n');
		rc = explain(&all, cli->args[i], &out, e);
	}
	if (rc == 0)
		(void)fputs(strbuf_text(&out), stdout); /* main() checks stdout */
	strbuf_release(&out);
	terms_release(&all);
	return rc;
}
