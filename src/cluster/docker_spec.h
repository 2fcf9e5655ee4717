/*
 * docker_spec.h - from a service to the container it shall be; private to cluster/.
 *
 * Owner: the spec borrows from the service and from `use`; what is its own is freed by
 * made_spec_release(). Threads: any.
 */
#ifndef CLUSTER_DOCKER_SPEC_H
#define CLUSTER_DOCKER_SPEC_H

#include "cluster/labels.h"

struct made_spec {
	struct container_spec spec;
};

/* The address that the service has in a network for good; NULL: the engine chooses. Caller frees. */
char *fixed_address(const struct compose *c, const struct service *s,
		    const struct service_network *from, const struct resource *net);

void made_spec_init(struct made_spec *m, const struct label_set *l,
		    const struct service *s, const char *use, const char *image_id,
		    bool is_node);
void made_spec_release(struct made_spec *m);

#endif
