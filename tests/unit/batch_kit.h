/*
 * batch_kit.h - record batches made by hand, as a broker would lay them on its disk.
 */
#ifndef TESTS_BATCH_KIT_H
#define TESTS_BATCH_KIT_H

#include "base/strbuf.h"

/* Appends a batch of `records` records of offset `base` on, with the leader epoch given and `payload` in
 * the place of its records; its checksum is right. */
void batch_kit_add(struct strbuf *segment, int64_t base, int32_t records, int32_t epoch,
		   const char *payload);

#endif
