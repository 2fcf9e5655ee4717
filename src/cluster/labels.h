/*
 * labels.h - the labels on everything we make, and how it is found by them; private to cluster/.
 *
 * Compose's own labels make `docker compose ps/logs/down` see the same project; ours say what this
 * program may touch.
 */
#ifndef CLUSTER_LABELS_H
#define CLUSTER_LABELS_H

#include "cluster/service.h"

#define LABEL_VERSION "io.kchaos.version"
#define LABEL_PROJECT "io.kchaos.project" /* what down removes: this and nothing else */
#define LABEL_RUN_ID  "io.kchaos.run-id"
#define LABEL_ROLE \
	"io.kchaos.role" /* "node", "service", "network", "volume", "helper", "holder", "outpost" */
#define LABEL_UP "io.kchaos.up" /* one call of up: what it removes when it fails */
/* On an image: the image it is equivalent to, built without a registry. */
#define LABEL_STANDS_FOR "io.kchaos.stands-for"
/* On an image: it has what helpers need (cluster.h), whatever the value. */
#define LABEL_HELPER "io.kchaos.helper"

#define LABEL_COMPOSE_PROJECT "com.docker.compose.project"
#define LABEL_COMPOSE_SERVICE "com.docker.compose.service"
#define LABEL_COMPOSE_ONEOFF  "com.docker.compose.oneoff"
#define LABEL_COMPOSE_FILES   "com.docker.compose.project.config_files"

/* What the labels of one call of up have in common. */
struct label_set {
	const struct compose *compose;
	const char *run_id; /* or NULL */
	const char *up;
};

void labels_service(const struct label_set *l, const struct service *s,
		    const char *image_id, bool is_node, struct pair_list *out);
void labels_network(const struct label_set *l, const struct resource *r,
		    struct pair_list *out);
void labels_volume(const struct label_set *l, const struct resource *r,
		   struct pair_list *out);

/* A container beside the services. None of Compose's own: it would call it an orphan, or a node. */
void labels_beside(const char *project, const char *role,
		   const char *run_id /* or NULL */, const char *up /* or NULL */,
		   struct pair_list *out);

/* "key=value"; caller frees. */
char *label_filter(const char *key, const char *value);

#endif
