/*
 * rescue.h - what the watchdog does once kchaos is dead: undoes what commands did to this machine and
 * takes the cluster down; or, where it was to be kept, heals all of it; one that was adopted is given
 * back as it was found.
 *
 * It holds the undo journal's lock all the while, so that nobody begins anew on that project. Engines
 * that do not answer and journals that are held are asked again, for minutes; then it says how to go on
 * by hand. Threads: the watchdog's only one. Fails: with a text on standard error and in the log.
 */
#ifndef CLI_RESCUE_H
#define CLI_RESCUE_H

#include "run/watchdog.h"

void rescue(const struct watched *w);

#endif
