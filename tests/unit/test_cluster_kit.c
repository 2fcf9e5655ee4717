#include "test_cluster_kit.h"

#include "unit.h"

struct kit kit;

static const char file[] =
	"name: proj\n"
	"x-node: &node {image: 'apache/kafka:4.3.1', volumes: ['data:/d']}\n"
	"x-env: &env\n"
	"  KAFKA_PROCESS_ROLES: broker,controller\n"
	"  KAFKA_CONTROLLER_LISTENER_NAMES: C\n"
	"  KAFKA_CONTROLLER_QUORUM_VOTERS: 1@kafka1:9093,2@kafka2:9093\n"
	"  KAFKA_LISTENERS: P://:9092,C://:9093\n"
	"  KAFKA_LISTENER_SECURITY_PROTOCOL_MAP: P:PLAINTEXT,C:PLAINTEXT\n"
	"services:\n"
	"  kafka1:\n"
	"    <<: *node\n"
	"    ports: ['127.0.0.1:${P1}:9092', '127.0.0.1:${C1}:9093']\n"
	"    environment: {<<: *env, KAFKA_NODE_ID: 1, KAFKA_ADVERTISED_LISTENERS: 'P://localhost:${P1}'}\n"
	"  kafka2:\n"
	"    <<: *node\n"
	"    ports: ['127.0.0.1:${P2}:9092', '127.0.0.1:${C2}:9093']\n"
	"    environment: {<<: *env, KAFKA_NODE_ID: 2, KAFKA_ADVERTISED_LISTENERS: 'P://localhost:${P2}'}\n"
	"    depends_on: [kafka1]\n";

static const char in_memory[] =
	"{driver_opts: {type: tmpfs, device: tmpfs, o: size=300m}}}\n";

static struct compose *read_file(void)
{
	struct compose_opts opts = {.choose_ports = true};
	struct diags d = DIAGS_INIT;
	struct strbuf said = STRBUF_INIT;
	struct strbuf text = STRBUF_INIT;
	struct compose *c;

	strbuf_addf(&text, "%s%svolumes: {data: %s", file, kit.beside ? kit.beside : "",
		    kit.has_disk_in_memory ? in_memory : "{}}\n");
	c = compose_parse("/p/c.yaml", strbuf_text(&text), text.len, &opts, &d);
	strbuf_release(&text);
	diags_text(&d, &said);
	ck_assert_msg(c != NULL, "%s", strbuf_text(&said));
	strbuf_release(&said);
	diags_release(&d);
	return c;
}

void cluster_kit_open(void)
{
	kit = (struct kit){.world = world_new()};
}

void cluster_kit_close(void)
{
	cluster_free(kit.cluster);
	compose_free(kit.compose);
	world_free(kit.world);
	strbuf_release(&kit.told);
	kit = (struct kit){0};
}

void kit_cluster(const struct cluster_opts *opts)
{
	struct cluster_opts o = *opts;

	kit.compose = read_file();
	o.engine = world_host(kit.world);
	kit.cluster = cluster_open(kit.compose, &o, &kit.err);
	ck_assert_msg(kit.cluster != NULL, "%s", kit.err.msg);
}

int kit_up(void)
{
	return cluster_up(kit.cluster, kit_note, NULL, &kit.err);
}

bool kit_note(UNUSED void *arg, const char *text)
{
	if (text)
		strbuf_addf(&kit.told, "%s\n", text);
	return true;
}

size_t kit_things(void)
{
	return world_count(kit.world, "containers") + world_count(kit.world, "networks") +
	       world_count(kit.world, "volumes");
}
