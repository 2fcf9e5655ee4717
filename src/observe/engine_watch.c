#include "observe/engine_watch.h"

#include "base/mem.h"
#include "base/strbuf.h"
#include "observe/host_watch.h"

struct engine_watch {
	struct watching all;
	struct host_watch **hosts;
	size_t len;
};

static void watch_free(struct engine_watch *w)
{
	for (size_t i = 0; i < w->len; i++)
		host_watch_ask_to_end(w->hosts[i]); /* all at once: each takes a moment */
	for (size_t i = 0; i < w->len; i++)
		host_watch_free(w->hosts[i]);
	free(w->hosts);
	heard_release(&w->all.heard);
	free(w);
}

static int begin(struct engine_watch *w, const struct engine_watch_opts *opts,
		 struct err *e)
{
	size_t n = w->all.topology->hosts.len ? w->all.topology->hosts.len : 1;

	w->all.stream = record_stream(w->all.record, "engine.jsonl", e);
	if (!w->all.stream)
		return -1;
	w->hosts = xcalloc(n, sizeof(struct host_watch *));
	for (; w->len < n; w->len++) {
		w->hosts[w->len] = host_watch_new(&w->all, (int32_t)w->len,
						  opts ? opts->engine : NULL,
						  opts ? opts->logs_since_ns : 0, e);
		if (!w->hosts[w->len])
			return -1;
	}
	for (size_t i = 0; i < n; i++)
		if (host_watch_wait(w->hosts[i], e) < 0)
			return err_wrap(e, "cannot watch the engine");
	return 0;
}

struct engine_watch *engine_watch_start(
	const struct topology *t, const struct clock *c, struct record *r,
	struct observer *o /* or NULL */,
	const struct engine_watch_opts *opts /* or NULL */, struct err *e)
{
	struct engine_watch *w = xcalloc(1, sizeof(*w));

	w->all = (struct watching){.topology = t, .clock = c, .record = r, .observer = o};
	heard_init(&w->all.heard);
	if (begin(w, opts, e) == 0)
		return w;
	watch_free(w);
	return NULL;
}

void engine_watch_stop(struct engine_watch *w)
{
	if (w)
		watch_free(w);
}

/* NULL: nobody watches it. */
static struct host_watch *watch_of(const struct engine_watch *w, int32_t node)
{
	for (size_t i = 0; i < w->len; i++)
		if (host_watch_has(w->hosts[i], node))
			return w->hosts[i];
	return NULL;
}

int64_t engine_watch_place(struct engine_watch *w, int32_t node, int64_t wall_ns)
{
	struct host_watch *h = watch_of(w, node);

	return h ? host_watch_place(h, wall_ns) : clock_from_wall(w->all.clock, wall_ns);
}

static int64_t slack_of(const struct engine_watch *w, int32_t node)
{
	const struct host_watch *h = watch_of(w, node);

	return h ? host_watch_slack_ns(h) : 0;
}

bool engine_watch_wait(struct engine_watch *w, int32_t node, const char *word,
		       int64_t since_ns, int64_t until_ns, struct event *out)
{
	struct heard_what what = {node, word, since_ns - slack_of(w, node)};

	return heard_wait(&w->all.heard, &what, w->all.clock, until_ns, out);
}

char *engine_watch_silent(struct engine_watch *w)
{
	const struct hosts *hosts = &w->all.topology->hosts;
	struct strbuf out = STRBUF_INIT;

	for (size_t i = 0; i < w->len; i++) {
		if (!host_watch_is_silent(w->hosts[i]))
			continue;
		strbuf_addf(&out, "%s%s%s", out.len ? ", " : "",
			    hosts->len ? "host " : "the engine",
			    hosts->len ? hosts->at[i].name : "");
	}
	return out.len ? strbuf_detach(&out) : NULL;
}

bool engine_watch_is_silent(struct engine_watch *w, int32_t node)
{
	struct host_watch *h = watch_of(w, node);

	return h && host_watch_is_silent(h);
}

int64_t engine_watch_host_lost_ns(const struct engine_watch *w, size_t host)
{
	return host_watch_lost_ns(w->hosts[host]);
}

int64_t engine_watch_lost_ns(const struct engine_watch *w, const struct ids *without)
{
	int64_t least = INT64_MAX;

	for (size_t i = 0; i < w->len; i++) {
		int64_t lost = host_watch_lost_ns(w->hosts[i]);

		if ((!without || !ids_has(without, (int32_t)i)) && lost < least)
			least = lost;
	}
	return least == INT64_MAX ? 0 : least;
}
