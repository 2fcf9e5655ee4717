/*
 * first.h - kchaos as the first process of a container.
 *
 * A container ends with its first process, and all that is in it: a kchaos that is killed would take its
 * watchdog along before that could take the cluster down. So the first process stands by: kchaos is its
 * child, signals sent to it are passed on, and it ends, with kchaos's exit code, when nobody is left.
 * (Of a terminal's Ctrl-C the kernel tells kchaos itself.) That the engine kills the container itself
 * nobody in it survives: then `kchaos heal` and `kchaos down` are left.
 *
 * Threads: none may run yet. Fails: where no process is to be had, kchaos runs in the first one.
 */
#ifndef CLI_FIRST_H
#define CLI_FIRST_H

/* Returns in what is to be kchaos: at once, or in a child when this is a container's first process. */
void first_process(void);

/* The same whoever we are: orphans come to a process that is their subreaper, too. For tests. */
void first_stand_by(void);

#endif
