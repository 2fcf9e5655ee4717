#include "cluster/project.h"

#include "base/mem.h"
#include "base/str.h"
#include "cluster/engines.h"
#include "cluster/labels.h"

void project_list_release(struct project_list *l)
{
	for (size_t i = 0; i < l->len; i++) {
		free(l->items[i].name);
		free(l->items[i].compose);
		free(l->items[i].run_id);
	}
	free(l->items);
	*l = (struct project_list){0};
}

static struct project *project_of(struct project_list *l, const char *name)
{
	struct project *p;

	for (size_t i = 0; i < l->len; i++)
		if (strcmp(l->items[i].name, name) == 0)
			return &l->items[i];
	p = GROW(l->items, l->len);
	*p = (struct project){
		.name = xstrdup(name), .compose = xstrdup(""), .run_id = xstrdup("")};
	return p;
}

static void replace(char **text, const char *with)
{
	if (!with || !*with)
		return;
	free(*text);
	*text = xstrdup(with);
}

static int add_containers(struct engine *en, struct project_list *out, struct err *e)
{
	struct container_list list = {0};
	struct text_list labels = {0};
	int rc;

	text_list_add(&labels, LABEL_PROJECT);
	rc = container_list(en, &labels, &list, e);
	for (size_t i = 0; i < list.len; i++) {
		const struct container_item *c = &list.items[i];
		const char *role = pair_list_get(&c->labels, LABEL_ROLE);
		struct project *p = project_of(out,
					       pair_list_get(&c->labels, LABEL_PROJECT));

		replace(&p->compose, pair_list_get(&c->labels, LABEL_COMPOSE_FILES));
		replace(&p->run_id, pair_list_get(&c->labels, LABEL_RUN_ID));
		if (!role || strcmp(role, "node") != 0)
			continue;
		p->nodes++;
		p->running += c->status == CONTAINER_RUNNING;
	}
	container_list_release(&list);
	text_list_release(&labels);
	return rc;
}

static int add_networks(struct engine *en, struct project_list *out, struct err *e)
{
	struct network_list list = {0};
	int rc = network_list(en, LABEL_PROJECT, &list, e);

	for (size_t i = 0; i < list.len; i++)
		project_of(out, pair_list_get(&list.items[i].labels, LABEL_PROJECT))
			->networks++;
	network_list_release(&list);
	return rc;
}

static int add_volumes(struct engine *en, struct project_list *out, struct err *e)
{
	struct volume_list list = {0};
	int rc = volume_list(en, LABEL_PROJECT, &list, e);

	for (size_t i = 0; i < list.len; i++)
		project_of(out, pair_list_get(&list.items[i].labels, LABEL_PROJECT))
			->volumes++;
	volume_list_release(&list);
	return rc;
}

static int by_name(const void *a, const void *b)
{
	const struct project *x = a, *y = b;

	return strcmp(x->name, y->name);
}

static int list_on(struct engine_pool *pool, struct engine *en, struct project_list *out,
		   struct err *e)
{
	int rc = en ? add_containers(en, out, e) : -1;

	if (rc == 0)
		rc = add_networks(en, out, e);
	if (rc == 0)
		rc = add_volumes(en, out, e);
	pool_put(pool, en);
	return rc;
}

int project_list(const char *engine, const struct hosts *hosts, struct project_list *out,
		 struct err *e)
{
	struct engines engines;
	int rc = engines_init(&engines, engine, hosts, e);

	*out = (struct project_list){0};
	for (size_t i = 0; rc == 0 && i < engines.len; i++)
		if (list_on(&engines.pools[i], engines_take(&engines, i, e), out, e) < 0)
			rc = engines_blame(&engines, i, e);
	if (rc < 0)
		project_list_release(out);
	else if (out->len > 0)
		qsort(out->items, out->len, sizeof(*out->items), by_name);
	engines_release(&engines);
	return rc;
}
