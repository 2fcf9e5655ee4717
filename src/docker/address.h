/*
 * address.h - an engine's address as text: "unix:///path", "tcp://host:port", "ssh://user@host";
 * private to docker/.
 *
 * Pure but for looking whether TLS files are there. Fails: kind ERR_ENVIRONMENT.
 */
#ifndef DOCKER_ADDRESS_H
#define DOCKER_ADDRESS_H

#include "docker/engine.h"

#define ADDRESS_DEFAULT_PATH "/var/run/docker.sock"

/* `tls_dir` NULL: TCP without TLS; the files it holds are used, be they all or some. A bare
 * "host:port" is TCP. */
int address_parse(const char *text, const char *tls_dir /* or NULL */,
		  struct engine_where *out, struct err *e);

#endif
