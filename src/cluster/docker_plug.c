#include "base/mem.h"
#include "cluster/docker_faults.h"

int docker_look(struct engine *en, const struct node *n, struct container_state *out,
		struct err *e)
{
	return docker_settle(container_inspect(en, n->container, out, e), n, e);
}

/* "host" and "none" are in the list, but nothing that could be unplugged. */
static bool is_plug(const struct endpoint *p)
{
	return strcmp(p->network, "host") != 0 && strcmp(p->network, "none") != 0;
}

/* The one that is reserved for it, or that it is to have again, counts too: it comes back with it. */
static const char *address_of(const struct endpoint *p, const struct found *f)
{
	if (p->ipv4 && *p->ipv4)
		return p->ipv4;
	return p->fixed_ipv4 || !f ? p->fixed_ipv4 : found_address(f, p->network);
}

static void add_addresses(const struct container_state *s, const struct found *f,
			  struct strbuf *out)
{
	const char *blank = "";

	for (size_t i = 0; i < s->n_networks; i++) {
		const char *address = address_of(&s->networks[i], f);

		if (!address)
			continue;
		strbuf_addf(out, "%s%s", blank, address);
		blank = " ";
	}
}

int docker_addresses(struct cluster *c, const struct node *n, struct strbuf *out,
		     struct err *e)
{
	struct docker_cluster *d = docker_cluster_of(c);
	struct engine *en = pool_take(docker_pool(d, n), c->cancel, e);
	struct container_state s = {0};
	int rc = en ? docker_look(en, n, &s, e) : -1;

	if (rc == 0)
		add_addresses(&s, docker_found(d, n->id), out);
	container_state_release(&s);
	pool_put(docker_pool(d, n), en);
	return docker_wrap(c, n, "find the addresses of", rc, e);
}

bool docker_shares_network(struct cluster *c, const struct node *n)
{
	struct docker_cluster *d = docker_cluster_of(c);
	struct err ignored = {0}; /* then whatever is done to it fails, and says why */
	struct engine *en = pool_take(docker_pool(d, n), c->cancel, &ignored);
	struct container_state s = {0};
	bool shares = false;

	if (en && docker_look(en, n, &s, &ignored) == 0)
		for (size_t i = 0; i < s.n_networks; i++)
			shares = shares || strcmp(s.networks[i].network, "host") == 0;
	container_state_release(&s);
	pool_put(docker_pool(d, n), en);
	return shares;
}

int docker_plugged(struct cluster *c, const struct node *n, size_t *out, struct err *e)
{
	struct docker_cluster *d = docker_cluster_of(c);
	struct engine *en = pool_take(docker_pool(d, n), c->cancel, e);
	struct container_state s = {0};
	size_t plugged = 0;
	int rc = en ? docker_look(en, n, &s, e) : -1;

	for (size_t i = 0; i < s.n_networks; i++)
		plugged += is_plug(&s.networks[i]);
	if (rc == 0)
		*out = plugged;
	container_state_release(&s);
	pool_put(docker_pool(d, n), en);
	return docker_wrap(c, n, "find the networks of", rc, e);
}

/* Without the alias that the engine adds by itself, the start of the id: it would be there twice. */
static void keep(const struct container_state *s, const struct endpoint *from,
		 struct endpoint_list *to)
{
	struct endpoint *p = GROW(to->items, to->len);
	struct text_list all;

	endpoint_copy(p, from);
	all = p->aliases;
	p->aliases = (struct text_list){0};
	for (size_t i = 0; i < all.len; i++)
		if (strncmp(s->id, all.items[i], 12) != 0 || strlen(all.items[i]) != 12)
			text_list_add(&p->aliases, all.items[i]);
	text_list_release(&all);
}

/* The main network first: published ports go with the first one that is plugged in. */
void docker_keep_plugs(const struct container_state *s, struct endpoint_list *to)
{
	const struct endpoint *main = container_state_network(s, s->network_mode);

	if (main && is_plug(main))
		keep(s, main, to);
	for (size_t i = 0; i < s->n_networks; i++)
		if (&s->networks[i] != main && is_plug(&s->networks[i]))
			keep(s, &s->networks[i], to);
}

