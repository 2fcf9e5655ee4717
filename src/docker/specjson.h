/*
 * specjson.h - a container_spec as the engine's JSON; private to docker/. Pure.
 */
#ifndef DOCKER_SPECJSON_H
#define DOCKER_SPECJSON_H

#include "docker/json.h"
#include "docker/spec.h"

/* The body of "create", with the first network only; StartInterval only for API 1.44 on.
 * Caller decrefs. */
json_t *spec_to_json(const struct container_spec *s, bool has_start_interval);

#endif
