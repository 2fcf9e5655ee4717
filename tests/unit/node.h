/*
 * node.h - a node of ours for tests: a thread behind a listening socket on 127.0.0.1 that speaks
 * as much of the protocol as its behaviour wants.
 */
#ifndef TESTS_NODE_H
#define TESTS_NODE_H

#include "base/base.h"

#include <pthread.h>

typedef void behave_fn(int fd);

struct node {
	int fd;
	uint16_t port;
	behave_fn *behave; /* for each connection */
	pthread_t thread;
};

/* A socket only: nobody accepts. */
struct node node_listen(void);

void node_start(struct node *n, behave_fn *behave);

/* Once the other side is closed. */
void node_stop(struct node *n);

/* Behaviours. ApiVersions is answered with Metadata v0 to v13, all else with the request's size. */
void node_answer_all(int fd);
void node_answer_byte_by_byte(int fd);
void node_answer_like_an_old_node(int fd); /* ApiVersions v0 only */
void node_answer_once(int fd);
void node_answer_once_then_hang_up_on_the_next(int fd);
void node_answer_once_then_speak(int fd);
void node_answer_someone_else(int fd);
void node_hang_up(int fd);
void node_reset(int fd);
void node_say_nothing(int fd);
void node_promise_too_much(int fd);
void node_promise_less_than_nothing(int fd);

#endif
