/* Where a scenario called by its name is. */
#include "scenario/scenario.h"

#include "base/mem.h"
#include "base/str.h"
#include "base/strbuf.h"

#include <dirent.h>
#include <sys/stat.h>

#ifndef KCHAOS_DATADIR
#define KCHAOS_DATADIR "/usr/local/share/kchaos"
#endif

static const char *const folders[] = {"scenarios", KCHAOS_DATADIR "/scenarios"};

/* A folder of that name, such as a run's, is not meant. */
static bool is_there(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && !S_ISDIR(st.st_mode);
}

static char *try_path(char *path)
{
	if (is_there(path))
		return path;
	free(path);
	return NULL;
}

static char *try_folder(const char *folder, const char *name)
{
	char *path = try_path(xasprintf("%s/%s.yaml", folder, name));

	return path ? path : try_path(xasprintf("%s/%s", folder, name));
}

struct names {
	char **name; /* first members of one-member rows: str_nearest() walks these */
	size_t len;
};

static void add_names(struct names *n, const char *folder)
{
	DIR *dir = opendir(folder);
	const struct dirent *entry;

	/* The folder may be missing; one thread looks at a time, and readdir() is safe per DIR. */
	while (dir && (entry = readdir(dir))) { /* NOLINT(concurrency-mt-unsafe) */
		size_t len = strlen(entry->d_name);

		if (len > 5 && strcmp(entry->d_name + len - 5, ".yaml") == 0)
			*GROW(n->name, n->len) = xstrndup(entry->d_name, len - 5);
	}
	if (dir)
		(void)closedir(dir); /* only read */
}

static void names_release(struct names *n)
{
	for (size_t i = 0; i < n->len; i++)
		free(n->name[i]);
	free(n->name);
}

static void set_not_found(const char *name, struct err *e)
{
	struct strbuf where = STRBUF_INIT;
	struct names known = {0};
	const char *near;

	for (size_t i = 0; i < ARRAY_LEN(folders); i++) {
		add_names(&known, folders[i]);
		strbuf_addf(&where, " nor in %s/", folders[i]);
	}
	near = known.len ? str_nearest(name, known.name, known.len, sizeof(*known.name))
			 : NULL;
	if (near)
		strbuf_addf(&where, " (did you mean '%s'?)", near);
	err_set(e, CODE_SCENARIO_NOT_FOUND,
		"there is no scenario '%s', neither as a file%s", name,
		strbuf_text(&where));
	names_release(&known);
	strbuf_release(&where);
}

char *scenario_find(const char *name, struct err *e)
{
	char *found = is_there(name) ? xstrdup(name) : NULL;

	for (size_t i = 0; i < ARRAY_LEN(folders) && !found && !strchr(name, '/'); i++)
		found = try_folder(folders[i], name);
	if (!found)
		set_not_found(name, e);
	return found;
}
