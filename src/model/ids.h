/*
 * ids.h - a short list of node ids (replicas, ISR, voters) in the order it was told.
 * Owner: the struct it lies in. Zeroed memory is an empty list.
 */
#ifndef MODEL_IDS_H
#define MODEL_IDS_H

#include "base/base.h"
#include "base/strbuf.h"

struct ids {
	int32_t *id;
	size_t len;
};

void ids_release(struct ids *s);
void ids_add(struct ids *s, int32_t id);
void ids_copy(struct ids *to,
	      const struct ids *from); /* `to` is overwritten, not released */
void ids_set(struct ids *to, const int32_t *id, size_t n);
bool ids_has(const struct ids *s, int32_t id);
bool ids_same(const struct ids *a, const struct ids *b); /* same members, any order */
void ids_text(const struct ids *s, struct strbuf *out);  /* "1,2,3" */

#endif
