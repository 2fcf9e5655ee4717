#include "docker/instant.h"

#include "base/clock.h"

#include <inttypes.h>

int64_t instant_parse(const char *text)
{
	int64_t ns;

	/* The years 1970 to 2199 fit int64 ns; the engine knows no others but year 1. */
	if (strncmp(text, "19", 2) != 0 && strncmp(text, "20", 2) != 0 &&
	    strncmp(text, "21", 2) != 0)
		return NEVER;
	return clock_parse_rfc3339(text, &ns) && ns >= 0 ? ns : NEVER;
}

char *instant_query(char buf[INSTANT_MAX], int64_t wall_ns)
{
	(void)snprintf(buf, INSTANT_MAX, "%" PRId64 ".%09" PRId64, wall_ns / NS_PER_S,
		       wall_ns % NS_PER_S);
	return buf;
}
