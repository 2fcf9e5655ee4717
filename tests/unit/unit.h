/*
 * unit.h - each test file registers its own suite with UNIT_SUITE(fn); test_main.c runs them all,
 * sorted by name. Tags: "dies" (needs fork), "slow".
 */
#ifndef TESTS_UNIT_H
#define TESTS_UNIT_H

#include <check.h>

void unit_register(Suite *(*make)(void));

#define UNIT_SUITE(fn)                                               \
	__attribute__((constructor)) static void register_##fn(void) \
	{                                                            \
		unit_register(fn);                                   \
	}

#endif
