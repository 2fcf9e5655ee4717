#include "docker/streams.h"

#include "base/clock.h"
#include "base/mem.h"
#include "docker/call.h"
#include "docker/eventjson.h"
#include "docker/instant.h"
#include "docker/jsonsplit.h"

enum {
	PENDING_MAX = 8 * 1024 * 1024, /* bytes of one stream between two looks */
	SEEN = 512,                    /* twice what the engine can replay */
	ANSWER_MS = 30 * 1000,         /* the engine sends a stream's headers at once */
};

struct stream {
	int number;
	struct streams *owner;
	CURL *curl;
	bool is_open; /* headers of a 200 came, and were told */
	bool has_headers;
	bool is_done;    /* curl is through with it */
	bool is_stopped; /* to be taken away */
	CURLcode code;   /* when done */
	long status;
	struct strbuf pending; /* came in, not yet looked at */
	char detail[CURL_ERROR_SIZE];
	struct clock since;
	const char *broken; /* why we gave up reading it, or NULL */
	void *arg;
	events_fn *on_events; /* one of the two */
	logs_fn *on_logs;
	struct json_split split;
	struct log_lines lines;
	int64_t tag;
};

struct streams {
	struct engine *en; /* for its address and its API version */
	CURLM *multi;
	struct tunnels *tunnels;
	struct stream **items;
	size_t len;
	int last_number;
	int64_t answer_ms;
	/* Events told last, as hashes: a reconnected stream repeats some. */
	uint64_t seen[SEEN];
	size_t seen_at;
};

struct streams *streams_new(const struct engine_where *where, struct err *e)
{
	struct engine *en = engine_open(where, e);
	struct streams *s;

	if (!en)
		return NULL;
	s = xcalloc(1, sizeof(*s));
	s->en = en;
	s->answer_ms = ANSWER_MS;
	s->tunnels = tunnels_new(engine_where(en));
	s->multi = curl_multi_init();
	if (!s->multi)
		abort(); /* out of memory, like xcalloc() */
	return s;
}

static void stream_free(struct stream *st)
{
	(void)curl_multi_remove_handle(st->owner->multi, st->curl);
	curl_easy_cleanup(st->curl);
	strbuf_release(&st->pending);
	json_split_release(&st->split);
	log_lines_release(&st->lines);
	free(st);
}

void streams_set_timeout(struct streams *s, int64_t answer_ms)
{
	s->answer_ms = answer_ms;
}

void streams_free(struct streams *s)
{
	if (!s)
		return;
	for (size_t i = 0; i < s->len; i++)
		stream_free(s->items[i]);
	(void)curl_multi_cleanup(s->multi);
	tunnels_free(s->tunnels);
	free(s->items);
	engine_close(s->en);
	free(s);
}

/* Only keeps the bytes: callbacks that may open and stop streams must not run inside curl. */
static size_t on_bytes(char *bytes, size_t one, size_t n, void *arg)
{
	struct stream *st = arg;

	(void)one; /* always 1 */
	strbuf_add(&st->pending, bytes, n);
	if (st->pending.overflow)
		st->broken = "it sends faster than it can be read";
	return st->pending.overflow ? 0 : n;
}

// NOLINTNEXTLINE(readability-non-const-parameter): curl's signature
static size_t on_header(char *line, size_t one, size_t n, void *arg)
{
	struct stream *st = arg;

	(void)one; /* always 1 */
	if (n <= 2 && line[0] == '\r') {
		(void)curl_easy_getinfo(st->curl, CURLINFO_RESPONSE_CODE, &st->status);
		st->has_headers = true;
	}
	return n;
}

/* Takes the call's path and query; the stream then runs by itself. */
static struct stream *stream_start(struct streams *s, struct call *c, void *arg)
{
	// NOLINTNEXTLINE(bugprone-sizeof-expression): an array of pointers is meant
	struct stream **slot = GROW(s->items, s->len);
	struct stream *st = xcalloc(1, sizeof(*st));
	const struct engine_where *w = engine_where(s->en);
	char *url = xasprintf("%s/v%s%s%s", w->base, engine_api_version(s->en),
			      strbuf_text(&c->path), strbuf_text(&c->query));

