/*
 * replies_faults.h - what a node answers to what faults ask and tell, built by hand from the schemas
 * (see replies.h).
 */
#ifndef TESTS_REPLIES_FAULTS_H
#define TESTS_REPLIES_FAULTS_H

#include "base/strbuf.h"

void make_config(struct strbuf *b);
void make_no_config(struct strbuf *b);
void make_altered(struct strbuf *b);
void make_moved(struct strbuf *b);
void make_not_moved(struct strbuf *b);
void make_moving(struct strbuf *b);
void make_dirs(struct strbuf *b);
void make_old_dirs(struct strbuf *b);
void make_coordinator(struct strbuf *b);
void make_no_coordinator(struct strbuf *b);
void make_deleted_group(struct strbuf *b);
void make_commit(struct strbuf *b);
void make_committed(struct strbuf *b);
void make_no_committed(struct strbuf *b);
void make_joined(struct strbuf *b);
void make_member_id(struct strbuf *b);
void make_synced(struct strbuf *b);
void make_left(struct strbuf *b);

#endif
