#include "cluster/replica_log.h"

#include "base/mem.h"

#include <inttypes.h>
#include <unistd.h>

/* ---- the tape ---- */

struct row {
	int64_t base, last;
	uint32_t crc;
	uint32_t unused; /* so that no byte of the file is undefined */
};

struct tape {
	FILE *file;
};

struct tape *tape_new(struct err *e)
{
	struct tape *t = xcalloc(1, sizeof(*t));

	t->file = tmpfile();
	if (t->file)
		return t;
	(void)err_set_errno(e, CODE_FILE_WRITE,
			    "cannot make a file in the folder for temporary ones");
	free(t);
	return NULL;
}

void tape_free(struct tape *t)
{
	if (!t)
		return;
	(void)fclose(t->file); /* it has no name: what is lost was wanted by nobody */
	free(t);
}

/* ---- reading ---- */

struct reading {
	const struct log_span *span;
	struct tape *tape;
	bool record;
	replica_stop_fn *stop;
	void *stop_arg;
	struct batches batches;
	bool in_segment;
	char segment[32]; /* its file's name */
	int64_t next;     /* offset expected */
	bool is_at_end;   /* all of the span was seen */
	bool is_settled;  /* out->what says why the rest is not wanted */
	struct replica_found *out;
};

/* Takes `what`. */
static void settle(struct reading *r, enum replica_state state, int64_t at, char *what)
{
	r->out->state = state;
	r->out->at_offset = at;
	free(r->out->what);
	r->out->what = what;
	r->is_settled = true;
}

static void settle_broken(struct reading *r, int64_t at, char *what)
{
	settle(r, REPLICA_DIFFERS, at, what);
	r->out->is_broken = true;
}

static bool write_row(struct reading *r, const struct batch *b)
{
	const struct row row = {b->base_offset, b->last_offset, b->crc, 0};

	if (fwrite(&row, sizeof(row), 1, r->tape->file) == 1)
		return true;
	settle(r, REPLICA_UNREAD, -1,
	       xstrdup("the folder for temporary files has no room for the comparison"));
	return false;
}

/* Whose offset comes first is the one the other has not. */
static bool compare_row(struct reading *r, const struct batch *b)
{
	struct row row;

	if (fread(&row, sizeof(row), 1, r->tape->file) != 1) {
		settle(r, REPLICA_DIFFERS, b->base_offset,
		       xasprintf("has a batch of offsets %" PRId64 " to %" PRId64
				 " that is not there",
				 b->base_offset, b->last_offset));
	} else if (row.base != b->base_offset || row.last != b->last_offset) {
		settle(r, REPLICA_DIFFERS,
		       row.base < b->base_offset ? row.base : b->base_offset,
		       xasprintf("a batch of offsets %" PRId64 " to %" PRId64
				 " where there is one of %" PRId64 " to %" PRId64,
				 b->base_offset, b->last_offset, row.base, row.last));
	} else if (row.crc != b->crc) {
		settle(r, REPLICA_DIFFERS, b->base_offset,
		       xasprintf("other bytes in the batch of offsets %" PRId64
				 " to %" PRId64 ": checksum %08" PRIx32
				 " instead of %08" PRIx32,
				 b->base_offset, b->last_offset, b->crc, row.crc));
	} else {
		return true;
	}
	return false;
}

static bool is_well(struct reading *r, const struct batch *b)
{
	if (b->base_offset < r->next && r->out->batches > 0)
		settle_broken(r, r->next,
			      xasprintf("%s goes back to offset %" PRId64
					" at byte %" PRId64,
					r->segment, b->base_offset, b->at));
	else if (b->crc != b->said_crc)
		settle_broken(r, b->base_offset,
			      xasprintf("the bytes of the batch of offsets %" PRId64
					" to %" PRId64 " (%s, byte %" PRId64
					") do not have its checksum",
					b->base_offset, b->last_offset, r->segment,
					b->at));
	return !r->is_settled;
}

static bool on_batch(void *arg, const struct batch *b)
{
	struct reading *r = arg;

	if (b->last_offset < r->span->from)
		return true;
	if (b->base_offset >= r->span->to) {
		r->is_at_end = true;
		return false;
	}
	if (!is_well(r, b) || !(r->record ? write_row(r, b) : compare_row(r, b)))
		return false;
	r->next = b->last_offset + 1;
	r->out->batches++;
	r->out->records += b->records > 0 ? b->records : 0;
	r->is_at_end = r->next >= r->span->to;
	return !r->is_at_end;
}

