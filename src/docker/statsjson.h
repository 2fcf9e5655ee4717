/*
 * statsjson.h - the engine's "stats" answer as a struct; private to docker/. Pure.
 */
#ifndef DOCKER_STATSJSON_H
#define DOCKER_STATSJSON_H

#include "docker/inside.h"
#include "docker/json.h"

void stats_read(const json_t *o, struct container_stats *out);

#endif