int docker_plugs(struct cluster *c, const struct node *n, char **out_saved, struct err *e)
{
	struct docker_cluster *d = docker_cluster_of(c);
	struct engine *en = pool_take(docker_pool(d, n), c->cancel, e);
	struct container_state s = {0};
	struct endpoint_list all = {0};
	int rc = en ? docker_look(en, n, &s, e) : -1;

	if (rc == 0) {
		docker_keep_plugs(&s, &all);
		*out_saved = endpoint_list_save(&all);
	}
	endpoint_list_release(&all);
	container_state_release(&s);
	pool_put(docker_pool(d, n), en);
	return docker_wrap(c, n, "find the networks of", rc, e);
}

/* Unplugs it from as many as can be; the error is that of the first that cannot. */
static int unplug_all(struct engine *en, const struct node *n, struct err *e)
{
	struct container_state s = {0};
	int rc = docker_look(en, n, &s, e);

	for (size_t i = 0; i < s.n_networks; i++) {
		const struct endpoint *p = &s.networks[i];
		struct err failed = {0};

		if (!is_plug(p) ||
		    docker_settle(
			    network_disconnect(en, p->network, n->container, &failed), n,
			    &failed) == 0)
			continue;
		if (rc == 0)
			*e = failed;
		rc = -1;
	}
	container_state_release(&s);
	return rc;
}

int docker_unplug(struct cluster *c, const struct node *n, struct err *e)
{
	struct docker_cluster *d = docker_cluster_of(c);
	struct engine *en = pool_take(docker_pool(d, n), c->cancel, e);
	int rc = en ? unplug_all(en, n, e) : -1;

	pool_put(docker_pool(d, n), en);
	return docker_wrap(c, n, "unplug", rc, e);
}

static bool same_text(const char *a, const char *b)
{
	return strcmp(a ? a : "", b ? b : "") == 0;
}

/* Has it got there all that was asked for? */
static bool is_as_saved(const struct endpoint *is, const struct endpoint *saved)
{
	for (size_t i = 0; i < saved->aliases.len; i++)
		if (!text_list_has(&is->aliases, saved->aliases.items[i]))
			return false;
	return same_text(is->fixed_ipv4, saved->fixed_ipv4) &&
	       same_text(is->fixed_ipv6, saved->fixed_ipv6);
}

/* It is in that network, but perhaps the engine put it there itself, when it was started without
 * any: then without name and address. */
static int plug_again(struct docker_cluster *d, struct engine *en, const struct node *n,
		      const struct endpoint *p, struct err *e)
{
	struct container_state s = {0};
	const struct endpoint *is;
	bool is_right;

	if (docker_look(en, n, &s, e) < 0)
		return -1;
	is = container_state_network(&s, p->network);
	is_right = is && is_as_saved(is, p);
	container_state_release(&s);
	if (is_right)
		return 0;
	if (docker_settle(network_disconnect(en, p->network, n->container, e), n, e) < 0)
		return -1;
	return docker_settle(seat_connect(d, en, n, p, e), n, e);
}

static int plug_one(struct docker_cluster *d, struct engine *en, const struct node *n,
		    const struct endpoint *p, struct err *e)
{
	enum engine_result result = seat_connect(d, en, n, p, e);

	if (result == ENGINE_ALREADY)
		return plug_again(d, en, n, p, e);
	return docker_settle(result, n, e);
}

static int plug_all(struct docker_cluster *d, struct engine *en, const struct node *n,
		    const char *saved, struct err *e)
{
	struct endpoint_list all;
	int rc = endpoint_list_load(saved, &all, e);

	for (size_t i = 0; i < all.len; i++) {
		struct err failed = {0};

		if (plug_one(d, en, n, &all.items[i], &failed) == 0)
			continue;
		if (rc == 0)
			*e = failed;
		rc = -1;
	}
	endpoint_list_release(&all);
	return rc;
}

int docker_plug(struct cluster *c, const struct node *n, const char *saved, struct err *e)
{
	struct docker_cluster *d = docker_cluster_of(c);
	struct engine *en = pool_take(docker_pool(d, n), c->cancel, e);
	int rc = en ? plug_all(d, en, n, saved, e) : -1;

	pool_put(docker_pool(d, n), en);
	return docker_wrap(c, n, "plug in", rc, e);
}
