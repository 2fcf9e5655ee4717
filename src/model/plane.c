#include "model/plane.h"

#include "base/base.h"

const char *plane_name(enum plane p)
{
	static const char *const names[] = {
#define PLANE_NAME(id, name) [PLANE_##id] = (name),
		PLANES(PLANE_NAME)
#undef PLANE_NAME
	};

	_Static_assert(ARRAY_LEN(names) == PLANE_COUNT, "one name each");
	return names[p];
}
