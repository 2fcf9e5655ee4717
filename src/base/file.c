#include "base/file.h"

#include "base/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

int file_read(const char *path, size_t max, struct strbuf *out, struct err *e)
{
	FILE *f = fopen(path, "re");
	char chunk[16384];
	size_t n;
	int rc = -1;

	if (!f)
		return err_set_errno(e, CODE_FILE_READ, "cannot open '%s'", path);
	while ((n = fread(chunk, 1, sizeof(chunk), f)) > 0) {
		if (out->len + n > max) {
			err_set(e, CODE_FILE_SIZE,
				"'%s' is larger than %zu KiB, which is more than such a file ever needs",
				path, max / 1024);
			goto out;
		}
		strbuf_add(out, chunk, n);
	}
	if (ferror(f)) {
		err_set_errno(e, CODE_FILE_READ, "cannot read '%s'", path);
		goto out;
	}
	rc = 0;
out:
	(void)fclose(f); /* read only: nothing to lose */
	return rc;
}

static bool write_all(int fd, const char *p, size_t n)
{
	while (n > 0) {
		ssize_t done = write(fd, p, n);

		if (done < 0 && errno == EINTR)
			continue;
		if (done < 0)
			return false;
		p += done;
		n -= (size_t)done;
	}
	return true;
}

int file_write_atomic(const char *path, const void *bytes, size_t n, struct err *e)
{
	char *tmp = xasprintf("%s.tmp", path);
	int fd = open(tmp, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	int rc = -1;
	bool ok;

	if (fd < 0) {
		err_set_errno(e, CODE_FILE_WRITE, "cannot create '%s'", tmp);
		goto out;
	}
	ok = write_all(fd, bytes, n) && fsync(fd) == 0;
	ok = close(fd) == 0 && ok; /* closed on every path, and checked */
	if (!ok || rename(tmp, path) != 0) {
		err_set_errno(e, CODE_FILE_WRITE, "cannot write '%s'", path);
		(void)unlink(tmp); /* best effort: the error above is the news */
		goto out;
	}
	rc = 0;
out:
	free(tmp);
	return rc;
}

int file_make_dirs(const char *path, struct err *e)
{
	char *p = xstrdup(path);
	struct stat st;
	int rc = 0;

	for (char *s = p + (p[0] != '\0'); rc == 0; s++) {
		char c = *s;

		if (c != '/' && c != '\0')
			continue;
		*s = '\0';
		if (mkdir(p, 0755) != 0 && errno != EEXIST)
			rc = err_set_errno(e, CODE_FILE_WRITE,
					   "cannot create directory '%s'", p);
		*s = c;
		if (c == '\0')
			break;
	}
	if (rc == 0 && stat(p, &st) == 0 && !S_ISDIR(st.st_mode))
		rc = err_set(e, CODE_FILE_WRITE,
			     "cannot create directory '%s': a file of that name exists",
			     p);
	free(p);
	return rc;
}

bool file_exists(const char *path)
{
	return access(path, F_OK) == 0;
}

char *path_join(const char *dir, const char *name)
{
	if (name[0] == '/' || dir[0] == '\0')
		return xstrdup(name);
	return xasprintf("%s/%s", dir, name);
}

char *path_trimmed(const char *path)
{
	size_t n = strlen(path);

	while (n > 1 && path[n - 1] == '/')
		n--;
	return xstrndup(path, n);
}

const char *path_last(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash && slash[1] ? slash + 1 : path;
}

char *path_dir(const char *path)
{
	const char *slash = strrchr(path, '/');

	if (!slash)
		return xstrdup(".");
	return slash == path ? xstrdup("/") : xstrndup(path, (size_t)(slash - path));
}
