#include "docker/frames.h"

static size_t smaller(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* Takes what it can of the header; 0, or -1 when a whole one makes no sense. */
static int take_head(struct frames *f, const char **p, size_t *n)
{
	size_t take = smaller(sizeof(f->head) - f->head_len, *n);
	const unsigned char *h = f->head;

	memcpy(f->head + f->head_len, *p, take);
	f->head_len += take;
	*p += take;
	*n -= take;
	if (f->head_len < sizeof(f->head))
		return 0;
	f->left = (uint32_t)h[4] << 24 | (uint32_t)h[5] << 16 | (uint32_t)h[6] << 8 |
		  h[7];
	return h[0] <= FRAME_SYSTEM && !h[1] && !h[2] && !h[3] ? 0 : -1;
}

static void take_payload(struct frames *f, const char **p, size_t *n, frame_fn *fn,
			 void *arg)
{
	size_t take = smaller(f->left, *n);
	enum frame_stream stream = (enum frame_stream)f->head[0];

	f->left -= (uint32_t)take;
	if (f->left == 0)
		f->head_len = 0;
	fn(arg, stream, *p, take, f->left == 0);
	*p += take;
	*n -= take;
}

int frames_feed(struct frames *f, const char *bytes, size_t n, frame_fn *fn, void *arg)
{
	while (n > 0) {
		if (f->head_len < sizeof(f->head) && take_head(f, &bytes, &n) < 0)
			return -1;
		/* An empty frame is told at once: no payload byte would ever do it. */
		if (f->head_len == sizeof(f->head) && (n > 0 || f->left == 0))
			take_payload(f, &bytes, &n, fn, arg);
	}
	return 0;
}
