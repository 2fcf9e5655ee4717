/*
 * portvars.h - the variables that stand for host ports, before they are replaced; private to
 * cluster/.
 *
 * A port written as "${KAFKA1_PORT:-29091}:9092" or published: ${KAFKA1_PORT} whose variable is
 * set nowhere gets a free port, its default when that is free.
 * Owner: the choices are kept in c->claims. Threads: one. Fails: an error in the diags when no
 * port is free at all.
 */
#ifndef CLUSTER_PORTVARS_H
#define CLUSTER_PORTVARS_H

#include "cluster/service.h"

void port_variables_choose(struct compose *c, struct diags *d);

/* The host part of a short port, "${A:-1}" of "127.0.0.1:${A:-1}:9092", its colons inside braces
 * not taken for the port's own. Returns NULL when there is none; *out_len its length. */
const char *port_host_part(const char *text, size_t *out_len);

/* Exactly one variable and nothing else: its name (caller frees) and default (0: none, or no
 * port). NULL: something else. */
char *port_variable(const char *text, size_t len, uint16_t *out_default);

#endif
