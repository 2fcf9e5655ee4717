/*
 * tunnel.h - connections to an engine behind ssh: a process `ssh HOST docker system dial-stdio` each,
 * as the engine's own client does it; private to docker/.
 *
 * curl has one end of a connection within this machine, the process the other as its standard input and output. When curl
 * closes its end, the process is ended and waited for. It has no terminal and asks for nothing: keys, an
 * agent or ssh's configuration must do. $KCHAOS_SSH names another program than `ssh`.
 * Owner: whoever owns the curl handle or multi handle; freed after it. Threads: as the handle's.
 */
#ifndef DOCKER_TUNNEL_H
#define DOCKER_TUNNEL_H

#include "docker/engine.h"

#include <curl/curl.h>

struct tunnels;
/* NULL when the engine is not behind ssh; all below take NULL. `where` is borrowed. */
struct tunnels *tunnels_new(const struct engine_where *where);
void tunnels_free(struct tunnels *t);

/* Connections that the handle opens from now on are tunnels. */
void tunnels_use(struct tunnels *t, CURL *curl);

/* The last words of the process that ended last, since one was started: "" when there are none. */
const char *tunnels_words(const struct tunnels *t);

#endif
