/*
 * eventjson.h - one event of the engine as a struct; private to docker/. Pure.
 *
 * Texts are borrowed from `o`; only the attributes are to be released.
 */
#ifndef DOCKER_EVENTJSON_H
#define DOCKER_EVENTJSON_H

#include "docker/json.h"
#include "docker/streams.h"

void event_read(const json_t *o, struct engine_event *out);

#endif
