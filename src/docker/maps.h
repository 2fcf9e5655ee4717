/*
 * maps.h - freeing the arrays that specs and states share; private to docker/.
 */
#ifndef DOCKER_MAPS_H
#define DOCKER_MAPS_H

#include "docker/spec.h"

void port_maps_free(struct port_map *p, size_t n);
void mount_maps_free(struct mount_map *m, size_t n);
void endpoints_free(struct endpoint *p, size_t n);

#endif
