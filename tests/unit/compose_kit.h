/*
 * compose_kit.h - a compose file in a text, read for a test: what came of it and what was said.
 */
#ifndef TESTS_COMPOSE_KIT_H
#define TESTS_COMPOSE_KIT_H

#include "cluster/compose.h"

extern struct diags diags;
extern struct compose *compose;

/* Fixture: nothing is loaded yet, and no variable of the environment has a say. */
void compose_kit_open(void);
void compose_kit_close(void);

/* The text as /nowhere/proj/compose.yaml; it must be readable. `opts` may be NULL. Returns `compose`. */
struct compose *compose_kit_load(const char *text, const struct compose_opts *opts);

/* A service that is a node. */
#define COMPOSE_NODE                                                    \
	"  kafka1:\n"                                                   \
	"    image: apache/kafka:4.3.1\n"                               \
	"    ports: ['127.0.0.1:29092:9092', '127.0.0.1:29191:9093']\n" \
	"    environment:\n"                                            \
	"      KAFKA_NODE_ID: 1\n"                                      \
	"      KAFKA_PROCESS_ROLES: broker,controller\n"                \
	"      KAFKA_CONTROLLER_LISTENER_NAMES: CONTROLLER\n"           \
	"      KAFKA_LISTENERS: HOST://:9092,CONTROLLER://:9093\n"      \
	"      KAFKA_ADVERTISED_LISTENERS: HOST://localhost:29092\n"    \
	"      KAFKA_LISTENER_SECURITY_PROTOCOL_MAP: HOST:PLAINTEXT,CONTROLLER:PLAINTEXT\n"

#endif