	*slot = st;
	st->number = ++s->last_number;
	st->owner = s;
	st->arg = arg;
	clock_start(&st->since);
	strbuf_limit(&st->pending, PENDING_MAX);
	st->curl = curl_easy_init();
	if (!st->curl)
		abort(); /* out of memory, like xcalloc() */
	http_prepare(st->curl, w, s->tunnels);
	(void)curl_easy_setopt(st->curl, CURLOPT_URL, url);
	(void)curl_easy_setopt(st->curl, CURLOPT_ERRORBUFFER, st->detail);
	(void)curl_easy_setopt(st->curl, CURLOPT_WRITEFUNCTION, on_bytes);
	(void)curl_easy_setopt(st->curl, CURLOPT_WRITEDATA, st);
	(void)curl_easy_setopt(st->curl, CURLOPT_HEADERFUNCTION, on_header);
	(void)curl_easy_setopt(st->curl, CURLOPT_HEADERDATA, st);
	(void)curl_easy_setopt(st->curl, CURLOPT_PRIVATE, st);
	(void)curl_multi_add_handle(s->multi, st->curl);
	free(url);
	call_release(c);
	return st;
}

/* FNV-1a over what makes an event itself, and over who is told it. */
static uint64_t fingerprint(const struct stream *st, const struct engine_event *ev)
{
	const char *const texts[] = {ev->type, ev->action, ev->id, ev->container};
	uint64_t h = UINT64_C(14695981039346656037);

	h ^= (uint64_t)ev->time_ns ^ (uint64_t)(uintptr_t)st->arg;
	h *= UINT64_C(1099511628211);
	for (size_t i = 0; i < ARRAY_LEN(texts); i++)
		for (const char *p = texts[i];; p++) {
			h = (h ^ (unsigned char)*p) * UINT64_C(1099511628211);
			if (!*p)
				break;
		}
	return h;
}

static bool seen_before(struct streams *s, uint64_t print)
{
	for (size_t i = 0; i < SEEN; i++)
		if (s->seen[i] == print)
			return true;
	s->seen[s->seen_at] = print;
	s->seen_at = (s->seen_at + 1) % SEEN;
	return false;
}

static void on_event_text(void *arg, const char *text, size_t n)
{
	struct stream *st = arg;
	json_t *o = json_loadb(text, n, 0, NULL);
	struct engine_event ev;

	if (st->is_stopped || !o) { /* an object that is no JSON: the next one may be */
		json_decref(o);
		return;
	}
	event_read(o, &ev);
	if (!seen_before(st->owner, fingerprint(st, &ev)))
		st->on_events(st->arg,
			      &(struct events_news){.news = STREAM_ITEM, .event = &ev});
	pair_list_release(&ev.attributes);
	json_decref(o);
}

int streams_events(struct streams *s, const struct events_filter *f, events_fn *fn,
		   void *arg)
{
	struct call c = CALL("GET");
	json_t *filters = json_object();
	char since[INSTANT_MAX];
	struct stream *st;

	call_path(&c, "/events", "", "");
	if (f) {
		js_put_texts(filters, "type", &f->types);
		js_put_texts(filters, "label", &f->labels);
		js_put_texts(filters, "event", &f->actions);
		if (f->since_wall_ns > 0)
			call_query(&c, "since", instant_query(since, f->since_wall_ns));
	}
	call_filters(&c, filters);
	st = stream_start(s, &c, arg);
	st->on_events = fn;
	json_split_init(&st->split);
	return st->number;
}

static void on_log_line(void *arg, const struct log_line *line)
{
	struct stream *st = arg;

	if (!st->is_stopped)
		st->on_logs(st->arg, &(struct logs_news){.news = STREAM_ITEM,
							 .tag = st->tag,
							 .line = line});
}

int streams_logs(struct streams *s, const char *container, int64_t tag,
		 int64_t since_wall_ns, logs_fn *fn, void *arg)
{
	struct call c = CALL("GET");
	char since[INSTANT_MAX];
	struct stream *st;

	call_path(&c, "/containers/", container, "/logs");
	call_query(&c, "follow", "1");
	call_query(&c, "stdout", "1");
	call_query(&c, "stderr", "1");
	call_query(&c, "timestamps", "1");
	if (since_wall_ns > 0)
		call_query(&c, "since", instant_query(since, since_wall_ns));
	st = stream_start(s, &c, arg);
	st->on_logs = fn;
	st->tag = tag;
	log_lines_init(&st->lines, since_wall_ns, on_log_line, st);
	return st->number;
}

void streams_stop(struct streams *s, int stream)
{
	for (size_t i = 0; i < s->len; i++)
		if (s->items[i]->number == stream)
			s->items[i]->is_stopped = true;
}

