#include "kit.h"

#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

NORETURN void kit_failed(const char *what, const char *file, int line)
{
	(void)fprintf(stderr, "%s:%d: does not hold: %s\n", file, line, what);
	abort();
}

int kit_said_why(int rc, const struct err *e)
{
	MUST(rc == 0 || (e->kind != ERR_NONE && e->msg[0]));
	return rc;
}

uint8_t take_byte(struct bytes *b)
{
	if (b->left == 0)
		return 0;
	b->left--;
	return *b->at++;
}

uint64_t take_number(struct bytes *b, size_t width)
{
	uint64_t v = 0;

	for (; width > 0; width--)
		v = v << 8 | take_byte(b);
	return v;
}

struct bytes take_bytes(struct bytes *b, size_t n)
{
	struct bytes part = {b->at, n < b->left ? n : b->left};

	b->at += part.left;
	b->left -= part.left;
	return part;
}

struct bytes take_counted(struct bytes *b)
{
	size_t n = (size_t)take_number(b, 2);

	return take_bytes(b, n);
}

char *take_text(struct bytes *b)
{
	char *text = xcalloc(b->left + 1, 1);

	if (b->left)
		memcpy(text, b->at, b->left);
	*b = (struct bytes){0};
	return text;
}

/* ---- files ---- */

static char dir[128];

static int remove_entry(const char *path, UNUSED const struct stat *st, UNUSED int type,
			UNUSED struct FTW *at)
{
	return remove(path);
}

static void remove_dir(void)
{
	(void)nftw(dir, remove_entry, 8, FTW_DEPTH | FTW_PHYS); /* best effort */
}

const char *kit_dir(void)
{
	const char *under = getenv("TMPDIR");

	if (dir[0])
		return dir;
	(void)snprintf(dir, sizeof(dir), "%.100s/fuzz-XXXXXX", under ? under : "/tmp");
	MUST(mkdtemp(dir) != NULL);
	MUST(atexit(remove_dir) == 0);
	return dir;
}

static char *path_of(const char *name)
{
	return xasprintf("%s/%s", kit_dir(), name);
}

void kit_write(const char *name, const void *bytes, size_t n)
{
	char *path = path_of(name);
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	MUST(fd >= 0);
	MUST(write(fd, bytes, n) == (ssize_t)n);
	MUST(close(fd) == 0);
	free(path);
}

void kit_remove(const char *name)
{
	char *path = path_of(name);

	(void)unlink(path); /* it may not be there */
	free(path);
}

void kit_make_dir(const char *name)
{
	char *path = path_of(name);

	(void)mkdir(path, 0700); /* it may be there */
	free(path);
}

/* ---- a cluster ---- */

struct topology kit_topology(void)
{
	struct topology t = {.project = xstrdup("fuzz")};

	for (int32_t id = 1; id <= 3; id++) {
		struct node *n = topology_add(&t);

		n->id = id;
		n->name = xasprintf("kafka%d", id);
		n->container = xasprintf("fuzz-kafka%d-1", id);
		n->roles = ROLE_BROKER | ROLE_CONTROLLER;
	}
	return t;
}
