#include "cluster/docker_found.h"

#include "base/mem.h"
#include "base/str.h"
#include "cluster/docker_cluster.h"
#include "cluster/docker_faults.h"

#include <assert.h>
#include <inttypes.h>

void found_list_init(struct found_list *l)
{
	*l = (struct found_list){0};
	(void)pthread_mutex_init(&l->seats, NULL); /* cannot fail */
}

static void found_release(struct found *f)
{
	free(f->container);
	endpoint_list_release(&f->plugs);
	*f = (struct found){0};
}

void found_list_release(struct found_list *l)
{
	for (size_t i = 0; i < l->len; i++)
		found_release(&l->items[i]);
	free(l->items);
	(void)pthread_mutex_destroy(&l->seats);
}

const struct found *docker_found(const struct docker_cluster *d, int32_t node)
{
	for (size_t i = 0; i < d->found.len; i++)
		if (d->found.items[i].node == node)
			return &d->found.items[i];
	return NULL;
}

const char *found_address(const struct found *f, const char *network)
{
	for (size_t i = 0; i < f->plugs.len; i++) {
		const struct endpoint *p = &f->plugs.items[i];

		if (strcmp(p->network, network) == 0)
			return p->fixed_ipv4 || !*p->ipv4 ? NULL : p->ipv4;
	}
	return NULL;
}

/* ---- as a line: "node=2 state=running container=ID at=NETWORK/10.0.0.3 ... [what plugging in needs]" ---- */

static const char *const states[] = {[PROCESS_UNKNOWN] = "unknown",
				     [PROCESS_RUNNING] = "running",
				     [PROCESS_PAUSED] = "paused",
				     [PROCESS_EXITED] = "stopped"};

static void write_line(const struct found *f, struct strbuf *out)
{
	char *plugs = endpoint_list_save(&f->plugs);

	strbuf_addf(out, "node=%" PRId32 " state=%s container=%s", f->node,
		    states[f->state], f->container);
	for (size_t i = 0; i < f->plugs.len; i++)
		if (*f->plugs.items[i].ipv4)
			strbuf_addf(out, " at=%s/%s", f->plugs.items[i].network,
				    f->plugs.items[i].ipv4);
	strbuf_addf(out, " %s", plugs);
	free(plugs);
}

static void read_address(struct found *f, const char *place)
{
	const char *slash = strrchr(place, '/');
	size_t n = slash ? (size_t)(slash - place) : 0;

	for (size_t i = 0; slash && i < f->plugs.len; i++) {
		struct endpoint *p = &f->plugs.items[i];

		if (strlen(p->network) != n || strncmp(p->network, place, n) != 0)
			continue;
		free(p->ipv4);
		p->ipv4 = xstrdup(slash + 1);
	}
}

static enum process_state read_state(const char *word)
{
	for (size_t i = 0; i < ARRAY_LEN(states); i++)
		if (strcmp(states[i], word) == 0)
			return (enum process_state)i;
	return PROCESS_UNKNOWN;
}

static void read_word(struct found *f, const char *word)
{
	int64_t n = 0;

	if (str_starts(word, "at="))
		read_address(f, word + strlen("at="));
	else if (str_starts(word, "container="))
		f->container = xstrdup(word + strlen("container="));
	else if (str_starts(word, "node=") && str_to_int(word + strlen("node="), &n))
		f->node = (int32_t)n;
	else if (str_starts(word, "state="))
		f->state = read_state(word + strlen("state="));
}

static int read_line(struct found *f, const char *line, struct err *e)
{
	size_t len = strcspn(line, "[");
	char *words = xstrndup(line, len), *rest = NULL;

	*f = (struct found){.node = -1};
	if (endpoint_list_load(line + len, &f->plugs, e) < 0) {
		free(words);
		return -1;
	}
	for (char *w = strtok_r(words, " ", &rest); w; w = strtok_r(NULL, " ", &rest))
		read_word(f, w);
	free(words);
	if (f->container && f->node >= 0)
		return 0;
	found_release(f);
	return err_set(e, CODE_JOURNAL_GARBLED,
		       "the undo journal says of an adopted node only '%.80s'", line);
}

/* ---- how it is ---- */

static enum process_state state_of(const struct container_state *s)
{
	if (s->paused)
		return PROCESS_PAUSED;
	return s->running ? PROCESS_RUNNING : PROCESS_EXITED;
}

static int take(const struct node *n, const struct container_state *s, struct found *out,
		struct err *e)
{
	if (s->restarting || s->status == CONTAINER_REMOVING)
		return err_set(
			e, CODE_NOT_ADOPTABLE,
			"node %d (%s) is %s: 'docker logs %.12s' may say why; a run "
			"needs nodes that run, or are stopped",
			(int)n->id, n->name, container_status_name(s->status), s->id);
	*out = (struct found){
		.node = n->id, .container = xstrdup(s->id), .state = state_of(s)};
	docker_keep_plugs(s, &out->plugs);
	return 0;
}

