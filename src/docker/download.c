#include "docker/download.h"

#include "base/clock.h"
#include "base/mem.h"
#include "base/str.h"

enum { WAITING_MAX = 256 * 1024, GLANCE_MS = 200 };

struct download {
	struct engine *en;
	const struct engine *also;
	struct call *call;
	struct http *http;
	CURLM *multi;
	CURL *curl;
	struct strbuf waiting; /* came, not yet read */
	size_t read;           /* so much of its front has been */
	bool is_paused;
	bool is_done;
	CURLcode code; /* when done */
};

/* curl keeps a piece that is refused and offers it again. */
static size_t on_piece(char *bytes, size_t one, size_t n, void *arg)
{
	struct download *d = arg;

	if (d->waiting.len > 0 && d->waiting.len + n > WAITING_MAX) {
		d->is_paused = true;
		return CURL_WRITEFUNC_PAUSE;
	}
	strbuf_add(&d->waiting, bytes, one * n);
	return one * n;
}

static void collect(struct download *d)
{
	const CURLMsg *m;
	int left;

	while ((m = curl_multi_info_read(d->multi, &left)))
		if (m->msg == CURLMSG_DONE) {
			d->is_done = true;
			d->code = m->data.result;
		}
}

static int interrupted(const struct download *d, struct err *e)
{
	if (!engine_is_cancelled(d->en) && (!d->also || !engine_is_cancelled(d->also)))
		return 0;
	return err_set(e, ERR_INTERRUPTED, "%s: interrupted", d->call->req.what);
}

/* Until there is something to be read, or it is over. */
static int await(struct download *d, struct err *e)
{
	int64_t limit_ns = d->call->req.timeout_ms * NS_PER_MS;
	struct clock since;
	int running;

	clock_start(&since);
	if (d->is_paused) {
		d->is_paused = false;
		(void)curl_easy_pause(d->curl, CURLPAUSE_CONT);
	}
	while (d->waiting.len == 0 && !d->is_done) {
		(void)curl_multi_perform(d->multi, &running);
		collect(d);
		if (interrupted(d, e) < 0)
			return -1;
		if (d->waiting.len > 0 || d->is_done)
			break;
		if (clock_now(&since) > limit_ns)
			return err_set(e, CODE_ENGINE_GONE,
				       "the Docker engine at %s sent nothing of %s for "
				       "%s",
				       engine_url(d->en), d->call->req.what,
				       DURATION_TEXT(limit_ns));
		(void)curl_multi_poll(d->multi, NULL, 0, GLANCE_MS, NULL);
	}
	return 0;
}

static enum engine_result opened(struct download *d, struct err *e)
{
	struct call *c = d->call;

	if (await(d, e) < 0)
		return ENGINE_FAILED;
	if (d->is_done && d->code != CURLE_OK)
		return http_finish(d->http, d->code, e) < 0 ? ENGINE_FAILED : ENGINE_DONE;
	(void)curl_easy_getinfo(d->curl, CURLINFO_RESPONSE_CODE, &c->reply.status);
	if (c->reply.status == 200)
		return ENGINE_DONE;
	strbuf_add(&c->reply.body, d->waiting.buf, d->waiting.len);
	if (call_gone(c, NULL))
		return ENGINE_GONE;
	(void)call_refused(c, e);
	return ENGINE_FAILED;
}

enum engine_result download_open(struct engine *en, struct call *c,
				 const struct engine *also, struct download **out,
				 struct err *e)
{
	struct download *d = xcalloc(1, sizeof(*d));
	enum engine_result result;

	d->en = en;
	d->also = also;
	d->call = c;
	d->http = http_new(engine_where(en));
	d->multi = curl_multi_init();
	if (!d->multi)
		abort(); /* out of memory, like xcalloc() */
	call_prepare(en, c);
	d->curl = http_begin(d->http, &c->req, &c->reply);
	/* Silence is told here: while nobody reads, the engine is not to blame. */
	(void)curl_easy_setopt(d->curl, CURLOPT_TIMEOUT_MS, 0L);
	(void)curl_easy_setopt(d->curl, CURLOPT_WRITEFUNCTION, on_piece);
	(void)curl_easy_setopt(d->curl, CURLOPT_WRITEDATA, d);
	(void)curl_multi_add_handle(d->multi, d->curl);
	result = opened(d, e);
	if (result == ENGINE_DONE)
		*out = d;
	else
		download_close(d);
	return result;
}

ssize_t download_read(struct download *d, char *buf, size_t n, struct err *e)
{
	size_t left;

	if (d->read == d->waiting.len) {
		strbuf_clear(&d->waiting);
		d->read = 0;
		if (await(d, e) < 0)
			return -1;
	}
	left = d->waiting.len - d->read;
	if (left == 0 && d->code != CURLE_OK)
		return http_finish(d->http, d->code, e);
	n = n < left ? n : left;
	if (n > 0)
		memcpy(buf, d->waiting.buf + d->read, n);
	d->read += n;
	return (ssize_t)n;
}

void download_close(struct download *d)
{
	if (!d)
		return;
	(void)curl_multi_remove_handle(d->multi, d->curl);
	(void)curl_multi_cleanup(
		d->multi); /* has the connection, which http's tunnel is */
	http_free(d->http);
	strbuf_release(&d->waiting);
	free(d);
}
