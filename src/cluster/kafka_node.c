#include "cluster/kafka_node.h"

#include "base/mem.h"
#include "base/str.h"

static const char *setting(const struct service *s, const char *key,
			   const struct ynode **out_at)
{
	static const char *const prefixes[] = {"KAFKA_", "KAFKA_CFG_"};

	for (size_t i = 0; i < ARRAY_LEN(prefixes); i++) {
		char *name = xasprintf("%s%s", prefixes[i], key);
		const char *value = service_env(s, name, out_at);

		free(name);
		if (value && *value)
			return value;
	}
	return NULL;
}

const char *kafka_node_setting(const struct kafka_node *n, const char *key,
			       const struct ynode **out_at)
{
	return setting(n->service, key, out_at);
}

void kafka_node_release(struct kafka_node *n)
{
	listeners_release(&n->listeners);
	listeners_release(&n->advertised);
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
	const char *name = setting(n->service, "INTER_BROKER_LISTENER_NAME", NULL);

	if (!name)
		name = setting(n->service, "SECURITY_INTER_BROKER_PROTOCOL", NULL);
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
	const char *text = setting(n->service, "NODE_ID", &at);
	int64_t id;

	if (!text)
		text = setting(n->service, "BROKER_ID", &at);
	if (!text) {
		diags_error(d, at,
			    "service '%s' has KAFKA_PROCESS_ROLES and no KAFKA_NODE_ID",
			    n->service->name);
		return -1;
	}
	if (!str_to_int(text, &id) || id < 0 || id > INT32_MAX) {
		diags_error(d, at, "a node id is a number from 0, not '%s'", text);
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
	diags_error(d, at, "process roles are broker, controller or both, not '%s'",
		    text);
	return -1;
}

static int read_listeners(struct kafka_node *n, const char *key, struct listeners *out,
			  struct diags *d)
{
	const struct ynode *at = n->service->at;
	const char *text = setting(n->service, key, &at);

	if (!text || listeners_parse(text, out))
		return 0;
	diags_error(d, at, "'%s' is no list of listeners such as PLAINTEXT://:9092",
		    text);
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

int kafka_node_read(const struct service *s, struct kafka_node *out, struct diags *d)
{
	const struct ynode *at = NULL;
	const char *roles = setting(s, "PROCESS_ROLES", &at);
	const char *names = setting(s, "CONTROLLER_LISTENER_NAMES", NULL);
	int rc = 0;

	*out = (struct kafka_node){.service = s, .controller_names = names ? names : ""};
	if (!roles) {
		if (setting(s, "ZOOKEEPER_CONNECT", &at)) {
			diags_error(
				d, at,
				"service '%s' uses ZooKeeper; kchaos is for KRaft clusters "
				"(Kafka 3.3 and later, KAFKA_PROCESS_ROLES)",
				s->name);
			return -1;
		}
		return 0;
	}
	rc |= read_roles(out, roles, at, d);
	rc |= read_id(out, d);
	rc |= read_listeners(out, "LISTENERS", &out->listeners, d);
	rc |= read_listeners(out, "ADVERTISED_LISTENERS", &out->advertised, d);
	if (rc < 0)
		return -1;
	default_listeners(out);
	return 1;
}
