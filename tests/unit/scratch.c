#include "scratch.h"

#include "base/mem.h"

#include <errno.h>
#include <ftw.h>
#include <stdio.h>
#include <unistd.h>

#define IN_TMP "/tmp/kchaos-unit-XXXXXX"

static char *top; /* NULL: none */
static pid_t owner;

static char *make(char *name)
{
	if (!mkdtemp(name)) {
		(void)fprintf(stderr, "cannot make a folder '%s': %s\n", name,
			      strerror(errno));
		abort();
	}
	return name;
}

static int remove_one(const char *path, UNUSED const struct stat *st, UNUSED int type,
		      UNUSED struct FTW *at)
{
	return remove(path);
}

void scratch_begin(void)
{
	top = make(xstrdup(IN_TMP));
	owner = getpid();
}

void scratch_end(void)
{
	if (!top || owner != getpid())
		return;
	if (nftw(top, remove_one, 8, FTW_DEPTH | FTW_PHYS) != 0)
		(void)fprintf(stderr, "cannot remove '%s': %s\n", top, strerror(errno));
	free(top);
	top = NULL;
}

char *scratch_dir(void)
{
	return make(top ? xasprintf("%s/XXXXXX", top) : xstrdup(IN_TMP));
}
