/*
 * fake_remote.h - a fake cluster for another process: calls come over sockets, and a call that was begun
 * is carried out even if the caller is killed meanwhile, as an engine does it.
 *
 *     struct fake_remote *r = fake_remote_new(f, seed);
 *     if (fork() == 0)
 *             use(fake_remote_cluster(r));
 *     fake_remote_serve(r);
 *     kill it, wait for it
 *     fake_remote_free(r);           when it returns, all that was begun is done
 *
 * Each call takes up to two milliseconds more, by the seed. What asks the Kafka cluster itself (admin.h)
 * goes the same way, to the fake's own admin_ops.
 * Owner: the test. Threads: the cluster's functions may come from any; four calls at once.
 * Fails: aborts, except that calls fail as the fake's do.
 */
#ifndef TESTS_FAKE_REMOTE_H
#define TESTS_FAKE_REMOTE_H

#include "cluster/fake.h"

struct fake_remote;
struct fake_remote *fake_remote_new(struct fake_cluster *f, uint64_t seed);
struct cluster *fake_remote_cluster(struct fake_remote *r); /* in the child; borrowed */
void fake_remote_serve(struct fake_remote *r);              /* in the parent */
void fake_remote_free(struct fake_remote *r);

#endif
