#include "cluster/kafka_config.h"

#include "base/mem.h"
#include "base/str.h"
#include "cluster/kafka_topo.h"

const struct ynode *topo_place(const struct kafka_node *n, const char *key)
{
	const struct ynode *at = n->service->at;

	(void)kafka_node_setting(n, key, &at); /* keeps the service's place when unset */
	return at;
}

static void check_duplicate(struct topo *t, const struct kafka_node *n)
{
	for (const struct kafka_node *other = t->nodes; other < n; other++) {
		if (other->id != n->id)
			continue;
		diags_found(t->diags, CODE_KAFKA_NODE_ID, topo_place(n, "node.id"),
			    "node id %d of service '%s' is already that of service '%s'",
			    (int)n->id, n->service->name, other->service->name);
		diags_note(t->diags, topo_place(other, "node.id"), "given here first");
	}
}

static void check_same(struct topo *t, const struct kafka_node *n, const char *key,
		       const char *why)
{
	const struct kafka_node *first = &t->nodes[0];
	const char *mine = kafka_node_setting(n, key, NULL);
	const char *its = kafka_node_setting(first, key, NULL);

	if (!mine || !its || strcmp(mine, its) == 0)
		return;
	diags_found(t->diags, CODE_KAFKA_DISAGREE, topo_place(n, key),
		    "service '%s' has '%s' here and service '%s' '%s': %s",
		    n->service->name, mine, first->service->name, its, why);
}

/* By the variable of apache/kafka and Confluent, or of Bitnami, new and old; NULL: none. */
static const char *cluster_id(const struct service *s, const struct ynode **out_at)
{
	static const char *const names[] = {"CLUSTER_ID", "KAFKA_CLUSTER_ID",
					    "KAFKA_KRAFT_CLUSTER_ID"};
	const char *value = NULL;

	for (size_t i = 0; i < ARRAY_LEN(names) && !value; i++)
		value = service_env(s, names[i], out_at);
	return value;
}

/* Nodes with different ids format themselves for different clusters and refuse each other. */
static void check_cluster_id(struct topo *t, const struct kafka_node *n)
{
	const struct ynode *at = NULL;
	const char *mine = cluster_id(n->service, &at);
	const char *its = cluster_id(t->nodes[0].service, NULL);

	if (strcmp(mine ? mine : "", its ? its : "") != 0)
		diags_found(
			t->diags, CODE_KAFKA_DISAGREE, at ? at : n->service->at,
			"CLUSTER_ID of service '%s' is '%s', that of service '%s' is '%s': "
			"all nodes need the same",
			n->service->name, mine ? mine : "", t->nodes[0].service->name,
			its ? its : "");
}

static void read_nodes(struct topo *t, bool alone)
{
	for (size_t i = 0; i < t->compose->n_services; i++) {
		const struct service *s = &t->compose->services[i];
		struct kafka_node n = {0};
		int rc = kafka_node_read(s, alone, &n, t->diags);

		if (rc > 0)
			*GROW(t->nodes, t->len) = n;
		else
			kafka_node_release(&n);
	}
}

static void add_nodes(struct topo *t, struct topology *out)
{
	for (size_t i = 0; i < t->len; i++) {
		struct kafka_node *n = &t->nodes[i];
		struct node *node = topology_add(out);

		node->id = n->id;
		node->roles = n->roles;
		node->name = xstrdup(n->service->name);
		node->container = xstrdup(n->service->container);
		check_duplicate(t, n);
		check_cluster_id(t, n);
		check_same(t, n, "controller.quorum.voters",
			   "all nodes need the same voters");
		node->listens = kafka_node_listens(n);
		if (n->roles & ROLE_BROKER)
			topo_find_broker(t, n, node);
		if (n->roles & ROLE_CONTROLLER)
			topo_find_controller(t, n, node);
	}
	topology_sort(out);
}

static struct node *add_companion(struct topology *out, const char *name,
				  const struct ynode *at, struct diags *d)
{
	struct node *n = topology_add_companion(out, name);

	if (!n)
		diags_found(
			d, CODE_COMPOSE_SERVICES, at,
			"service '%s' and another one have names with the same checksum, "
			"so they cannot be told apart: rename one of them",
			name);
	return n;
}

/* Every other service, also those that reading the file left out: a scenario may name them. */
static void add_companions(const struct compose *c, struct topology *out, struct diags *d)
{
	const struct ynode *services = ynode_get(c->doc.root, "services");

	for (size_t i = 0; i < c->n_services; i++) {
		const struct service *s = &c->services[i];
		struct node *n = NULL;

		if (!topology_by_name(out, s->name))
			n = add_companion(out, s->name, s->at, d);
		if (n)
			n->container = xstrdup(s->container);
	}
	for (size_t i = 0; i < c->left_out.len; i++) {
		const struct text_pair *left = &c->left_out.items[i];
		struct node *n = add_companion(out, left->key,
					       ynode_key(services, left->key), d);

		if (n)
			n->left_out = xstrdup(left->value);
	}
}

void kafka_topology(struct compose *c, struct topology *out, struct diags *d)
{
	struct topo t = {.compose = c, .diags = d};
	struct diags settled = DIAGS_INIT;

	read_nodes(&t, false);
	/* A mistake above may well be the reason for there being none. */
	if (t.len == 0 && diags_count_errors(d) == c->errors_before)
		read_nodes(&t, true);
	if (t.len > 0) {
		add_nodes(&t, out);
		add_companions(c, out, d);
		/* A cluster that is there has agreed on its voters, whatever names we know. */
		t.diags = c->doc.root ? d : &settled;
		out->quorum = topo_check_quorum(&t);
		out->image = xstrdup(t.nodes[0].service->spec.image
					     ? t.nodes[0].service->spec.image
					     : "");
	} else if (diags_count_errors(d) == c->errors_before) {
		diags_found(d, CODE_KAFKA_NO_NODE, ynode_key(c->doc.root, "services"),
			    "no service is a Kafka node: %s",
			    c->n_services || !c->left_out.len
				    ? "KAFKA_PROCESS_ROLES is set in none"
				    : "each one is left out");
	}
	for (size_t i = 0; i < t.len; i++)
		kafka_node_release(&t.nodes[i]);
	free(t.nodes);
	diags_release(&settled);
}
