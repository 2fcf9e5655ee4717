/*
 * A log directory's archive as the engine sends it: the walk through the tar, and the record batches
 * of a segment. The first byte chooses, the second says where the bytes are cut.
 */
#include "kit.h"

#include "docker/tar.h"
#include "kafka/batches.h"

struct seen {
	int64_t ends_at; /* byte behind the last batch told */
	size_t told, files, bytes;
	uint32_t digest;
};

static void mix(struct seen *s, uint64_t v)
{
	s->digest = s->digest * 31U + (uint32_t)v + (uint32_t)(v >> 32);
}

/* ---- batches ---- */

static bool on_batch(void *arg, const struct batch *b)
{
	struct seen *s = arg;

	MUST(b->at == s->ends_at); /* one behind the other, without a hole */
	MUST(b->bytes >= BATCH_HEAD && b->base_offset >= 0);
	MUST(b->last_offset >= b->base_offset);
	s->ends_at = b->at + b->bytes;
	s->told++;
	mix(s, (uint64_t)b->base_offset);
	mix(s, (uint64_t)b->last_offset);
	mix(s, b->crc);
	return b->base_offset != 77; /* somebody has enough of it */
}

static int read_batches(struct seen *s, const uint8_t *p, size_t n, size_t piece)
{
	struct batches b;
	struct err e = {0};
	int rc = 0;

	*s = (struct seen){0};
	batches_init(&b, on_batch, s);
	for (size_t at = 0; rc == 0 && at < n; at += piece)
		rc = batches_feed(&b, p + at, n - at < piece ? n - at : piece, &e);
	if (rc == 0)
		rc = batches_end(&b, &e);
	MUST(s->ends_at <= (int64_t)n); /* none is told that is not there */
	return kit_said_why(rc, &e);
}

/* ---- the archive ---- */

static bool on_file(void *arg, const char *name)
{
	struct seen *s = arg;

	MUST(strlen(name) <= TAR_NAME_MAX + 1);
	s->files++;
	mix(s, (uint64_t)(unsigned char)name[0] + 1);
	return name[0] != 'n';
}

static bool on_bytes(void *arg, const char *bytes, size_t n)
{
	struct seen *s = arg;

	for (size_t i = 0; i < n; i++)
		mix(s, (uint64_t)(unsigned char)bytes[i]);
	s->bytes += n;
	return true;
}

static int walk(struct seen *s, const uint8_t *p, size_t n, size_t piece)
{
	struct tar_walk w;
	struct err e = {0};
	int rc = 0;

	*s = (struct seen){0};
	tar_walk_init(&w, on_file, on_bytes, s);
	for (size_t at = 0; rc == 0 && at < n; at += piece)
		rc = tar_walk_feed(&w, (const char *)p + at,
				   n - at < piece ? n - at : piece, &e);
	if (rc == 0)
		rc = tar_walk_end(&w, &e);
	MUST(s->bytes <= n);
	return kit_said_why(rc, &e);
}

typedef int read_fn(struct seen *s, const uint8_t *p, size_t n, size_t piece);
static read_fn *const readers[] = {read_batches, walk};

/* Wherever the bytes are cut: the same is told, and the same end comes of it. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes in = {data, size};
	read_fn *read = readers[take_byte(&in) % ARRAY_LEN(readers)];
	size_t piece = take_byte(&in) + 1U;
	struct seen whole, cut;
	int rc = read(&whole, in.at, in.left, in.left + 1);

	MUST(read(&cut, in.at, in.left, piece) == rc);
	MUST(whole.digest == cut.digest && whole.told == cut.told &&
	     whole.files == cut.files && whole.bytes == cut.bytes);
	return 0;
}
