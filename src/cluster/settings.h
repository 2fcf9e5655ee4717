/*
 * settings.h - what a service tells Kafka, wherever it says so; private to cluster/.
 *
 * Four places, as the images read them: KAFKA_ variables (apache/kafka, Confluent), KAFKA_CFG_
 * variables (Bitnami), a server.properties from this machine that is mounted, `--override k=v` in
 * the command. An override beats all; a file that the command names beats variables, any other
 * mounted file is beaten by them. Keys are Kafka's own: "node.id". Of a container that is there the
 * files are those that it sees itself (struct service), whatever lies on this machine.
 *
 * Owner: the caller; settings_release(). Places point into the service's tree. Threads: any.
 * Fails: a file that cannot be read is a warning in the diags, and its settings are missing.
 */
#ifndef CLUSTER_SETTINGS_H
#define CLUSTER_SETTINGS_H

#include "cluster/service.h"

struct setting {
	char *key;
	char *value;
	const struct ynode *at; /* NULL: of a cluster known from its containers */
};

struct settings {
	struct setting *items;
	size_t len;
};

void settings_read(const struct service *s, struct settings *out, struct diags *d);
void settings_release(struct settings *s);

/* Far beyond any server.properties. */
enum { SETTINGS_FILE_MAX = 256 * 1024 };

/* The files of a container that may say something, by their paths in it. */
void settings_files(const struct service *s, struct text_list *out);

/* apache/kafka that is told nothing is a cluster of one: its settings, when `out` is empty and the
 * service is such a one. */
bool settings_of_image(const struct service *s, struct settings *out);

/* NULL: unset or empty. *out_at is left alone then. */
const char *settings_get(const struct settings *s, const char *key,
			 const struct ynode **out_at /* or NULL */);

/* KAFKA_NODE_ID and KAFKA_CFG_NODE_ID are "node.id"; two underscores stand for one, three for a
 * hyphen. NULL: no setting. Caller frees. */
char *setting_key(const char *variable);

#endif
