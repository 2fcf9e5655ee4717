/* cmd_completion.c - `kchaos completion`: a shell's script, or the names it asks for. */
#include "base/mem.h"
#include "base/str.h"
#include "cli/completion.h"
#include "cli/hosts.h"
#include "cluster/cluster.h"
#include "cluster/project.h"
#include "guide/term.h"
#include "scenario/scenario.h"

#include <glob.h>

/* Names of files that match, without folder and ending. */
static void files(const char *pattern, bool whole, struct strbuf *out)
{
	glob_t found;

	// NOLINTNEXTLINE(concurrency-mt-unsafe): the only thread
	if (glob(pattern, 0, NULL, &found) != 0)
		return;
	for (size_t i = 0; i < found.gl_pathc; i++) {
		const char *path = found.gl_pathv[i], *name = strrchr(path, '/');

		name = name && !whole ? name + 1 : path;
		strbuf_addf(out, "%.*s\n",
			    whole ? (int)strlen(name) : (int)strcspn(name, "."), name);
	}
	globfree(&found);
}

static void scenarios(struct strbuf *out)
{
	files("scenarios/*.yaml", false, out);
	if (out->len == 0)
		files(KCHAOS_DATADIR "/scenarios/*.yaml", false, out);
}

/* Directories with a run in them. */
static void runs(struct strbuf *out)
{
	struct strbuf found = STRBUF_INIT;

	files("runs/*/run.json", true, &found);
	for (char *line = found.buf, *end; line && (end = strchr(line, '\n'));
	     line = end + 1)
		strbuf_addf(out, "%.*s\n", (int)(end - line) - (int)strlen("/run.json"),
			    line);
	strbuf_release(&found);
}

static void nodes_of(const char *project, struct strbuf *out)
{
	struct cluster_opts opts = {0};
	struct err ignored = {0};
	struct cluster *c = attach_project(NULL, project, &opts, &ignored);

	for (size_t i = 0; c && i < cluster_topology(c)->len; i++)
		strbuf_addf(out, "%s\n", cluster_topology(c)->nodes[i].name);
	cluster_free(c);
}

/* Of every cluster of ours that is there: which one is meant may be told later on the line. */
static void nodes(struct strbuf *out)
{
	struct err ignored = {0};
	struct project_list l;

	if (project_list(NULL, NULL, &l, &ignored) < 0)
		return;
	for (size_t i = 0; i < l.len; i++)
		nodes_of(l.items[i].name, out);
	project_list_release(&l);
}

static void projects(struct strbuf *out)
{
	struct err ignored = {0};
	struct project_list l;

	if (project_list(NULL, NULL, &l, &ignored) < 0)
		return;
	for (size_t i = 0; i < l.len; i++)
		strbuf_addf(out, "%s\n", l.items[i].name);
	project_list_release(&l);
}

static void terms(struct strbuf *out)
{
	struct terms all;

	terms_all(&all);
	for (size_t i = 0; i < all.len; i++)
		if (!strchr(all.at[i].name, ' '))
			strbuf_addf(out, "%s\n", all.at[i].name);
	terms_release(&all);
}

static const struct {
	const char *name; /* first member: str_nearest() walks these */
	void (*write)(struct strbuf *out);
} kinds[] = {
	{"bash", completion_bash}, {"zsh", completion_zsh}, {"fish", completion_fish},
	{"scenarios", scenarios},  {"runs", runs},          {"nodes", nodes},
	{"terms", terms},          {"projects", projects},
};

int command_completion(const struct cli *cli, struct err *e)
{
	struct strbuf out = STRBUF_INIT;
	size_t i = 0;

	while (i < ARRAY_LEN(kinds) && strcmp(kinds[i].name, cli->args[0]) != 0)
		i++;
	if (i == ARRAY_LEN(kinds))
		return err_set(e, CODE_WORD_UNKNOWN,
			       "there is no completion for '%s': bash, zsh or fish",
			       cli->args[0]);
	kinds[i].write(&out);
	(void)fputs(strbuf_text(&out), stdout); /* main() checks stdout */
	strbuf_release(&out);
	return 0;
}
