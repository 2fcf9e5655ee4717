/*
 * Every call of the Docker engine's API against an engine that answers anything: status, headers,
 * chunks and bodies. The first byte picks the call, the answers follow (replies.h).
 */
#include "replies.h"

#include "cluster/docker_cluster.h"
#include "cluster/project.h"
#include "docker/containers.h"
#include "docker/images.h"
#include "docker/inside.h"
#include "docker/streams.h"
#include "docker/volumes.h"

#define LABEL "io.kchaos.project=fuzz"

/* Open for all inputs but those about opening: an engine is what calls have in common. */
static struct engine *open_engine(struct err *e)
{
	struct engine_where w;
	struct engine *en;

	MUST(engine_where_find(replies_host(), &w, e) == 0);
	en = engine_open(&w, e);
	engine_where_release(&w);
	return en;
}

static struct engine *engine(void)
{
	static struct engine *en;
	struct err e = {0};

	if (!en)
		en = open_engine(&e);
	MUST(en != NULL);
	return en;
}

/* An outcome is one of the known, and a failure says why. */
static bool is_done(enum engine_result r, const struct err *e)
{
	MUST(r >= ENGINE_FAILED && r <= ENGINE_TIMED_OUT);
	MUST(r != ENGINE_FAILED || (e->kind != ERR_NONE && e->msg[0]));
	return r == ENGINE_DONE;
}

static struct err *anew(struct err *e)
{
	*e = (struct err){0};
	return e;
}

typedef void call_fn(struct engine *en, struct err *e);

/* ---- containers ---- */

static void create(struct engine *en, struct err *e)
{
	struct endpoint networks[] = {{.network = (char[]){"a"}},
				      {.network = (char[]){"b"}}};
	struct container_spec spec = {.name = (char[]){"n"},
				      .image = (char[]){"i"},
				      .networks = networks,
				      .n_networks = ARRAY_LEN(networks)};
	char *id = NULL;

	if (kit_said_why(container_create(en, &spec, &id, e), e) == 0)
		MUST(id != NULL);
	free(id);
}

static void start(struct engine *en, struct err *e)
{
	(void)is_done(container_start(en, "c", e), e);
}

static void stop(struct engine *en, struct err *e)
{
	(void)is_done(container_stop(en, "c", -1, e), e);
}

static void kill_it(struct engine *en, struct err *e)
{
	(void)is_done(container_kill(en, "c", "SIGKILL", e), e);
}

static void pause_it(struct engine *en, struct err *e)
{
	(void)is_done(container_pause(en, "c", e), e);
	(void)is_done(container_unpause(en, "c", anew(e)), e);
}

static void take_away(struct engine *en, struct err *e)
{
	(void)is_done(container_remove(en, "c", true, true, e), e);
}

static void inspect(struct engine *en, struct err *e)
{
	struct container_state s;

	if (is_done(container_inspect(en, "c", &s, e), e))
		container_state_release(&s);
}

static void wait_for(struct engine *en, struct err *e)
{
	int code;

	(void)is_done(container_wait(en, "c", 1000, &code, e), e);
}

static void list(struct engine *en, struct err *e)
{
	struct text_list labels = {0};
	struct container_list l;

	text_list_add(&labels, LABEL);
	text_list_add(&labels, "io.kchaos.role");
	if (kit_said_why(container_list(en, &labels, &l, e), e) == 0) {
		for (size_t i = 0; i < l.len; i++)
			MUST(pair_list_carries(&l.items[i].labels, labels.items[0]) &&
			     pair_list_get(&l.items[i].labels, labels.items[1]));
		container_list_release(&l);
	}
	text_list_release(&labels);
}

static void update(struct engine *en, struct err *e)
{
	struct container_limits limits = {.nano_cpus = 500000000};

	(void)is_done(container_update(en, "c", &limits, e), e);
}

/* ---- inside ---- */

