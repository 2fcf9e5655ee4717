#include "record/mapped.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static int map(struct mapped *m, int fd, const char *path, struct err *e)
{
	struct stat st;
	void *at;

	if (fstat(fd, &st) != 0)
		return err_set_errno(e, CODE_FILE_READ, "cannot read '%s'", path);
	if (!S_ISREG(st.st_mode))
		return err_set(e, CODE_FILE_READ, "'%s' is no regular file", path);
	if (st.st_size == 0)
		return 0; /* nothing cannot be mapped */
	at = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (at == MAP_FAILED)
		return err_set_errno(e, CODE_FILE_READ, "cannot read '%s'", path);
	*m = (struct mapped){.bytes = at, .len = (size_t)st.st_size, .map = at};
	return 0;
}

int mapped_open(struct mapped *m, const char *path, struct err *e)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	int rc;

	*m = (struct mapped){0};
	if (fd < 0 && errno == ENOENT)
		return 0;
	if (fd < 0)
		return err_set_errno(e, CODE_FILE_READ, "cannot open '%s'", path);
	rc = map(m, fd, path, e);
	(void)close(fd); /* read only: nothing to lose */
	return rc;
}

void mapped_release(struct mapped *m)
{
	if (m->map)
		(void)munmap(m->map, m->len); /* it was mapped by us */
	*m = (struct mapped){0};
}

bool mapped_line(const struct mapped *m, size_t *at, const char **out, size_t *out_len)
{
	const uint8_t *from, *end;

	if (*at >= m->len)
		return false;
	from = m->bytes + *at;
	end = memchr(from, '\n', m->len - *at);
	if (!end)
		return false;
	*out = (const char *)from;
	*out_len = (size_t)(end - from);
	*at += *out_len + 1;
	return true;
}
