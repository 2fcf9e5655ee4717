#include "cli/hosts.h"

#include "base/file.h"
#include "base/mem.h"
#include "base/strbuf.h"
#include "base/utf8.h"
#include "cli/project.h"
#include "cluster/project.h"
#include "fault/journal.h"
#include "scenario/scenario.h"

#include <inttypes.h>
#include <unistd.h>

static int load(const char *path, struct hosts *out, struct err *e)
{
	struct diags d = DIAGS_INIT;
	struct strbuf text = STRBUF_INIT;
	size_t errors;

	(void)hosts_load(out, path, &d); /* its errors are counted */
	errors = diags_count_errors(&d);
	diags_text(&d, &text);
	(void)fputs(strbuf_text(&text), stderr);
	strbuf_release(&text);
	diags_release(&d);
	if (errors == 0)
		return 0;
	hosts_release(out);
	return err_set(e, CODE_FILE_INVALID, "hosts file '%s' has %zu error%s", path,
		       errors, errors == 1 ? "" : "s");
}

int hosts_of_option(const struct cli *cli, struct hosts *out, struct err *e)
{
	const char *path = cli ? cli->value[OPTION_HOSTS] : NULL;

	*out = (struct hosts){0};
	return path ? load(path, out, e) : 0;
}

/* Caller frees; NULL: there is no place. */
static char *path_of(const char *project, struct err *e)
{
	char *journal = journal_path("hosts", project, e);
	char *path = NULL;

	if (journal)
		path = xasprintf("%.*s.yaml", (int)(strlen(journal) - strlen(".journal")),
				 journal);
	free(journal);
	return path;
}

bool hosts_are_noted(const char *project)
{
	struct err ignored = {0}; /* no place: nothing was noted */
	char *path = path_of(project, &ignored);
	bool are = path && file_exists(path);

	free(path);
	return are;
}

int hosts_of_project(const struct cli *cli, const char *project, struct hosts *out,
		     struct err *e)
{
	struct err ignored = {0}; /* no place for notes: there are none */
	char *path = NULL;
	int rc = hosts_of_option(cli, out, e);

	if (rc == 0 && out->len == 0 && project)
		path = path_of(project, &ignored);
	if (path && file_exists(path))
		rc = load(path, out, e);
	free(path);
	return rc;
}

struct cluster *attach_project(const struct cli *cli, const char *project,
			       const struct cluster_opts *opts, struct err *e)
{
	struct cluster_opts own = *opts;
	struct cluster *c = NULL;
	struct hosts hosts;

	if (hosts_of_project(cli, project, &hosts, e) == 0) {
		own.hosts = &hosts;
		c = cluster_attach(project, &own, e);
	}
	hosts_release(&hosts);
	return c;
}

/* Line breaks would be folded, of which YAML knows several, and what is no text is not allowed as it is. */
static void add_char(struct strbuf *out, uint32_t c)
{
	if (c < ' ' || c > '~')
		strbuf_addf(out, "\\U%08" PRIx32, c);
	else if (c == '"' || c == '\\')
		strbuf_addf(out, "\\%c", (char)c);
	else
		strbuf_addf(out, "%s%c", c == '$' ? "$" : "", (char)c);
}

/* A YAML text in double quotes, safe from ${VARIABLES}. */
static void add_text(struct strbuf *out, const char *key, const char *text)
{
	uint32_t c;

	if (!text)
		return;
	strbuf_addf(out, "    %s: \"", key);
	while (*text) {
		text += utf8_decode(text, strlen(text), &c);
		add_char(out, c);
	}
	strbuf_addstr(out, "\"\n");
}

/* Whoever reads it is in another folder. What is not there is told when it is used. */
static void add_path(struct strbuf *out, const char *key, const char *path)
{
	char *whole = path ? realpath(path, NULL) : NULL;

	add_text(out, key, whole ? whole : path);
	free(whole);
}

static void describe(const struct hosts *h, struct strbuf *out)
{
	strbuf_addf(out, "network: %s\nhosts:\n", host_network_name(h->network));
	for (size_t i = 0; i < h->len; i++) {
		strbuf_addf(out, "  %s:\n", h->at[i].name);
		add_text(out, "engine", h->at[i].engine);
		add_path(out, "tls", h->at[i].tls);
		add_text(out, "rack", h->at[i].rack);
		add_text(out, "address", h->at[i].address);
		add_text(out, "engine_stop", h->at[i].engine_stop);
		add_text(out, "engine_kill", h->at[i].engine_kill);
		add_text(out, "engine_start", h->at[i].engine_start);
	}
}

static bool has_engine(const struct hosts *h, const struct host *of)
{
	size_t i = hosts_index(h, of->name);

	return i < h->len && strcmp(h->at[i].engine, of->engine) == 0;
}

/* What an earlier start made there would be out of everybody's sight. */
static int check_noted(const char *project, const char *path, const struct hosts *now,
		       struct err *e)
{
	struct hosts noted;
	int rc = 0;

	if (!file_exists(path))
		return 0;
	if (load(path, &noted, e) < 0)
		return -1;
	for (size_t i = 0; rc == 0 && i < noted.len; i++)
		if (!has_engine(now, &noted.at[i]))
			rc = err_set(
				e, CODE_CLUSTER_EXISTS,
				"project '%s' was started with host '%s' at %s, which is "
				"not among these hosts: 'kchaos down %s' removes it; if that "
				"host is gone for good, remove '%s'",
				project, noted.at[i].name, noted.at[i].engine, project,
				path);
	hosts_release(&noted);
	return rc;
}

static int write_note(const char *path, const struct hosts *h, struct err *e)
{
	struct strbuf text = STRBUF_INIT;
	char *dir = path_dir(path);
	int rc = file_make_dirs(dir, e);

	describe(h, &text);
	if (rc == 0)
		rc = file_write_atomic(path, strbuf_text(&text), text.len, e);
	strbuf_release(&text);
	free(dir);
	return rc;
}

int hosts_note(const char *project, const struct hosts *h, struct err *e)
{
	char *path = h->len ? path_of(project, e) : NULL;
	int rc = path ? check_noted(project, path, h, e) : -1;

	if (h->len == 0)
		return 0;
	if (rc == 0 && write_note(path, h, e) < 0)
		rc = err_wrap(e, "cannot note the hosts of project '%s'", project);
	free(path);
	return rc;
}

static bool is_gone(const char *project, const struct hosts *h)
{
	struct err ignored = {0}; /* then nobody knows */
	struct project_list l;
	bool is = project_list(NULL, h, &l, &ignored) == 0;

	for (size_t i = 0; is && i < l.len; i++)
		is = strcmp(l.items[i].name, project) != 0;
	project_list_release(&l);
	return is;
}

void hosts_forget_gone(const char *project, const struct hosts *h)
{
	if (h->len && !has_journal("hosts", project) && is_gone(project, h))
		hosts_forget(project);
}

void hosts_forget(const char *project)
{
	struct err ignored = {0}; /* no place: nothing was noted */
	char *path = path_of(project, &ignored);

	if (path)
		(void)unlink(path); /* it may not be there */
	free(path);
}
