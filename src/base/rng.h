/*
 * rng.h - random numbers that a seed repeats exactly (xoshiro256**, seeded by splitmix64;
 * Blackman & Vigna 2018). One generator per actor, derived from the run's seed and the actor's
 * name, so that adding an actor changes nobody else's numbers.
 */
#ifndef BASE_RNG_H
#define BASE_RNG_H

#include "base/base.h"

struct rng {
	uint64_t s[4];
};

void rng_init(struct rng *r, uint64_t seed, const char *actor);
uint64_t rng_next(struct rng *r);

/* Uniform in [0, n), without modulo bias; n > 0. */
uint64_t rng_below(struct rng *r, uint64_t n);

/* A seed nobody chose, from the kernel. */
uint64_t rng_fresh_seed(void);

#endif
