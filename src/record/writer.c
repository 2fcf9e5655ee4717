#include "record/writer.h"

#include "base/file.h"
#include "base/mem.h"
#include "base/strbuf.h"
#include "record/description_json.h"
#include "record/header_json.h"
#include "record/ledger_file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <pthread.h>
#include <unistd.h>

/*
 * A writer only ever appends to `fresh`, in memory; record_flush() swaps it with `going` and writes
 * that to the file while the writer goes on. So a slow disk delays a workload only when its rows
 * of one second outgrow WRITE_OUT_BYTES, and a file ends within a line or row only when a write was
 * cut short.
 */
enum { WRITE_OUT_BYTES = 1024 * 1024 };

struct stream {
	struct record *record;
	struct stream *next; /* const once it is in the record's list */
	char *name;          /* in the run directory */
	int fd;
	pthread_mutex_t lock; /* `fresh`, `failed` */
	struct strbuf fresh;
	bool failed; /* nothing more is written: a hole in the middle would garble the file */
	pthread_mutex_t io; /* `going`, `fd`; taken before `lock` */
	struct strbuf going;
};

struct record {
	char *dir;
	pthread_mutex_t lock;   /* everything below; taken after a stream's locks */
	struct stream *streams; /* newest first; grows at the head only */
	char *failed_name;      /* file of the first write that failed; NULL: none */
	int failed_errno;
};

static void lock(pthread_mutex_t *m)
{
	if (pthread_mutex_lock(m) != 0)
		abort(); /* only a bug of ours can fail here */
}

static void unlock(pthread_mutex_t *m)
{
	if (pthread_mutex_unlock(m) != 0)
		abort();
}

/* A missing directory counts as empty. */
static bool is_empty_dir(const char *dir)
{
	struct dirent **entries = NULL;
	int n = scandir(dir, &entries, NULL, NULL);

	for (int i = 0; i < n; i++)
		free(entries[i]);
	free(entries);
	return n < 0 ? errno == ENOENT : n <= 2; /* "." and ".." */
}

struct record *record_create(const char *dir, struct err *e)
{
	struct record *r;

	if (!is_empty_dir(dir)) {
		err_set(e, CODE_OUTPUT_TAKEN,
			"run directory '%s' exists and is not an empty folder", dir);
		return NULL;
	}
	if (file_make_dirs(dir, e) < 0)
		return NULL;
	r = xcalloc(1, sizeof(*r));
	r->dir = xstrdup(dir);
	(void)pthread_mutex_init(&r->lock, NULL); /* cannot fail on Linux */
	return r;
}

const char *record_dir(const struct record *r)
{
	return r->dir;
}

/* The first failure is the one that is told; later ones follow from it. */
static void note_failure(struct record *r, const char *name, int why)
{
	lock(&r->lock);
	if (!r->failed_name) {
		r->failed_name = xstrdup(name);
		r->failed_errno = why;
	}
	unlock(&r->lock);
}

bool record_failed(struct record *r, struct err *e)
{
	bool failed;

	lock(&r->lock);
	failed = r->failed_name != NULL;
	if (failed) {
		errno = r->failed_errno;
		err_set_errno(e, CODE_RUN_WRITE, "cannot write '%s/%s'", r->dir,
			      r->failed_name);
	}
	unlock(&r->lock);
	return failed;
}

static bool write_all(int fd, const char *p, size_t n)
{
	while (n > 0) {
		ssize_t done = write(fd, p, n);

		if (done < 0 && errno == EINTR)
			continue;
		if (done <= 0)
			return false;
		p += done;
		n -= (size_t)done;
	}
	return true;
}

static void stream_write_out(struct stream *s)
{
	struct strbuf swap;

	lock(&s->io);
	lock(&s->lock);
	swap = s->going;
	s->going = s->fresh;
	s->fresh = swap;
	unlock(&s->lock);
	if (s->going.len > 0 && !write_all(s->fd, s->going.buf, s->going.len)) {
		note_failure(s->record, s->name, errno);
		lock(&s->lock);
		s->failed = true;
		strbuf_clear(&s->fresh);
		unlock(&s->lock);
	}
	strbuf_clear(&s->going);
	unlock(&s->io);
}

static void stream_add(struct stream *s, const void *bytes, size_t n)
{
	bool is_much;

	lock(&s->lock);
	if (!s->failed)
		strbuf_add(&s->fresh, bytes, n);
	is_much = s->fresh.len >= WRITE_OUT_BYTES;
	unlock(&s->lock);
	if (is_much)
		stream_write_out(s);
}

void record_flush(struct record *r)
{
	struct stream *s;

	lock(&r->lock); /* not held while writing: streams may be added meanwhile */
	s = r->streams;
	unlock(&r->lock);
	for (; s; s = s->next)
		stream_write_out(s);
}

static struct stream *stream_new(struct record *r, const char *name, int fd)
{
	struct stream *s = xcalloc(1, sizeof(*s));

	s->record = r;
	s->name = xstrdup(name);
	s->fd = fd;
	(void)pthread_mutex_init(&s->lock, NULL); /* cannot fail on Linux */
	(void)pthread_mutex_init(&s->io, NULL);
	return s;
}

static void stream_close(struct stream *s)
{
	stream_write_out(s);
	if (close(s->fd) != 0)
		note_failure(s->record, s->name, errno);
	strbuf_release(&s->fresh);
	strbuf_release(&s->going);
	(void)pthread_mutex_destroy(&s->lock);
	(void)pthread_mutex_destroy(&s->io);
	free(s->name);
	free(s);
}

