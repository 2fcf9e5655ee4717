/*
 * sort.h - sorting what is almost sorted already: records in the order of their answers.
 *
 * A stable merge sort that leaves alone what is in order: n comparisons for sorted input, at most
 * n log n for any other. Pure; no allocation for sorted input.
 */
#ifndef ANALYSE_SORT_H
#define ANALYSE_SORT_H

#include "base/base.h"

/* As for qsort(): negative, 0 or positive. */
typedef int compare_fn(const void *a, const void *b);

void sort_nearly(void *base, size_t n, size_t size, compare_fn *cmp);

#endif
