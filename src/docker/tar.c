#include "docker/tar.h"

#include <assert.h>

/* The header's fields, as POSIX has them: numbers are octal text. */
struct tar_head {
	char name[100];
	char mode[8];
	char uid[8];
	char gid[8];
	char size[12];
	char mtime[12];
	char checksum[8];
	char type;
	char link[100];
	char magic[6];
	char version[2];
	char rest[247];
};
_Static_assert(sizeof(struct tar_head) == TAR_BLOCK, "one block");

static const char zeros[TAR_BLOCK];

static void put_octal(char *field, size_t width, size_t value)
{
	char text[32];

	(void)snprintf(text, sizeof(text), "%0*zo", (int)width - 1, value);
	memcpy(field, text, width - 1);
}

static size_t checksum(const struct tar_head *h)
{
	const unsigned char *byte = (const unsigned char *)h;
	size_t sum = 0;

	for (size_t i = 0; i < sizeof(*h); i++)
		sum += byte[i];
	return sum;
}

void tar_write(struct strbuf *out, const char *name, unsigned mode, const void *bytes,
	       size_t n)
{
	struct tar_head h = {.type = '0', .magic = "ustar", .version = {'0', '0'}};
	size_t over = n % TAR_BLOCK;

	assert(strlen(name) <= TAR_NAME_MAX);
	memcpy(h.name, name, strlen(name));
	put_octal(h.mode, sizeof(h.mode), mode & 07777U);
	put_octal(h.uid, sizeof(h.uid), 0);
	put_octal(h.gid, sizeof(h.gid), 0);
	put_octal(h.size, sizeof(h.size), n);
	put_octal(h.mtime, sizeof(h.mtime), 0);
	memset(h.checksum, ' ', sizeof(h.checksum)); /* counted as blanks */
	put_octal(h.checksum, sizeof(h.checksum) - 1, checksum(&h));
	strbuf_add(out, &h, sizeof(h));
	strbuf_add(out, bytes, n);
	strbuf_add(out, zeros, over ? TAR_BLOCK - over : 0);
	strbuf_add(out, zeros, TAR_BLOCK); /* two empty blocks end it */
	strbuf_add(out, zeros, TAR_BLOCK);
}

static bool get_octal(const char *field, size_t width, size_t *out)
{
	size_t value = 0, i = 0;

	while (i < width && field[i] == ' ')
		i++;
	for (; i < width && field[i] >= '0' && field[i] <= '7'; i++)
		value = value * 8 + (size_t)(field[i] - '0');
	*out = value;
	return i == width || field[i] == '\0' || field[i] == ' ';
}

int tar_read(const char *tar, size_t n, struct strbuf *out, struct err *e)
{
	struct tar_head h;
	size_t size, blocks;

	for (; n >= sizeof(h); tar += blocks, n -= blocks) {
		memcpy(&h, tar, sizeof(h));
		if (h.name[0] == '\0')
			break;
		if (!get_octal(h.size, sizeof(h.size), &size) || size > n - sizeof(h))
			return err_set(e, CODE_ENGINE_GARBLED, "the archive is cut off");
		if (h.type == '0' || h.type == '\0') {
			strbuf_add(out, tar + sizeof(h), size);
			return 0;
		}
		/* Anything else, such as extended headers: passed over with its padding. */
		blocks = sizeof(h) + (size + TAR_BLOCK - 1) / TAR_BLOCK * TAR_BLOCK;
		if (blocks > n)
			break;
	}
	return err_set(e, CODE_ENGINE_GARBLED, "the archive holds no regular file");
}

/* ---- a folder, in pieces ---- */

void tar_walk_init(struct tar_walk *w, tar_file_fn *file, tar_bytes_fn *bytes, void *arg)
{
	*w = (struct tar_walk){.file = file, .bytes = bytes, .arg = arg};
}

/* Blanks where its own field is, as when it was written. */
static bool has_checksum(const struct tar_head *h)
{
	struct tar_head copy = *h;
	size_t said;

	memset(copy.checksum, ' ', sizeof(copy.checksum));
	return get_octal(h->checksum, sizeof(h->checksum), &said) &&
	       said == checksum(&copy);
}

static int walk_head(struct tar_walk *w, struct err *e)
{
	struct tar_head h;
	char name[sizeof(h.name) + 1] = {0};
	size_t size;

	memcpy(&h, w->head, sizeof(h));
	w->have = 0;
	if (h.name[0] == '\0') {
		w->is_over = true;
		return 0;
	}
	if (!has_checksum(&h) || !get_octal(h.size, sizeof(h.size), &size))
		return err_set(e, CODE_ENGINE_GARBLED, "the archive is garbled");
	memcpy(name, h.name, sizeof(h.name));
	w->left = size;
	w->padding = (TAR_BLOCK - size % TAR_BLOCK) % TAR_BLOCK;
	w->is_wanted = (h.type == '0' || h.type == '\0') && w->file(w->arg, name);
	return 0;
}

static size_t walk_bytes(struct tar_walk *w, const char *bytes, size_t n)
{
	size_t take = n < w->left ? n : (size_t)w->left;

	if (w->is_wanted)
		w->enough = !w->bytes(w->arg, bytes, take);
	w->left -= take;
	return take;
}

int tar_walk_feed(struct tar_walk *w, const char *bytes, size_t n, struct err *e)
{
	while (n > 0 && !w->is_over && !w->enough) {
		size_t take;

		if (w->left > 0) {
			take = walk_bytes(w, bytes, n);
		} else if (w->padding > 0) {
			take = n < w->padding ? n : w->padding;
			w->padding -= take;
		} else {
			take = TAR_BLOCK - w->have < n ? TAR_BLOCK - w->have : n;
			memcpy(w->head + w->have, bytes, take);
			w->have += take;
			if (w->have == TAR_BLOCK && walk_head(w, e) < 0)
				return -1;
		}
		bytes += take;
		n -= take;
	}
	return 0;
}

int tar_walk_end(const struct tar_walk *w, struct err *e)
{
	if (w->is_over || w->enough)
		return 0;
	return err_set(e, CODE_ENGINE_GARBLED, "the archive is cut off");
}
