/*
 * scratch.h - folders for tests to write in, all below one that goes when the test program ends: what
 * a test forgets, or leaves because it dies, goes with it.
 *
 * Owner: the program has the folders, the caller the paths, which leave room for a unix socket's name.
 * Threads: any, after scratch_begin(). Fails: aborts.
 */
#ifndef TESTS_SCRATCH_H
#define TESTS_SCRATCH_H

/* Before any test is forked: all of them write below this one's folder. */
void scratch_begin(void);
/* Removes everything; in a child of the process that began, nothing. */
void scratch_end(void);

/* A fresh folder; free the path. In a program that never began it is one in /tmp, and stays. */
char *scratch_dir(void);

#endif
