#include "model/topology.h"

#include "base/crc32c.h"
#include "base/mem.h"
#include "base/strbuf.h"

static void nodes_free(struct node *nodes, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		free(nodes[i].name);
		free(nodes[i].container);
		free(nodes[i].broker.host);
		free(nodes[i].controller.host);
		free(nodes[i].left_out);
	}
	free(nodes);
}

void topology_release(struct topology *t)
{
	nodes_free(t->nodes, t->len);
	nodes_free(t->companions, t->n_companions);
	free(t->project);
	free(t->image);
	free(t->image_id);
	hosts_release(&t->hosts);
	*t = (struct topology){0};
}

struct node *topology_add(struct topology *t)
{
	return GROW(t->nodes, t->len);
}

bool is_companion(int32_t id)
{
	return id <= COMPANION_IDS;
}

static int32_t companion_id(const char *name)
{
	return COMPANION_IDS - (int32_t)(crc32c(0, name, strlen(name)) & 0x3fffffffU);
}

struct node *topology_add_companion(struct topology *t, const char *name)
{
	int32_t id = companion_id(name);
	struct node *n;

	if (topology_any_by_id(t, id))
		return NULL;
	n = GROW(t->companions, t->n_companions);
	n->id = id;
	n->name = xstrdup(name);
	return n;
}

const struct host *topology_host(const struct topology *t, const struct node *n)
{
	size_t i = (size_t)n->host;

	return n->host >= 0 && i < t->hosts.len ? &t->hosts.at[i] : NULL;
}

static int by_id(const void *a, const void *b)
{
	int32_t x = ((const struct node *)a)->id, y = ((const struct node *)b)->id;

	return (x > y) - (x < y);
}

void topology_sort(struct topology *t)
{
	if (t->len)
		qsort(t->nodes, t->len, sizeof(*t->nodes), by_id);
}

size_t topology_index(const struct topology *t, int32_t id)
{
	for (size_t i = 0; i < t->len; i++)
		if (t->nodes[i].id == id)
			return i;
	return t->len;
}

const struct node *topology_by_id(const struct topology *t, int32_t id)
{
	size_t i = topology_index(t, id);

	return i < t->len ? &t->nodes[i] : NULL;
}

const struct node *topology_by_name(const struct topology *t, const char *name)
{
	for (size_t i = 0; i < t->len; i++)
		if (strcmp(t->nodes[i].name, name) == 0)
			return &t->nodes[i];
	return NULL;
}

const struct node *topology_each(const struct topology *t, size_t i)
{
	if (i < t->len)
		return &t->nodes[i];
	return i - t->len < t->n_companions ? &t->companions[i - t->len] : NULL;
}

const struct node *topology_any_by_id(const struct topology *t, int32_t id)
{
	const struct node *n;

	for (size_t i = 0; (n = topology_each(t, i)); i++)
		if (n->id == id)
			return n;
	return NULL;
}

const struct node *topology_any_by_name(const struct topology *t, const char *name)
{
	const struct node *n;

	for (size_t i = 0; (n = topology_each(t, i)); i++)
		if (strcmp(n->name, name) == 0)
			return n;
	return NULL;
}

struct node_text node_word(const struct node *n)
{
	struct node_text t;

	if (is_companion(n->id))
		(void)snprintf(t.text, sizeof(t.text), "companion %.140s", n->name);
	else
		(void)snprintf(t.text, sizeof(t.text), "node %d", (int)n->id);
	return t;
}

struct node_text node_title(const struct node *n)
{
	struct node_text t;

	if (is_companion(n->id))
		return node_word(n);
	(void)snprintf(t.text, sizeof(t.text), "node %d (%.130s)", (int)n->id, n->name);
	return t;
}

static size_t with_role(const struct topology *t, unsigned role)
{
	size_t n = 0;

	for (size_t i = 0; i < t->len; i++)
		n += (t->nodes[i].roles & role) != 0;
	return n;
}

size_t topology_voters(const struct topology *t)
{
	return with_role(t, ROLE_CONTROLLER);
}

size_t topology_brokers(const struct topology *t)
{
	return with_role(t, ROLE_BROKER);
}

const char *quorum_kind_name(enum quorum_kind k)
{
	static const char *const names[] = {[QUORUM_UNKNOWN] = "unknown",
					    [QUORUM_STATIC] = "static",
					    [QUORUM_DYNAMIC] = "dynamic"};

	return names[k];
}

size_t quorum_majority(size_t voters)
{
	return voters / 2 + 1;
}

size_t quorum_minority(size_t voters)
{
	return voters ? (voters - 1) / 2 : 0;
}

char *topology_bootstrap(const struct topology *t)
{
	struct strbuf b = STRBUF_INIT;

	for (size_t i = 0; i < t->len; i++) {
		const struct address *at = &t->nodes[i].broker;

		bool is_ipv6 = at->host && strchr(at->host, ':');

		if ((t->nodes[i].roles & ROLE_BROKER) && at->host)
			strbuf_addf(&b, "%s%s%s%s:%d", b.len ? "," : "",
				    is_ipv6 ? "[" : "", at->host, is_ipv6 ? "]" : "",
				    at->port);
	}
	return strbuf_detach(&b);
}
