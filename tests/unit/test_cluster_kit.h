/*
 * test_cluster_kit.h - a cluster of two nodes on an engine that remembers (test_cluster_world.h),
 * opened and closed around each test.
 */
#ifndef TESTS_CLUSTER_KIT_H
#define TESTS_CLUSTER_KIT_H

#include "cluster/cluster.h"
#include "cluster/compose.h"
#include "test_cluster_world.h"

struct kit {
	struct world *world;
	struct compose *compose;
	struct cluster *cluster;
	bool has_disk_in_memory; /* the volume; set it before kit_cluster() */
	const char *beside;      /* more services; NULL: none; set it before, too */
	struct strbuf told;      /* what was told of the progress, line by line */
	struct err err;
};
extern struct kit kit;

/* Fixture: the engine only. */
void cluster_kit_open(void);
void cluster_kit_close(void);

/* The cluster, made from the file; its image is there. */
void kit_cluster(const struct cluster_opts *opts /* engine is filled in */);
int kit_up(void);
bool kit_note(void *arg, const char *text); /* a progress function */
size_t kit_things(void); /* containers, networks and volumes there are */

#endif
