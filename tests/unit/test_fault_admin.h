/*
 * test_fault_admin.h - the Kafka side of a fake cluster, in memory: topic configs, one partition's
 * replicas, elections. Its i-th call can be made to fail, or to have its effect and say it failed.
 * And what the tests of actions on it share: a world (test_fault_world.h) with a topic "payments".
 */
#ifndef TESTS_FAULT_ADMIN_H
#define TESTS_FAULT_ADMIN_H

#include "cluster/admin.h"

enum { ADMIN_SETTINGS = 16 };

struct fake_admin {
	struct {
		char *name; /* "topic/key" */
		char *value;
	} settings[ADMIN_SETTINGS];
	size_t n_settings;
	int stale_looks; /* so many looks still tell the value before a change */
	char *stale;     /* that value */

	struct ids replicas; /* of every partition there is */
	int moving_looks;    /* a move is under way for so many looks (-1: for ever) */
	int moving_left;

	size_t elected; /* partitions that get a leader, once ... */
	int in_vain;    /* so many elections came to nothing */
	const char *refused;

	int calls, fail_at, lie_at; /* -1: none */
	struct strbuf said;         /* every call: "set t/k=1\n" */
};

/* Behind every admin_*() of this cluster until fake_admin_release(). */
void fake_admin_init(struct fake_admin *a, struct cluster *c);
void fake_admin_release(struct fake_admin *a);

void fake_admin_set(struct fake_admin *a, const char *name, const char *value);
const char *fake_admin_get(const struct fake_admin *a, const char *name); /* or NULL */

/* ---- the world of the tests ---- */

extern struct fake_admin kafka;
void topic_set_up(void);
void topic_tear_down(void);

/* An action with these values (ending with a name NULL): does it fit, and then, how does it go? */
struct given {
	const char *name, *text;
	int64_t num;
};
int act(const char *kind, const struct given *values);
int configure(const char *key, const char *value); /* of payments */
int move_to(const char *to, int64_t timeout_ns);   /* payments/0 */

int heal_all(size_t *out_undone);
int heal_one(int64_t number);

const char *setting(const char *key); /* of payments */
void check_replicas(const char *want);

#endif
