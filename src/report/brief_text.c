/* brief_text.c - runs in brief as text: a line of a listing, or one run with its files. */
#include "base/file.h"
#include "base/mem.h"
#include "base/str.h"
#include "report/brief.h"
#include "report/layout.h"
#include "report/text.h"

#include <dirent.h>
#include <inttypes.h>
#include <sys/stat.h>

/* Names are not cut: the line is as wide as they are. */
enum { NO_WRAP = 100000, WIDTH = 100, NARROWEST = 60 };

static const char *colour_of(const struct brief *b)
{
	return !b->verdict || strcmp(b->verdict, "inconclusive") == 0 ? YELLOW
	       : strcmp(b->verdict, "pass") == 0                      ? GREEN
								      : RED;
}

/* "fail, 1 of 11": how many expectations do not hold. */
static void verdict_cell(const struct brief *b, struct strbuf *out)
{
	strbuf_addstr(out, b->verdict ? b->verdict : b->unjudged);
	if (b->verdict && b->not_held)
		strbuf_addf(out, ", %zu of %zu", b->not_held, b->expectations);
}

static void line_of(const struct brief *b, bool colour, struct table *table)
{
	struct strbuf verdict = STRBUF_INIT;

	table_add(table, "%s", path_last(b->dir));
	table_add(table, "%s", b->why ? "-" : b->header.plan.name);
	table_add(table, "%s", b->why ? "-" : brief_when(b, (char[40]){0}, 40));
	table_add(table, "%s", b->verdict ? DURATION_TEXT(b->length_ns) : "-");
	if (b->why)
		strbuf_addf(&verdict, "cannot be read: %s [%s]", b->why,
			    code_text(b->code));
	else
		verdict_cell(b, &verdict);
	table_add(table, "%s%s%s", colour ? colour_of(b) : "", strbuf_text(&verdict),
		  colour ? PLAIN : "");
	strbuf_release(&verdict);
}

void briefs_text(const struct briefs *all, bool colour, struct strbuf *out)
{
	static const char *const heads[] = {"run", "scenario", "began (UTC)", "measured",
					    "verdict"};
	struct table table = {.align = "lllrl"};
	size_t begin = out->len;

	for (size_t i = 0; i < ARRAY_LEN(heads); i++)
		table_add(&table, "%s", heads[i]);
	for (size_t i = 0; i < all->len; i++)
		line_of(&all->run[i], colour, &table);
	table_print(&table, 0, NO_WRAP, out);
	layout_clean(out, begin);
}

/* ---- one run ---- */

static void fact(struct table *table, const char *what, const char *text)
{
	if (!text || !*text)
		return;
	table_add(table, "%s", what);
	table_add(table, "%s", text);
}

static void scenario_facts(const struct brief *b, struct table *table)
{
	const struct plan *p = &b->header.plan;
	char *name = xasprintf("%s (%s)", p->name, p->file ? p->file : "?");
	char *seed = xasprintf("%" PRIu64, p->seed);
	char *when = xasprintf("%s UTC", brief_when(b, (char[40]){0}, 40));

	fact(table, "scenario", name);
	fact(table, "about", p->about);
	fact(table, "question", p->question);
	fact(table, "began", when);
	fact(table, "seed", seed);
	free(name);
	free(seed);
	free(when);
}

static void verdict_facts(const struct brief *b, struct table *table)
{
	char *verdict = b->verdict ? xasprintf("%s: %s", b->verdict, b->sentence)
				   : xstrdup(b->unjudged);

	fact(table, "verdict", verdict);
	if (b->verdict)
		fact(table, "measured", DURATION_TEXT(b->length_ns));
	free(verdict);
}

static void cluster_facts(const struct brief *b, struct table *table)
{
	const struct topology *t = &b->header.topology;
	struct strbuf nodes = STRBUF_INIT;

	for (size_t i = 0; i < t->len; i++)
		strbuf_addf(&nodes, "%s%s", i ? ", " : "", t->nodes[i].name);
	fact(table, "nodes", strbuf_text(&nodes));
	fact(table, "image", t->image);
	strbuf_release(&nodes);
}

/* What is known of the client library's defects is long, and in every report. */
static void environment_facts(const struct brief *b, struct table *table)
{
	const struct params *env = &b->header.environment;

	fact(table, "kchaos", b->header.kchaos);
	for (size_t i = 0; i < env->len; i++)
		if (!str_starts(env->item[i].name, "librdkafka artefact") &&
		    strcmp(env->item[i].name, "image") != 0)
			fact(table, env->item[i].name, env->item[i].text);
}

struct amount {
	size_t files;
	int64_t bytes;
	bool is_folder;
};

static struct amount amount_of(const char *path);

static struct amount folder_amount(const char *path)
{
	struct amount sum = {.is_folder = true};
	struct dirent **entries;
	int n = scandir(path, &entries, NULL, NULL);

	for (int i = 0; i < n; i++) {
		if (entries[i]->d_name[0] != '.') {
			char *inner = path_join(path, entries[i]->d_name);
			struct amount a = amount_of(inner);

			sum.files += a.files;
			sum.bytes += a.bytes;
			free(inner);
		}
		free(entries[i]);
	}
	if (n >= 0)
		free(entries);
	return sum;
}

/* A link is not followed: it may lead to a folder above. */
static struct amount amount_of(const char *path)
{
	struct stat st;

	if (lstat(path, &st) < 0)
		return (struct amount){0};
	if (S_ISDIR(st.st_mode))
		return folder_amount(path);
	return (struct amount){.files = 1, .bytes = st.st_size};
}

static void file_row(struct table *table, const char *name, const struct amount *a)
{
	table_add(table, "%s%s", name, a->is_folder ? "/" : "");
	table_add(table, "%s", BYTES_TEXT(a->bytes));
	if (a->is_folder)
		table_add(table, "%zu file%s", a->files, a->files == 1 ? "" : "s");
	else
		table_add(table, "%s", "");
}

static void files(const struct brief *b, size_t width, struct strbuf *out)
{
	struct table table = {.align = "lrl"};
	struct dirent **entries;
	int n = scandir(b->dir, &entries, NULL, alphasort);
	struct amount all = amount_of(b->dir);

	for (int i = 0; i < n; i++) {
		if (entries[i]->d_name[0] != '.') {
			char *path = path_join(b->dir, entries[i]->d_name);
			struct amount a = amount_of(path);

			file_row(&table, entries[i]->d_name, &a);
			free(path);
		}
		free(entries[i]);
	}
	if (n >= 0)
		free(entries);
	file_row(&table, "all of it", &(struct amount){all.files, all.bytes, false});
	strbuf_addstr(out, "\nfiles\n");
	table_print(&table, INDENT, width, out);
}

void brief_text(const struct brief *b, int columns, struct strbuf *out)
{
	size_t width = columns == 0          ? WIDTH
		       : columns < NARROWEST ? NARROWEST
					     : (size_t)columns;
	struct table facts = {.align = "ll"};
	size_t begin = out->len;

	strbuf_addf(out, "%s\n", path_last(b->dir));
	scenario_facts(b, &facts);
	verdict_facts(b, &facts);
	cluster_facts(b, &facts);
	environment_facts(b, &facts);
	table_print(&facts, INDENT, width, out);
	files(b, width, out);
	layout_clean(out, begin);
}