static void tell(struct stream *st, enum stream_news news, const char *why)
{
	if (st->is_stopped)
		return;
	if (st->on_events)
		st->on_events(st->arg, &(struct events_news){.news = news, .why = why});
	else if (st->on_logs)
		st->on_logs(st->arg, &(struct logs_news){
					     .news = news, .tag = st->tag, .why = why});
}

/* Passes on what came in; the body of a refusal stays in `pending` for the error's text. */
static void look_at(struct stream *st)
{
	int rc;

	if (!st->has_headers && !st->is_done &&
	    clock_now(&st->since) > st->owner->answer_ms * NS_PER_MS)
		st->broken = "it does not answer; is it stuck, or its host?";
	if (!st->is_open && st->has_headers && st->status == 200) {
		st->is_open = true;
		tell(st, STREAM_OPENED, NULL);
	}
	if (!st->is_open || st->is_stopped || st->pending.len == 0)
		return;
	if (st->on_events)
		rc = json_split_feed(&st->split, st->pending.buf, st->pending.len,
				     on_event_text, st);
	else
		rc = log_lines_feed(&st->lines, st->pending.buf, st->pending.len);
	if (rc < 0)
		st->broken = "what it sends makes no sense";
	strbuf_clear(&st->pending);
}

static void tell_failure(struct stream *st)
{
	const struct engine_where *w = engine_where(st->owner->en);
	const char *what = st->on_events ? "the stream of events" : "a stream of logs";
	struct err e = {0};
	char *text = NULL;

	if (st->broken)
		(void)err_set(&e, CODE_ENGINE_GARBLED,
			      "%s of the Docker engine at %s: %s", what, w->url,
			      st->broken);
	else if (st->code != CURLE_OK)
		(void)http_failure(&(struct http_broken){.curl = st->curl,
							 .code = st->code,
							 .where = w,
							 .tunnels = st->owner->tunnels,
							 .what = what,
							 .detail = st->detail},
				   &e);
	else {
		text = call_message(&st->pending);
		(void)err_set(&e, CODE_ENGINE_REFUSED, "Docker engine: %s: %ld %s", what,
			      st->status, text);
	}
	tell(st, STREAM_FAILED, e.msg);
	free(text);
}

static void finish(struct stream *st)
{
	bool ended = st->is_done && st->code == CURLE_OK && st->is_open && !st->broken;

	if (!st->is_done && !st->broken)
		return;
	if (ended && st->on_logs)
		log_lines_end(&st->lines);
	if (ended)
		tell(st, STREAM_ENDED, NULL);
	else
		tell_failure(st);
	st->is_stopped = true;
}

static void collect_done(struct streams *s)
{
	const CURLMsg *m;
	int left;

	while ((m = curl_multi_info_read(s->multi, &left))) {
		struct stream *st = NULL;

		if (m->msg != CURLMSG_DONE)
			continue;
		(void)curl_easy_getinfo(m->easy_handle, CURLINFO_PRIVATE, (void *)&st);
		st->is_done = true;
		st->code = m->data.result;
	}
}

static void reap(struct streams *s)
{
	size_t kept = 0;

	for (size_t i = 0; i < s->len; i++) {
		if (s->items[i]->is_stopped)
			stream_free(s->items[i]);
		else
			s->items[kept++] = s->items[i];
	}
	while (s->len > kept) /* GROW() wants to see the length it made */
		s->items[--s->len] = NULL;
}

/* Lets curl work, then tells what came. Streams opened by a callback wait for the next time. */
static CURLMcode pump(struct streams *s)
{
	size_t now = s->len;
	CURLMcode code;
	int running;

	code = curl_multi_perform(s->multi, &running);
	collect_done(s);
	for (size_t i = 0; i < now; i++) {
		look_at(s->items[i]);
		finish(s->items[i]);
	}
	reap(s);
	return code;
}

int streams_run_once(struct streams *s, int timeout_ms, struct err *e)
{
	CURLMcode code = curl_multi_poll(s->multi, NULL, 0, timeout_ms, NULL);

	if (code == CURLM_OK)
		code = pump(s);
	if (code != CURLM_OK)
		return err_set(e, CODE_ENGINE_GONE,
			       "cannot wait for the Docker engine: %s",
			       curl_multi_strerror(code));
	return (int)s->len;
}

void streams_wakeup(struct streams *s)
{
	(void)curl_multi_wakeup(s->multi); /* fails when already woken */
}
