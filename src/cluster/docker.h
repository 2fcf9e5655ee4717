/* docker.h - the engine's headers, as this room includes them; private to cluster/. */
#ifndef CLUSTER_DOCKER_H
#define CLUSTER_DOCKER_H

#include "docker/containers.h"
#include "docker/images.h"
#include "docker/inside.h"
#include "docker/networks.h"
#include "docker/spec.h"
#include "docker/state.h"
#include "docker/volumes.h"

#endif
