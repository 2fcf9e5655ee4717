/*
 * compose_read.h - the parts of reading a Compose file; private to cluster/.
 *
 * Each reads one construct of the file into its struct and reports what is wrong with it; nothing
 * returned, because one mistake does not end the search for others.
 */
#ifndef CLUSTER_COMPOSE_READ_H
#define CLUSTER_COMPOSE_READ_H

#include "cluster/service.h"

/* compose_keys.c: all keys of one service, by its table. */
void read_service(struct reading *r, struct service *s, const struct ynode *map);
/* The keys of the file's top level that nobody reads. */
void check_top_level(struct reading *r, const struct ynode *root);

/* compose_env.c */
void read_environment(struct reading *r, struct service *s, const struct ynode *v);
void read_env_file(struct reading *r, struct service *s, const struct ynode *v);
void read_profiles(struct reading *r, struct service *s, const struct ynode *v);

/* compose_ports.c */
void read_ports(struct reading *r, struct service *s, const struct ynode *v);
void read_expose(struct reading *r, struct service *s, const struct ynode *v);

/* compose_mounts.c */
void read_volumes(struct reading *r, struct service *s, const struct ynode *v);
void read_tmpfs(struct reading *r, struct service *s, const struct ynode *v);

/* compose_limits.c */
void read_deploy(struct reading *r, struct service *s, const struct ynode *v);
void read_ulimits(struct reading *r, struct service *s, const struct ynode *v);
void read_cpus(struct reading *r, struct service *s, const struct ynode *v);

/* compose_health.c */
void read_healthcheck(struct reading *r, struct service *s, const struct ynode *v);
void read_stop_grace(struct reading *r, struct service *s, const struct ynode *v);
void read_restart(struct reading *r, struct service *s, const struct ynode *v);

/* compose_links.c: what refers to other things of the file. */
void read_service_networks(struct reading *r, struct service *s, const struct ynode *v);
void read_depends_on(struct reading *r, struct service *s, const struct ynode *v);
void read_extra_hosts(struct reading *r, struct service *s, const struct ynode *v);
void read_resources(struct reading *r, const struct ynode *root);
/* Everything that is referred to must be there; fills in waves and default networks. */
void check_links(struct reading *r);

#endif
