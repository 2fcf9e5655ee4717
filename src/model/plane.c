#include "model/plane.h"

static const struct {
	const char *name;
	enum plane_parts parts;
} planes[] = {
#define PLANE_ROW(id, name, parts) [PLANE_##id] = {name, parts},
	PLANES(PLANE_ROW)
#undef PLANE_ROW
};
_Static_assert(ARRAY_LEN(planes) == PLANE_COUNT, "one row each");

const char *plane_name(enum plane p)
{
	return planes[p].name;
}

enum plane_parts plane_parts(enum plane p)
{
	return planes[p].parts;
}

enum plane plane_find(const char *name)
{
	for (unsigned p = 0; p < PLANE_COUNT; p++)
		if (strcmp(planes[p].name, name) == 0)
			return (enum plane)p;
	return PLANE_COUNT;
}
