/*
 * instant.h - the engine's instants, "2026-11-22T04:10:00.123456789Z", as wall-clock ns.
 *
 * The engine writes year 1 for "never"; that, years int64 cannot hold and anything that is no
 * instant become NEVER. Pure.
 */
#ifndef DOCKER_INSTANT_H
#define DOCKER_INSTANT_H

#include "base/base.h"

enum { INSTANT_MAX = 40 };

int64_t instant_parse(const char *text);

/* Writes wall-clock ns as the "seconds.nanoseconds" that since= wants. Returns buf. */
char *instant_query(char buf[INSTANT_MAX], int64_t wall_ns);

#endif
