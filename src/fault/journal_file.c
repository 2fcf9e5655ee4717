#include "fault/journal_file.h"

#include "base/file.h"
#include "base/log.h"
#include "base/mem.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

/* First line; a file that begins otherwise is not ours and is never written to. */
#define HEAD "kchaos-journal 1"

enum { MAX_BYTES = 16 * 1024 * 1024, LINE_MAX_BYTES = 16 * 1024 };

/* FNV-1a: tells a whole line from a torn or garbled one; no defence against malice. */
static uint32_t checksum(const char *text, size_t n)
{
	uint32_t h = UINT32_C(2166136261);

	for (size_t i = 0; i < n; i++)
		h = (h ^ (unsigned char)text[i]) * UINT32_C(16777619);
	return h;
}

/* ---- reading ---- */

/* False: the line is not as it was written. */
static bool read_line(const char *line, size_t n, journal_line_fn *fn, void *arg)
{
	char text[LINE_MAX_BYTES], *sum, *end;

	if (n >= sizeof(text))
		return false;
	memcpy(text, line, n);
	text[n] = '\0';
	sum = strstr(text, " ~");
	if (!sum || strlen(text) != n)
		return false;
	if (strtoul(sum + 2, &end, 16) != checksum(text, (size_t)(sum - text)) || *end)
		return false;
	*sum = '\0';
	fn(arg, text);
	return true;
}

/* Walks the whole lines; what follows the last of them was torn. */
static void read_lines(struct journal_file *f, const struct strbuf *all,
		       journal_line_fn *fn, void *arg)
{
	const char *text = strbuf_text(all), *at = text, *nl;
	size_t garbled = 0;

	while ((nl = memchr(at, '\n', all->len - (size_t)(at - text)))) {
		bool is_head = at == text;

		if (!is_head && !read_line(at, (size_t)(nl - at), fn, arg))
			garbled++;
		at = nl + 1;
	}
	f->end = (off_t)(at - text);
	if (garbled)
		log_warning(CODE_JOURNAL_BEHIND, "journal",
			    "%zu unreadable line%s in '%s', continuing without", garbled,
			    garbled == 1 ? "" : "s", f->path);
}

static bool is_ours(const struct strbuf *all)
{
	size_t n = all->len < strlen(HEAD "\n") ? all->len : strlen(HEAD "\n");

	return memcmp(strbuf_text(all), HEAD "\n", n) ==
	       0; /* also a torn beginning of it */
}

static int read_all(struct journal_file *f, journal_line_fn *fn, void *arg, struct err *e)
{
	struct strbuf all = STRBUF_INIT;
	int rc = file_read(f->path, MAX_BYTES, &all, e);

	if (rc == 0 && !is_ours(&all))
		rc = err_set(e, CODE_JOURNAL_GARBLED, "'%s' is not an undo journal",
			     f->path);
	if (rc == 0)
		read_lines(f, &all, fn, arg);
	strbuf_release(&all);
	return rc;
}

/* ---- writing ---- */

static int write_all(int fd, const char *bytes, size_t n)
{
	while (n) {
		ssize_t done = write(fd, bytes, n);

		if (done < 0 && errno == EINTR)
			continue;
		if (done < 0)
			return -1;
		bytes += done;
		n -= (size_t)done;
	}
	return 0;
}

/* All of it on disk, or nothing in the file. */
int journal_file_append(struct journal_file *f, const struct strbuf *lines, struct err *e)
{
	if (write_all(f->fd, strbuf_text(lines), lines->len) == 0 &&
	    fdatasync(f->fd) == 0) {
		f->end += (off_t)lines->len;
		return 0;
	}
	err_set_errno(e, CODE_JOURNAL_FILE, "cannot write the undo journal '%s'",
		      f->path);
	if (ftruncate(f->fd, f->end) != 0)
		log_warning(CODE_JOURNAL_BEHIND, "journal",
			    "'%s' may end in half a line, continuing", f->path);
	return -1;
}

void journal_line(struct strbuf *out, const char *fmt, ...)
{
	size_t from = out->len;
	va_list ap;

	va_start(ap, fmt);
	strbuf_vaddf(out, fmt, ap);
	va_end(ap);
	strbuf_addf(out, " ~%08" PRIx32 "\n", checksum(out->buf + from, out->len - from));
}

static int append_owner(struct journal_file *f, struct err *e)
{
	struct strbuf lines = STRBUF_INIT;
	int rc;

	if (f->end == 0)
		strbuf_addstr(&lines, HEAD "\n");
	journal_line(&lines, "owner %ld", (long)getpid());
	rc = journal_file_append(f, &lines, e);
	strbuf_release(&lines);
	return rc;
}

