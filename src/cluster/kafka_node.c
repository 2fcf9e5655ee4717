#include "cluster/kafka_node.h"

#include "base/mem.h"
#include "base/str.h"

const char *kafka_node_setting(const struct kafka_node *n, const char *key,
			       const struct ynode **out_at)
{
	return settings_get(&n->settings, key, out_at);
}

void kafka_node_release(struct kafka_node *n)
{
	listeners_release(&n->listeners);
	listeners_release(&n->advertised);
	settings_release(&n->settings);
}

const struct listener *kafka_node_controller(const struct kafka_node *n)
{
	for (size_t i = 0; i < n->listeners.len; i++)
		if (names_has(n->controller_names, n->listeners.items[i].name))
			return &n->listeners.items[i];
	return NULL;
}

/* Unless it is named, the one with the name of the protocol among brokers, PLAINTEXT. */
static const struct listener *among_brokers(const struct kafka_node *n)
{
	const char *name = kafka_node_setting(n, "inter.broker.listener.name", NULL);

	if (!name)
		name = kafka_node_setting(n, "security.inter.broker.protocol", NULL);
	return listeners_find(&n->listeners, name ? name : "PLAINTEXT");
}

struct listens kafka_node_listens(const struct kafka_node *n)
{
	const struct listener *broker = among_brokers(n), *c = kafka_node_controller(n);

	return (struct listens){
		.replication = broker && (n->roles & ROLE_BROKER) ? broker->port : 0,
		.controller = c && (n->roles & ROLE_CONTROLLER) ? c->port : 0};
}

static int read_id(struct kafka_node *n, struct diags *d)
{
	const struct ynode *at = n->service->at;
	const char *text = kafka_node_setting(n, "node.id", &at);
	int64_t id;

	if (!text)
		text = kafka_node_setting(n, "broker.id", &at);
	if (!text) {
		diags_found(d, CODE_KAFKA_NODE_ID, at,
			    "service '%s' has KAFKA_PROCESS_ROLES and no KAFKA_NODE_ID",
			    n->service->name);
		return -1;
	}
	if (!str_to_int(text, &id) || id < 0 || id > INT32_MAX) {
		diags_found(d, CODE_KAFKA_NODE_ID, at,
			    "a node id is a number from 0, not '%s'", text);
		return -1;
	}
	n->id = (int32_t)id;
	return 0;
}

static int read_roles(struct kafka_node *n, const char *text, const struct ynode *at,
		      struct diags *d)
{
	n->roles = (names_has(text, "broker") ? ROLE_BROKER : 0U) |
		   (names_has(text, "controller") ? ROLE_CONTROLLER : 0U);
	if (n->roles)
		return 0;
	diags_found(d, CODE_WRONG_VALUE, at,
		    "process roles are broker, controller or both, not '%s'", text);
	return -1;
}

static int read_listeners(struct kafka_node *n, const char *key, struct listeners *out,
			  struct diags *d)
{
	const struct ynode *at = n->service->at;
	const char *text = kafka_node_setting(n, key, &at);

	if (!text || listeners_parse(text, out))
		return 0;
	diags_found(d, CODE_KAFKA_LISTENERS, at,
		    "'%s' is no list of listeners such as PLAINTEXT://:9092", text);
	return -1;
}

/* As Kafka fills in what is not said. */
static void default_listeners(struct kafka_node *n)
{
	const struct listeners *from = n->listeners.len ? &n->listeners : &n->advertised;
	struct listeners *to = n->listeners.len ? &n->advertised : &n->listeners;

	if (to->len > 0)
		return;
	for (size_t i = 0; i < from->len; i++) {
		const struct listener *l = &from->items[i];

		*GROW(to->items, to->len) = (struct listener){.name = xstrdup(l->name),
							      .host = xstrdup(l->host),
							      .port = l->port};
	}
}

bool kafka_node_is(const struct service *s)
{
	static const char *const telling[] = {"process.roles", "node.id", "broker.id",
					      "zookeeper.connect"};
	struct diags ignored = DIAGS_INIT; /* said when the node is read */
	struct settings settings = {0};
	bool found = false;

	settings_read(s, &settings, &ignored);
	for (size_t i = 0; i < ARRAY_LEN(telling); i++)
		found |= settings_get(&settings, telling[i], NULL) != NULL;
	settings_release(&settings);
	diags_release(&ignored);
	return found;
}

/* Not KRaft is no node, but may well be meant as one. */
static int read_no_roles(const struct kafka_node *n, struct diags *d)
{
	const struct ynode *at = n->service->at;

	if (!kafka_node_setting(n, "zookeeper.connect", &at))
		return 0;
	diags_found(d, CODE_KAFKA_NO_NODE, at,
		    "service '%s' uses ZooKeeper; kchaos is for KRaft clusters "
		    "(Kafka 3.3 and later, KAFKA_PROCESS_ROLES)",
		    n->service->name);
	return -1;
}

int kafka_node_read(const struct service *s, bool alone, struct kafka_node *out,
		    struct diags *d)
{
	const struct ynode *at = s->at;
	const char *roles, *names;
	int rc = 0;

	*out = (struct kafka_node){.service = s};
	settings_read(s, &out->settings, d);
	if (alone)
		(void)settings_of_image(s, &out->settings);
	roles = kafka_node_setting(out, "process.roles", &at);
	names = kafka_node_setting(out, "controller.listener.names", NULL);
	out->controller_names = names ? names : "";
	if (!roles)
		return read_no_roles(out, d);
	rc |= read_roles(out, roles, at, d);
	rc |= read_id(out, d);
	rc |= read_listeners(out, "listeners", &out->listeners, d);
	rc |= read_listeners(out, "advertised.listeners", &out->advertised, d);
	if (rc < 0)
		return -1;
	default_listeners(out);
	return 1;
}