int docker_remember(struct cluster *c, const struct node *n, char **out_saved,
		    struct err *e)
{
	struct docker_cluster *d = docker_cluster_of(c);
	struct engine *en = pool_take(docker_pool(d, n), c->cancel, e);
	struct container_state s = {0};
	struct strbuf line = STRBUF_INIT;
	struct found f = {0};
	int rc = en ? docker_look(en, n, &s, e) : -1;

	if (rc == 0)
		rc = take(n, &s, &f, e);
	if (rc == 0) {
		write_line(&f, &line);
		*GROW(d->found.items, d->found.len) = f;
		if (f.state != PROCESS_RUNNING)
			ids_add(&c->absent, n->id);
		*out_saved = strbuf_detach(&line);
	}
	container_state_release(&s);
	pool_put(docker_pool(d, n), en);
	return docker_wrap(c, n, "look at", rc, e);
}

/* That very container is meant, whoever has its name now. */
static void mean(struct cluster *c, const struct found *f)
{
	size_t i = topology_index(&c->topology, f->node);

	assert(f->container); /* read_line() has seen to it */
	if (i == c->topology.len ||
	    strcmp(c->topology.nodes[i].container, f->container) == 0)
		return;
	free(c->topology.nodes[i].container);
	c->topology.nodes[i].container = xstrdup(f->container);
}

int docker_recall(struct cluster *c, const char *saved, int32_t *out_node, struct err *e)
{
	struct docker_cluster *d = docker_cluster_of(c);
	struct found f;

	if (read_line(&f, saved, e) < 0)
		return -1;
	*out_node = f.node;
	if (docker_found(d, f.node)) {
		found_release(&f);
		return 0;
	}
	mean(c, &f);
	*GROW(d->found.items, d->found.len) = f;
	return 0;
}

/* ---- back to it ---- */

struct restoring {
	struct docker_cluster *d;
	struct engine *en;
	const struct node *node;
	const struct found *found;
	struct strbuf *did;
};

static void say(struct restoring *r, const char *what)
{
	strbuf_addf(r->did, "%s%s", r->did->len ? ", " : "", what);
}

static int run_again(struct restoring *r, const struct container_state *s, struct err *e)
{
	if (s->paused) {
		say(r, "unpaused");
		return docker_settle(container_unpause(r->en, s->id, e), r->node, e);
	}
	if (s->running)
		return 0;
	say(r, "started again");
	return docker_settle(seat_start(r->d, r->en, r->node, e), r->node, e);
}

static int restore_state(struct restoring *r, const struct container_state *s,
			 struct err *e)
{
	switch (r->found->state) {
	case PROCESS_RUNNING: return run_again(r, s, e);
	case PROCESS_PAUSED: say(r, "was found paused, and is left so"); break;
	case PROCESS_EXITED: say(r, "was found stopped, and is left so"); break;
	case PROCESS_UNKNOWN: break;
	}
	return 0;
}

static int restore_plug(struct restoring *r, const struct endpoint *p,
			const struct container_state *s, struct err *e)
{
	const struct endpoint *is = container_state_network(s, p->network);
	const char *address = found_address(r->found, p->network);

	if (!is) {
		say(r, "plugged in again");
		return docker_settle(seat_connect(r->d, r->en, r->node, p, e), r->node,
				     e);
	}
	if (!address || !s->running || strcmp(is->ipv4, address) == 0)
		return 0;
	say(r, "has its address again");
	return seat_move(r->d, r->en, r->node, p, e);
}

static int restore_plugs(struct restoring *r, struct err *e)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < r->found->plugs.len; i++) {
		struct container_state s = {0};

		rc = docker_look(r->en, r->node, &s, e);
		if (rc == 0)
			rc = restore_plug(r, &r->found->plugs.items[i], &s, e);
		container_state_release(&s);
	}
	return rc;
}

static int restore(struct restoring *r, struct err *e)
{
	struct container_state s = {0};
	enum engine_result is = container_inspect(r->en, r->node->container, &s, e);
	int rc = is == ENGINE_FAILED ? -1 : 0;

	if (is == ENGINE_GONE)
		say(r, "has another container, or none, since: left as it is");
	if (is == ENGINE_DONE)
		rc = restore_state(r, &s, e);
	if (is == ENGINE_DONE && rc == 0)
		rc = restore_plugs(r, e);
	container_state_release(&s);
	return rc;
}

int docker_restore(struct cluster *c, const struct node *n, struct strbuf *did,
		   struct err *e)
{
	struct docker_cluster *d = docker_cluster_of(c);
	struct restoring r = {
		.d = d, .node = n, .found = docker_found(d, n->id), .did = did};
	int rc = 0;

	if (!r.found)
		return 0;
	r.en = pool_take(docker_pool(d, n), c->cancel, e);
	rc = r.en ? restore(&r, e) : -1;
	pool_put(docker_pool(d, n), r.en);
	return docker_wrap(c, n, "put back", rc, e);
}