/* ---- texts in lines ---- */

static bool is_safe(unsigned char c)
{
	return c >= ' ' && c != 0x7f && c != '%' && c != '~';
}

void journal_escape(struct strbuf *out, const char *text)
{
	for (const char *p = text; *p; p++)
		if (is_safe((unsigned char)*p))
			strbuf_addch(out, *p);
		else
			strbuf_addf(out, "%%%02x", (unsigned char)*p);
}

char *journal_unescape(const char *text)
{
	struct strbuf out = STRBUF_INIT;

	for (const char *p = text; *p; p++) {
		char hex[3] = {0};

		if (*p != '%' || !isxdigit((unsigned char)p[1]) ||
		    !isxdigit((unsigned char)p[2])) {
			strbuf_addch(&out, *p);
			continue;
		}
		memcpy(hex, p + 1, 2);
		strbuf_addch(&out, (char)strtoul(hex, NULL, 16));
		p += 2;
	}
	return strbuf_detach(&out);
}

/* ---- opening ---- */

/* The file locked may have been removed by its last owner in between: then it is another's. */
static bool is_same_file(int fd, const char *path)
{
	struct stat a, b;

	return fstat(fd, &a) == 0 && stat(path, &b) == 0 && a.st_dev == b.st_dev &&
	       a.st_ino == b.st_ino;
}

static int lock_file(const char *path, struct err *e)
{
	for (;;) {
		int fd = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0600);

		if (fd < 0)
			return err_set_errno(e, CODE_JOURNAL_FILE,
					     "cannot open the undo journal '%s'", path);
		if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
			int why = errno;

			(void)close(fd); /* nothing was written */
			errno = why;
			if (why == EWOULDBLOCK)
				return err_set(
					e, CODE_JOURNAL_HELD,
					"another kchaos is working on this cluster (it holds "
					"'%s')",
					path);
			return err_set_errno(e, CODE_JOURNAL_FILE, "cannot lock '%s'",
					     path);
		}
		if (is_same_file(fd, path))
			return fd;
		(void)close(fd); /* nothing was written */
	}
}

static int make_parent(const char *path, struct err *e)
{
	char *dir = path_dir(path);
	int rc = file_make_dirs(dir, e);

	free(dir);
	return rc;
}

/* So that the file's name, too, outlives a power cut. */
static void sync_parent(const char *path)
{
	char *dir = path_dir(path);
	int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd >= 0) {
		(void)fsync(
			fd); /* best effort: some file systems refuse it for folders */
		(void)close(fd);
	}
	free(dir);
}

/* On a full disk, too, what is in it must be read and healed. */
static int sign(struct journal_file *f, struct err *e)
{
	struct err why = {0};
	bool is_new = f->end == 0;

	if (append_owner(f, &why) == 0)
		return 0;
	if (!is_new) {
		log_warning(CODE_JOURNAL_BEHIND, "journal",
			    "%s, continuing; nothing can be added to it", why.msg);
		return 0;
	}
	*e = why;
	return -1;
}

static int load(struct journal_file *f, journal_line_fn *fn, void *arg, struct err *e)
{
	struct stat st;

	if (fstat(f->fd, &st) == 0)
		f->found_wall_ns = st.st_mtim.tv_sec * NS_PER_S + st.st_mtim.tv_nsec;
	if (read_all(f, fn, arg, e) < 0)
		return -1;
	if (ftruncate(f->fd, f->end) != 0)
		return err_set_errno(e, CODE_JOURNAL_FILE,
				     "cannot cut the torn end of '%s'", f->path);
	return sign(f, e);
}

int journal_file_open(struct journal_file *f, const char *path, journal_line_fn *fn,
		      void *arg, struct err *e)
{
	int fd;

	if (make_parent(path, e) < 0)
		return -1;
	fd = lock_file(path, e);
	if (fd < 0)
		return -1;
	*f = (struct journal_file){.path = xstrdup(path), .fd = fd};
	if (load(f, fn, arg, e) < 0) {
		journal_file_close(f, false);
		return -1;
	}
	sync_parent(path);
	return 0;
}

void journal_file_close(struct journal_file *f, bool remove)
{
	if (remove && unlink(f->path) != 0)
		log_warning(CODE_JOURNAL_BEHIND, "journal",
			    "cannot remove '%s', continuing; it holds nothing to undo",
			    f->path);
	(void)close(f->fd); /* every line was synced when written */
	free(f->path);
}
