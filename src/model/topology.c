#include "model/topology.h"

#include "base/mem.h"
#include "base/strbuf.h"

void topology_release(struct topology *t)
{
	for (size_t i = 0; i < t->len; i++) {
		free(t->nodes[i].name);
		free(t->nodes[i].container);
		free(t->nodes[i].broker.host);
		free(t->nodes[i].controller.host);
	}
	free(t->nodes);
	free(t->project);
	free(t->image);
	free(t->image_id);
	*t = (struct topology){0};
}

struct node *topology_add(struct topology *t)
{
	return GROW(t->nodes, t->len);
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

		if ((t->nodes[i].roles & ROLE_BROKER) && at->host)
			strbuf_addf(&b, "%s%s:%d", b.len ? "," : "", at->host, at->port);
	}
	return strbuf_detach(&b);
}