static void exec(struct engine *en, struct err *e)
{
	struct exec_spec spec = {.user = "0"};
	struct exec_result r;

	text_list_add(&spec.cmd, "true");
	if (is_done(container_exec(en, "c", &spec, &r, e), e))
		exec_result_release(&r);
	text_list_release(&spec.cmd);
}

static void read_file(struct engine *en, struct err *e)
{
	struct strbuf out = STRBUF_INIT;

	(void)is_done(container_read_file(en, "c", "/x", 4096, &out, e), e);
	strbuf_release(&out);
}

static bool any_file(UNUSED void *arg, const char *name)
{
	return name[0] != 'n';
}

static bool any_bytes(void *arg, UNUSED const char *bytes, size_t n)
{
	size_t *sum = arg;

	*sum += n;
	return *sum < 2000;
}

static void read_dir(struct engine *en, struct err *e)
{
	size_t sum = 0;

	(void)is_done(container_read_dir(en, "c", "/d", any_file, any_bytes, &sum, e), e);
}

static void write_file(struct engine *en, struct err *e)
{
	(void)is_done(container_write_file(en, "c", "/", "x", 0644, "y", 1, e), e);
}

static void on_line(void *arg, const struct log_line *line)
{
	size_t *bytes = arg;

	*bytes += line->len;
}

static void logs(struct engine *en, struct err *e)
{
	struct logs_query q = {.tail = 10, .since_wall_ns = 1};
	size_t bytes = 0;

	(void)is_done(container_logs(en, "c", &q, on_line, &bytes, e), e);
}

static void stats(struct engine *en, struct err *e)
{
	struct container_stats s;

	(void)is_done(container_stats(en, "c", &s, e), e);
}

/* ---- networks, volumes, images ---- */

static void networks(struct engine *en, struct err *e)
{
	struct network_spec spec = {.name = "n"};
	struct network_list l;
	struct network n;
	char *id = NULL;

	(void)is_done(network_create(en, &spec, &id, e), e);
	free(id);
	if (is_done(network_inspect(en, "n", &n, anew(e)), e))
		network_release(&n);
	if (kit_said_why(network_list(en, LABEL, &l, anew(e)), e) == 0) {
		for (size_t i = 0; i < l.len; i++)
			MUST(pair_list_carries(&l.items[i].labels, LABEL));
		network_list_release(&l);
	}
	(void)is_done(network_remove(en, "n", anew(e)), e);
}

static void plugs(struct engine *en, struct err *e)
{
	struct endpoint p = {.network = (char[]){"n"}};

	(void)is_done(network_connect(en, "c", &p, e), e);
	(void)is_done(network_disconnect(en, "n", "c", anew(e)), e);
}

static void volumes(struct engine *en, struct err *e)
{
	struct volume_spec spec = {.name = "v"};
	struct volume_list l;
	struct volume v;

	(void)is_done(volume_create(en, &spec, e), e);
	if (is_done(volume_inspect(en, "v", &v, anew(e)), e))
		volume_release(&v);
	if (kit_said_why(volume_list(en, LABEL, &l, anew(e)), e) == 0) {
		for (size_t i = 0; i < l.len; i++)
			MUST(pair_list_carries(&l.items[i].labels, LABEL));
		volume_list_release(&l);
	}
	(void)is_done(volume_remove(en, "v", anew(e)), e);
}

static void images(struct engine *en, struct err *e)
{
	struct image_list l;
	struct image i;

	if (is_done(image_inspect(en, "i", &i, e), e))
		image_release(&i);
	if (kit_said_why(image_list(en, "l", &l, anew(e)), e) == 0)
		image_list_release(&l);
	(void)is_done(image_tag(en, "i", "j", "1", anew(e)), e);
}

static void on_copied(void *arg, int64_t bytes)
{
	int64_t *last = arg;

	MUST(bytes > *last);
	*last = bytes;
}

