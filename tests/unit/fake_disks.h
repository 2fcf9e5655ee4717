/*
 * fake_disks.h - the disks of a fake cluster's nodes, for the scripts of fault/disk.h: it reads what a
 * script is to do and answers as the real one does.
 *
 * What is not as at the start is marked on the fake cluster ("ballast", "read-only"), so that
 * fake_cluster_faults() tells it.
 * Owner: the test; fake_disks_begin() before each. Threads: any (a lock).
 */
#ifndef TESTS_FAKE_DISKS_H
#define TESTS_FAKE_DISKS_H

#include "cluster/fake.h"

enum { FAKE_DISKS = 8 };

struct fake_disk {
	int64_t used; /* without the ballast */
	int64_t ballast;
	bool is_readonly, refuses; /* to be remounted, to be changed */
	int files;
	char garbled[64]; /* "garble __cluster_metadata-0 1024" of the last one */
	char segment[64]; /* what there is to garble; "": nothing */
};

extern struct fake_disk fake_disk[FAKE_DISKS]; /* by node id */
extern int64_t fake_disks_size;

/* Every disk empty but for 10 MiB, and the fake cluster's helper answered from here. */
void fake_disks_begin(struct fake_cluster *f);

/* Whether the script was one of ours; for a test that answers others itself. */
bool fake_disks_answer(struct fake_cluster *f, const struct node *node,
		       const struct helper_job *job, int *out_exit_code,
		       struct strbuf *out);

#endif
