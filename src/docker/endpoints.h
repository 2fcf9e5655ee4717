/*
 * endpoints.h - struct endpoint from and to the engine's EndpointSettings; private to docker/.
 *
 * Pure. Owner: endpoint_read() fills a zeroed endpoint with copies.
 */
#ifndef DOCKER_ENDPOINTS_H
#define DOCKER_ENDPOINTS_H

#include "docker/json.h"
#include "docker/networks.h"

void endpoint_read(const char *network, const json_t *o, struct endpoint *out);

/* Puts the settings to be asked for into `o`; priorities only for an engine that knows them. */
void endpoint_write(json_t *o, const struct endpoint *p, bool has_priority);

#endif
