/* plane.h - the ways of using the cluster whose availability is measured apart. */
#ifndef MODEL_PLANE_H
#define MODEL_PLANE_H

#define PLANES(X)             \
	X(PRODUCE, "produce") \
	X(CONSUME, "consume")

enum plane {
#define PLANE_ENUM(id, name) PLANE_##id,
	PLANES(PLANE_ENUM)
#undef PLANE_ENUM
		PLANE_COUNT
};
const char *plane_name(enum plane p);

#endif