/* From and to are the same one: what it exports is what it is asked to load. */
static void copy(struct engine *en, struct err *e)
{
	int64_t bytes = 0;

	(void)is_done(image_copy(en, en, "i:1", on_copied, &bytes, e), e);
}

static void on_step(void *arg, const struct pull_progress *p)
{
	size_t *bytes = arg;

	*bytes += strlen(p->layer) + strlen(p->status);
}

static void pull(struct engine *en, struct err *e)
{
	size_t bytes = 0;

	(void)kit_said_why(image_pull(en, "h:1/i", on_step, &bytes, e), e);
}

/* ---- streams ---- */

enum { MOST_TURNS = 64 };

struct heard {
	bool is_over;
	size_t items;
};

static void hear(struct heard *h, enum stream_news news, const char *why)
{
	MUST(!h->is_over);
	MUST(news != STREAM_FAILED || (why && *why));
	h->items += news == STREAM_ITEM;
	h->is_over = news == STREAM_ENDED || news == STREAM_FAILED;
}

static void on_event(void *arg, const struct events_news *n)
{
	hear(arg, n->news, n->why);
	MUST((n->news == STREAM_ITEM) == (n->event != NULL));
}

static void on_log(void *arg, const struct logs_news *n)
{
	hear(arg, n->news, n->why);
	MUST((n->news == STREAM_ITEM) == (n->line != NULL));
}

/* Both end, for the engine closes every connection. */
static void streams(UNUSED struct engine *en, struct err *e)
{
	struct heard events = {0}, lines = {0};
	struct engine_where w;
	struct streams *s;

	MUST(engine_where_find(replies_host(), &w, e) == 0);
	s = streams_new(&w, e);
	engine_where_release(&w);
	MUST(s != NULL);
	(void)streams_events(s, NULL, on_event, &events);
	(void)streams_logs(s, "c", 7, 0, on_log, &lines);
	for (int i = 0; i < MOST_TURNS && streams_run_once(s, 1000, e) > 0; i++)
		;
	MUST(events.is_over && lines.is_over);
	streams_free(s);
}

/* ---- what is made of several answers ---- */

static void open_anew(UNUSED struct engine *en, struct err *e)
{
	struct engine *other = open_engine(e);
	struct engine_info info;

	(void)kit_said_why(other ? 0 : -1, e);
	if (other && kit_said_why(engine_info(other, &info, e), e) == 0)
		engine_info_release(&info);
	engine_close(other);
}

static void projects(UNUSED struct engine *en, struct err *e)
{
	struct project_list l;

	if (kit_said_why(project_list(replies_host(), NULL, &l, e), e) == 0)
		project_list_release(&l);
}

static void attach(UNUSED struct engine *en, struct err *e)
{
	struct topology t = {0};
	struct engines engines;
	int rc = engines_init(&engines, replies_host(), NULL, e);

	if (rc == 0)
		rc = attach_topology(&engines, NULL, "fuzz", NULL, &t, e);
	(void)kit_said_why(rc < 0 ? -1 : 0, e);
	engines_release(&engines);
	topology_release(&t);
}

static call_fn *const calls[] = {
	open_anew, create,   start,    stop,     kill_it, pause_it,  take_away,
	inspect,   wait_for, list,     update,   exec,    read_file, write_file,
	logs,      stats,    networks, plugs,    volumes, images,    pull,
	streams,   projects, attach,   read_dir, copy,
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes in = {data, size};
	size_t which = take_byte(&in) % ARRAY_LEN(calls);
	struct engine *en;
	struct err e = {0};

	replies_set((struct bytes){0}, false);
	en = engine();
	replies_set(in, calls[which] == open_anew);
	calls[which](en, &e);
	replies_set((struct bytes){0}, false); /* waits for an answer under way */
	return 0;
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned seed)
{
	return seed % 3 ? mutate_json(data, size, max_size, seed, 1)
			: LLVMFuzzerMutate(data, size, max_size);
}
