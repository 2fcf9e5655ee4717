/*
 * docker.h - the engine's headers, as this room includes them; private to cluster/.
 *
 * docker/ and model/ use one word for different things: an endpoint is a plug in a network there
 * and an address here. Where both are needed, the engine's is called engine_endpoint. It is the
 * name of a type only, so the functions are the same ones.
 */
#ifndef CLUSTER_DOCKER_H
#define CLUSTER_DOCKER_H

#define endpoint engine_endpoint

#include "docker/containers.h"
#include "docker/images.h"
#include "docker/inside.h"
#include "docker/networks.h"
#include "docker/spec.h"
#include "docker/state.h"
#include "docker/volumes.h"

#undef endpoint

#endif
