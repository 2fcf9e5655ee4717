/* plane.h - the ways of using the cluster whose availability is measured apart. */
#ifndef MODEL_PLANE_H
#define MODEL_PLANE_H

#include "base/base.h"

/* Of what a plane's windows are: what a ledger row's `partition` numbers. */
enum plane_parts {
	PARTS_PARTITIONS, /* of the workload's topic */
	PARTS_NODES,      /* places in the topology: each broker is asked for itself */
	PARTS_ONE,        /* always 0: whichever broker serves */
};

#define PLANES(X)                                     \
	X(PRODUCE, "produce", PARTS_PARTITIONS)       \
	X(CONSUME, "consume", PARTS_PARTITIONS)       \
	X(METADATA, "metadata", PARTS_NODES)          \
	X(DESCRIBE, "describe", PARTS_NODES)          \
	X(ADMIN, "admin", PARTS_ONE)                  \
	X(NEW_CLIENT, "new-client", PARTS_PARTITIONS) \
	X(GROUP, "group", PARTS_ONE)

enum plane {
#define PLANE_ENUM(id, name, parts) PLANE_##id,
	PLANES(PLANE_ENUM)
#undef PLANE_ENUM
		PLANE_COUNT
};
const char *plane_name(enum plane p);
enum plane_parts plane_parts(enum plane p);

/* The plane of that name; PLANE_COUNT: there is none. */
enum plane plane_find(const char *name);

#endif
