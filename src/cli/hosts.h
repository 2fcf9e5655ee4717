/*
 * hosts.h - on which engines a project is: of the hosts file on the command line, else of those that were
 * noted when it was started here, else on the one of the environment.
 *
 * Noted in $XDG_STATE_HOME/kchaos/hosts/PROJECT.yaml (beside its undo journal), before the first engine is asked
 * for anything, so that `kchaos heal` and `down` after a crash need the project's name only.
 * Owner: the caller of the hosts. Threads: main.
 */
#ifndef CLI_HOSTS_H
#define CLI_HOSTS_H

#include "cli/command.h"
#include "cluster/cluster.h"

/* The hosts file of --hosts; none given: no hosts. Mistakes in it are printed. `out` is overwritten. */
int hosts_of_option(const struct cli *cli, struct hosts *out, struct err *e);

/* The same; none given: those noted for the project (NULL: none). `cli` NULL: no option. */
int hosts_of_project(const struct cli *cli, const char *project, struct hosts *out,
		     struct err *e);

/* As cluster_attach(), on the project's hosts; `opts` is the rest. */
struct cluster *attach_project(const struct cli *cli, const char *project,
			       const struct cluster_opts *opts, struct err *e);

/* Nothing to note without hosts. Refused when it is noted for the project that it was on a host that is not
 * among these: what is left there could not be found any more. */
int hosts_note(const char *project, const struct hosts *h, struct err *e);
bool hosts_are_noted(const char *project);
void hosts_forget(const char *project);
/* The same if nothing of it is on any of them, nor to be undone; if one does not answer, nobody knows. */
void hosts_forget_gone(const char *project, const struct hosts *h);

#endif