int record_close(struct record *r, struct err *e)
{
	int rc;

	if (!r)
		return 0;
	for (struct stream *s = r->streams, *next; s; s = next) {
		next = s->next;
		stream_close(s);
	}
	rc = record_failed(r, e) ? -1 : 0;
	(void)pthread_mutex_destroy(&r->lock);
	free(r->failed_name);
	free(r->dir);
	free(r);
	return rc;
}

/* The path of a file in the directory, whose own folder exists now; NULL on failure. Caller
 * frees. */
static char *make_room(struct record *r, const char *name, struct err *e)
{
	char *path = path_join(r->dir, name);
	char *folder = path_dir(path);

	if (file_make_dirs(folder, e) < 0) {
		free(path);
		path = NULL;
	}
	free(folder);
	return path;
}

int record_file(struct record *r, const char *name, const void *bytes, size_t n,
		struct err *e)
{
	char *path = make_room(r, name, e);
	int rc = path ? file_write_atomic(path, bytes, n, e) : -1;

	free(path);
	return rc;
}

int record_header(struct record *r, const struct run_header *h, struct err *e)
{
	char *text = header_to_json(h);
	int rc = record_file(r, "run.json", text, strlen(text), e);

	free(text);
	return rc;
}

static void begin_ledger(struct stream *s)
{
	uint8_t head[LEDGER_HEADER_BYTES];
	enum ledger_kind kind;

	if (!ledger_kind_of(s->name, &kind))
		return;
	ledger_header_write(head, kind);
	stream_add(s, head, sizeof(head));
}

struct stream *record_stream(struct record *r, const char *name, struct err *e)
{
	char *path = make_room(r, name, e);
	struct stream *s = NULL;
	int fd;

	if (!path)
		return NULL;
	fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, 0644);
	if (fd < 0) {
		err_set_errno(e, CODE_RUN_WRITE, "cannot create '%s'", path);
		goto out;
	}
	s = stream_new(r, name, fd);
	begin_ledger(s);
	lock(&r->lock);
	s->next = r->streams;
	r->streams = s;
	unlock(&r->lock);
out:
	free(path);
	return s;
}

/* Takes `json`. */
static void add_line(struct stream *s, char *json)
{
	size_t n = strlen(json);

	json[n] =
		'\n'; /* the line takes the place of its NUL: one append, never half a line */
	stream_add(s, json, n + 1);
	free(json);
}

void stream_event(struct stream *s, const struct event *ev)
{
	add_line(s, event_to_json(ev));
}

void stream_description(struct stream *s, const struct description *d)
{
	add_line(s, description_to_json(d, false));
}

void stream_produced(struct stream *s, const struct produced *row)
{
	uint8_t bytes[PRODUCED_BYTES];

	produced_pack(bytes, row);
	stream_add(s, bytes, sizeof(bytes));
}

void stream_consumed(struct stream *s, const struct consumed *row)
{
	uint8_t bytes[CONSUMED_BYTES];

	consumed_pack(bytes, row);
	stream_add(s, bytes, sizeof(bytes));
}

void stream_found(struct stream *s, const struct found *row)
{
	uint8_t bytes[FOUND_BYTES];

	found_pack(bytes, row);
	stream_add(s, bytes, sizeof(bytes));
}

void stream_interval(struct stream *s, const struct bulk_interval *row)
{
	uint8_t bytes[BULK_INTERVAL_BYTES];

	bulk_interval_pack(bytes, row);
	stream_add(s, bytes, sizeof(bytes));
}

void stream_latency(struct stream *s, const struct bulk_latency *row)
{
	uint8_t bytes[BULK_LATENCY_BYTES];

	bulk_latency_pack(bytes, row);
	stream_add(s, bytes, sizeof(bytes));
}

void stream_outcome(struct stream *s, const struct bulk_outcome *row)
{
	uint8_t bytes[BULK_OUTCOME_BYTES];

	bulk_outcome_pack(bytes, row);
	stream_add(s, bytes, sizeof(bytes));
}

void stream_copies(struct stream *s, const struct bulk_copies *row)
{
	uint8_t bytes[BULK_COPIES_BYTES];

	bulk_copies_pack(bytes, row);
	stream_add(s, bytes, sizeof(bytes));
}

void stream_order(struct stream *s, const struct bulk_order *row)
{
	uint8_t bytes[BULK_ORDER_BYTES];

	bulk_order_pack(bytes, row);
	stream_add(s, bytes, sizeof(bytes));
}

/* "+12.345678901 out text": seconds of run time with nine decimals, out or err, the line as the
 * node wrote it (docs/run-directory.md). */
void stream_log_line(struct stream *s, int64_t at_ns, bool is_stderr, const char *line)
{
	uint64_t ns = at_ns < 0 ? 0 - (uint64_t)at_ns : (uint64_t)at_ns;
	struct strbuf b = STRBUF_INIT;
	size_t text;

	strbuf_addf(&b, "%c%" PRIu64 ".%09" PRIu64 " %s ", at_ns < 0 ? '-' : '+',
		    ns / (uint64_t)NS_PER_S, ns % (uint64_t)NS_PER_S,
		    is_stderr ? "err" : "out");
	text = b.len;
	strbuf_addstr(&b, line);
	for (char *c = b.buf + text; *c; c++)
		if (*c == '\n')
			*c = ' '; /* one line stays one line */
	strbuf_addch(&b, '\n');
	stream_add(s, b.buf, b.len);
	strbuf_release(&b);
}
