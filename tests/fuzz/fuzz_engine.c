/*
 * What the Docker engine sends, as far as it is bytes of ours to read: log frames, the stream of
 * events, inspect, stats, archives, endpoints kept in the journal, refusals, contexts. The first
 * byte picks the reader, the second says where the bytes are cut in two. HTTP itself: fuzz_http.c.
 */
#include "kit.h"

#include "base/file.h"
#include "docker/call.h"
#include "docker/engineclock.h"
#include "docker/eventjson.h"
#include "docker/jsonsplit.h"
#include "docker/loglines.h"
#include "docker/state.h"
#include "docker/statsjson.h"
#include "docker/tar.h"

#include <sys/stat.h>

typedef void engine_fn(const char *bytes, size_t n, size_t cut);

/* ---- logs ---- */

static void on_line(void *arg, const struct log_line *line)
{
	struct strbuf *all = arg;

	MUST(line->len <= LOG_LINE_MAX && line->text[line->len] == '\0');
	strbuf_addf(all, "%lld %d %d ", (long long)line->wall_ns, line->is_stderr,
		    line->is_cut);
	strbuf_add(all, line->text, line->len);
	strbuf_addch(all, '\n');
}

/* Feeds both pieces and tells whether they were accepted. */
static int feed_logs(const char *bytes, size_t n, size_t cut, int64_t since_ns,
		     struct strbuf *all)
{
	struct log_lines l;
	int rc;

	log_lines_init(&l, since_ns, on_line, all);
	rc = log_lines_feed(&l, bytes, cut);
	if (rc == 0)
		rc = log_lines_feed(&l, bytes + cut, n - cut);
	log_lines_end(&l);
	log_lines_release(&l);
	return rc;
}

/* Wherever the bytes are cut: the same lines, or refused. */
static void logs(const char *bytes, size_t n, size_t cut)
{
	int64_t since = n % 2 ? INT64_C(1795320600000000000) : 0;
	struct strbuf whole = STRBUF_INIT, halves = STRBUF_INIT;
	int rc = feed_logs(bytes, n, n, since, &whole);

	MUST(feed_logs(bytes, n, cut, since, &halves) == rc);
	MUST(whole.len == halves.len &&
	     strcmp(strbuf_text(&whole), strbuf_text(&halves)) == 0);
	strbuf_release(&whole);
	strbuf_release(&halves);
}

/* ---- events ---- */

static void on_object(void *arg, const char *text, size_t n)
{
	json_t *o = json_loadb(text, n, 0, NULL);
	struct engine_event ev;

	strbuf_add(arg, text, n);
	event_read(o, &ev);
	MUST(ev.type && ev.action && ev.id && ev.name && ev.container && ev.signal);
	MUST(ev.time_ns >= 0 && ev.time_ns <= 2 * SPAN_MOST);
	pair_list_release(&ev.attributes);
	json_decref(o);
}

static int split(const char *bytes, size_t n, size_t cut, struct strbuf *all)
{
	struct json_split s;
	int rc;

	json_split_init(&s);
	rc = json_split_feed(&s, bytes, cut, on_object, all);
	if (rc == 0)
		rc = json_split_feed(&s, bytes + cut, n - cut, on_object, all);
	json_split_release(&s);
	return rc;
}

static void events(const char *bytes, size_t n, size_t cut)
{
	struct strbuf whole = STRBUF_INIT, halves = STRBUF_INIT;
	int rc = split(bytes, n, n, &whole);

	MUST(split(bytes, n, cut, &halves) == rc && whole.len == halves.len);
	strbuf_release(&whole);
	strbuf_release(&halves);
}

/* ---- answers ---- */

static void check_endpoint(const struct endpoint *p)
{
	struct endpoint copy, back;
	struct err e = {0};
	char *line = endpoint_save(p), *again;

	if (kit_said_why(endpoint_load(line, &back, &e), &e) == 0) {
		again = endpoint_save(&back);
		MUST(strcmp(line, again) == 0);
		free(again);
		endpoint_release(&back);
	}
	endpoint_copy(&copy, p);
	endpoint_release(&copy);
	free(line);
}

static void inspect(const char *bytes, size_t n, UNUSED size_t cut)
{
	struct container_state s;
	struct err e = {0};

	if (kit_said_why(container_state_read(bytes, n, &s, &e), &e) < 0)
		return;
	MUST(s.id[0] && s.name && s.image && s.image_id && s.health && s.hostname);
	for (size_t i = 0; i < s.n_networks; i++)
		check_endpoint(&s.networks[i]);
	for (size_t i = 0; i < s.n_ports; i++)
		(void)container_state_port(&s, s.ports[i].container_port);
	(void)container_state_network(&s, "fuzz_default");
	(void)container_status_name(s.status);
	container_state_release(&s);
}

static void endpoint(const char *bytes, UNUSED size_t n, UNUSED size_t cut)
{
	struct endpoint p;
	struct err e = {0};

	if (kit_said_why(endpoint_load(bytes, &p, &e), &e) < 0)
		return;
	check_endpoint(&p);
	endpoint_release(&p);
}

