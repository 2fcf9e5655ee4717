/*
 * project.h - which running cluster the user means, and its undo journal.
 * Owner: what is returned is the caller's. Threads: main.
 */
#ifndef CLI_PROJECT_H
#define CLI_PROJECT_H

#include "cli/command.h"
#include "fault/heal.h"
#include "fault/journal.h"

/* The name given as argument or by --project, else only_project(). Caller frees. */
char *choose_project(const struct cli *cli, struct err *e);

/* `given`, or when NULL the only project of ours on the engine (those of --hosts); an error that lists them when
 * there are none or several. Caller frees. */
char *only_project(const struct cli *cli /* or NULL */, const char *given, struct err *e);

/* Attached to look at: hosts that do not answer are left out. NULL: none answers, or no node is there. */
struct cluster *attach_to_see(const struct cli *cli, const char *project, struct err *e);

/* When all was shown: -1 with those hosts, of whose nodes nothing is known. */
int check_all_seen(const struct cluster *c, struct err *e);

struct journal *project_journal(const char *engine_id, const char *project,
				struct err *e);

bool has_journal(const char *engine_id, const char *project);

/* Engines that a run has ended, and that do not answer, are started (by the project's hosts and its journal): which
 * nodes there are is known only then. To be called before the project is attached to; what does not work is
 * told, and met again by healing. */
void project_start_engines(const struct cli *cli /* or NULL */, const char *project,
			   heal_fn *tell, void *arg);

/* The project was removed: nothing is left that its journal could undo, so the file goes. */
void forget_journal(const char *engine_id, const char *project);

#endif
