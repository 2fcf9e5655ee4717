/*
 * packing.h - numbers as little-endian bytes, one after the other: how rows of ledgers lie in a file.
 *
 * Each call steps over what it wrote or read. Plain functions. Fails: never; the caller knows the row's size.
 */
#ifndef MODEL_PACKING_H
#define MODEL_PACKING_H

#include "base/base.h"

static inline uint8_t *pack_put(uint8_t *at, uint64_t v, int bytes)
{
	for (int i = 0; i < bytes; i++)
		*at++ = (uint8_t)(v >> (8 * i));
	return at;
}

static inline uint64_t pack_get(const uint8_t **at, int bytes)
{
	uint64_t v = 0;

	for (int i = 0; i < bytes; i++)
		v |= (uint64_t) * (*at)++ << (8 * i);
	return v;
}

#endif