static void stats(const char *bytes, size_t n, UNUSED size_t cut)
{
	struct err e = {0};
	struct container_stats s;
	json_t *o = js_parse(bytes, n, &e);

	stats_read(o, &s);
	MUST(o || e.kind == ERR_ENVIRONMENT);
	json_decref(o);
}

static void refusal(const char *bytes, size_t n, UNUSED size_t cut)
{
	struct call c = CALL("GET");
	struct err e = {0};

	c.reply.status = 404;
	strbuf_add(&c.reply.body, bytes, n);
	(void)call_gone(&c, "no such container");
	(void)call_gone(&c, NULL);
	MUST(kit_said_why(call_refused(&c, &e), &e) < 0);
	call_release(&c);
}

static void archive(const char *bytes, size_t n, UNUSED size_t cut)
{
	struct strbuf out = STRBUF_INIT;
	struct err e = {0};

	if (kit_said_why(tar_read(bytes, n, &out, &e), &e) == 0)
		MUST(out.len <= n);
	strbuf_release(&out);
}

/* ---- where the engine is: the docker client's own files ---- */

/* The bytes up to the cut are config.json, the rest is a context's meta.json. */
static void contexts(const char *bytes, size_t n, size_t cut)
{
	struct engine_where w;
	struct err e = {0};

	kit_make_dir("contexts");
	kit_make_dir("contexts/meta");
	kit_make_dir("contexts/meta/0f");
	kit_write("config.json", bytes, cut);
	kit_write("contexts/meta/0f/meta.json", bytes + cut, n - cut);
	(void)setenv("DOCKER_CONFIG", kit_dir(), 1);
	(void)unsetenv("DOCKER_HOST");
	(void)unsetenv("DOCKER_CONTEXT");
	if (kit_said_why(engine_where_find(NULL, &w, &e), &e) < 0)
		return;
	MUST(w.url && w.base);
	engine_where_release(&w);
}

static void check_where(struct engine_where *w)
{
	struct engine_where copy;

	MUST(w->url && w->base);
	MUST(!w->ssh_host || (w->ssh_host[0] && w->ssh_host[0] != '-'));
	engine_where_copy(&copy, w);
	engine_where_release(&copy);
	engine_where_release(w);
}

static void addresses(const char *bytes, UNUSED size_t n, UNUSED size_t cut)
{
	struct engine_where w;
	struct err e = {0};

	if (kit_said_why(engine_where_find(bytes, &w, &e), &e) == 0)
		check_where(&w);
	e = (struct err){0};
	if (kit_said_why(engine_where_of(bytes, NULL, NULL, &w, &e), &e) == 0)
		check_where(&w);
}

/* ---- an engine behind ssh ---- */

/* Stands for ssh: says one file and answers another, whatever it is asked. */
static void make_ssh(void)
{
	static const char script[] = "#!/bin/sh\n"
				     "cat \"$0.says\" >&2\n"
				     "cat \"$0.answers\"\n";
	char *path;

	kit_write("ssh", script, sizeof(script) - 1);
	path = path_join(kit_dir(), "ssh");
	MUST(chmod(path, 0700) == 0);
	(void)setenv("KCHAOS_SSH", path, 1);
	free(path);
}

static void dialled(const char *bytes, size_t n, size_t cut)
{
	struct engine_where w;
	struct engine *en;
	struct err e = {0};

	make_ssh();
	kit_write("ssh.says", bytes, cut);
	kit_write("ssh.answers", bytes + cut, n - cut);
	MUST(engine_where_find("ssh://fuzz", &w, &e) == 0);
	en = engine_open(&w, &e);
	(void)kit_said_why(en ? 0 : -1, &e);
	engine_close(en);
	engine_where_release(&w);
}

/* ---- clocks ---- */

/* Four stamps, each with its unit and when it was asked for and came. */
static void clocks(const char *bytes, size_t n, UNUSED size_t cut)
{
	struct bytes in = {(const uint8_t *)bytes, n};
	struct clock_bounds b = {0};

	for (int i = 0; i < 4; i++) {
		int64_t stamp = (int64_t)(take_number(&in, 8) % (2 * SPAN_MOST));
		int64_t sent = (int64_t)(take_number(&in, 8) % SPAN_MOST);
		int64_t took = (int64_t)take_number(&in, 5);

		clock_bounds_stamp(&b, stamp, i % 2 ? NS_PER_S : 1, sent, sent + took);
		MUST(b.is_known && b.low_ns <= b.high_ns);
	}
}

static engine_fn *const readers[] = {logs,      events,  inspect, endpoint,
				     stats,     refusal, archive, contexts,
				     addresses, dialled, clocks};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes in = {data, size};
	engine_fn *read = readers[take_byte(&in) % ARRAY_LEN(readers)];
	size_t cut = take_byte(&in), n = in.left;
	char *bytes = take_text(&in);

	read(bytes, n, n ? cut % (n + 1) : 0);
	free(bytes);
	return 0;
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned seed)
{
	return seed % 3 ? mutate_json(data, size, max_size, seed, 2)
			: LLVMFuzzerMutate(data, size, max_size);
}
