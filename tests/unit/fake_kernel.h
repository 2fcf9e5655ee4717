/*
 * fake_kernel.h - what the nodes of a fake cluster have in their network namespaces, for the scripts of
 * fault/net_script.h: it reads what a script is to do and answers as the real one does.
 *
 * What is there is marked on the fake cluster as "net", so that fake_cluster_faults() tells it; it goes
 * with the node's process.
 * Owner: the test; fake_kernel_begin() before each. Threads: those of fake_help_fn, one at a time.
 */
#ifndef TESTS_FAKE_KERNEL_H
#define TESTS_FAKE_KERNEL_H

#include "cluster/fake.h"

void fake_kernel_begin(void);
void fake_kernel_end(void);

/* Whether the script was one of ours. */
bool fake_kernel_answer(struct fake_cluster *f, const struct node *node,
			const struct helper_job *job, int *out_exit_code,
			struct strbuf *out);

#endif