static void end_segment(struct reading *r)
{
	struct err e = {0};

	if (r->in_segment && !r->is_settled && !r->is_at_end &&
	    batches_end(&r->batches, &e) < 0)
		settle_broken(r, r->next, xasprintf("%s: %s", r->segment, e.msg));
	r->in_segment = false;
}

/* Twenty digits, the first offset, and nothing but ".log" behind them. */
static bool is_segment(const char *name)
{
	return strspn(name, "0123456789") == 20 && strcmp(name + 20, ".log") == 0;
}

static bool on_file(void *arg, const char *path)
{
	struct reading *r = arg;
	const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;

	end_segment(r);
	if (r->is_settled || !is_segment(name))
		return false;
	(void)snprintf(r->segment, sizeof(r->segment), "%s", name);
	batches_init(&r->batches, on_batch, r);
	r->in_segment = true;
	return true;
}

static bool on_bytes(void *arg, const char *bytes, size_t n)
{
	struct reading *r = arg;
	struct err e = {0};

	if (r->stop && r->stop(r->stop_arg))
		settle(r, REPLICA_UNREAD, -1, xstrdup("there was no time left for it"));
	else if (batches_feed(&r->batches, bytes, n, &e) < 0)
		settle_broken(r, r->next, xasprintf("%s: %s", r->segment, e.msg));
	return !r->is_settled && !r->is_at_end;
}

/* Everything came, and there was nothing wrong with it: was it all? */
static void judge_end(struct reading *r)
{
	struct row row;

	if (!*r->segment)
		settle(r, REPLICA_UNREAD, -1, xstrdup("no segment was found there"));
	else if (!r->is_at_end)
		settle_broken(r, r->next,
			      xasprintf("ends before offset %" PRId64
					", the high watermark being %" PRId64,
					r->next, r->span->to));
	else if (!r->record && fread(&row, sizeof(row), 1, r->tape->file) == 1)
		settle(r, REPLICA_DIFFERS, row.base,
		       xasprintf("lacks the batch of offsets %" PRId64 " to %" PRId64,
				 row.base, row.last));
}

/* Everything anew, with an empty tape when it is to be recorded. */
static void restart(struct reading *r)
{
	struct replica_found *out = r->out;

	free(out->what);
	out->what =
		NULL; /* by itself: the analyzer does not see through a whole struct */
	out->state = REPLICA_SAME;
	out->batches = out->records = 0;
	out->at_offset = -1;
	out->is_broken = false;
	r->next = r->span->from;
	r->segment[0] = '\0';
	r->in_segment = r->is_at_end = r->is_settled = false;
	rewind(r->tape->file);
	if (r->record && ftruncate(fileno(r->tape->file), 0) < 0)
		settle(r, REPLICA_UNREAD, -1,
		       xstrdup("the folder for temporary files cannot be written"));
}

/*
 * Segment by segment, each called by the offset that follows the one before: nothing else is sent, such
 * as indexes, which are large and mostly empty. false: the names are not like that.
 */
static bool read_segments(struct reading *r, struct cluster *c, const struct node *node,
			  const char *dir)
{
	int64_t name = r->span->begin;

	while (!r->is_at_end && !r->is_settled) {
		char *path = xasprintf("%s/%020" PRId64 ".log", dir, name);
		struct err e = {0};
		int rc = cluster_read_dir(c, node, path, on_file, on_bytes, r, &e);

		free(path);
		end_segment(r);
		if (!r->is_settled && !r->is_at_end && (rc < 0 || r->next <= name))
			return false;
		name = r->next;
	}
	return true;
}

static void read_whole(struct reading *r, struct cluster *c, const struct node *node,
		       const char *dir)
{
	struct err e = {0};

	if (cluster_read_dir(c, node, dir, on_file, on_bytes, r, &e) < 0 &&
	    !r->is_settled)
		settle(r, REPLICA_UNREAD, -1, xstrdup(e.msg));
	end_segment(r);
}

void replica_log_read(struct cluster *c, const struct node *node, const char *dir,
		      const struct log_span *span, struct tape *tape, bool record,
		      replica_stop_fn *stop, void *arg, struct replica_found *out)
{
	struct reading r = {.span = span,
			    .tape = tape,
			    .record = record,
			    .stop = stop,
			    .stop_arg = arg,
			    .out = out};

	*out = (struct replica_found){.state = REPLICA_SAME, .at_offset = -1};
	if (span->to <= span->from)
		return;
	restart(&r);
	if (!r.is_settled && !read_segments(&r, c, node, dir)) {
		restart(&r);
		if (!r.is_settled)
			read_whole(&r, c, node, dir);
	}
	if (!r.is_settled)
		judge_end(&r);
}
