/*
 * whole.h - the actions on the cluster as a whole: its load, its topics, its replicas; and commands.
 * Private to fault/. Contracts: action_row in action.h.
 */
#ifndef FAULT_WHOLE_H
#define FAULT_WHOLE_H

#include "fault/action.h"

extern const struct field burst_fields[], configure_fields[], elect_fields[],
	move_fields[], command_fields[];

/* Is there such a topic in the scenario, or of Kafka's own; and such a partition of it? */
enum { ANY_PARTITION_OF = -1 };
int whole_check_topic(const struct plan *plan, const char *topic, int64_t partition,
		      struct err *e);

int burst_fits(const struct plan *plan, const struct action_plan *a, struct err *e);
int configure_fits(const struct plan *plan, const struct action_plan *a, struct err *e);
int elect_fits(const struct plan *plan, const struct action_plan *a, struct err *e);
int elect_possible(struct action_ctx *ctx, const struct action_plan *a, struct err *e);
int move_fits(const struct plan *plan, const struct action_plan *a, struct err *e);
int command_fits(const struct plan *plan, const struct action_plan *a, struct err *e);

int burst_whole(struct action_ctx *ctx, const struct action_plan *a,
		struct action_result *r, struct err *e);
int configure_whole(struct action_ctx *ctx, const struct action_plan *a,
		    struct action_result *r, struct err *e);
int elect_whole(struct action_ctx *ctx, const struct action_plan *a,
		struct action_result *r, struct err *e);
int move_whole(struct action_ctx *ctx, const struct action_plan *a,
	       struct action_result *r, struct err *e);
int command_whole(struct action_ctx *ctx, const struct action_plan *a,
		  struct action_result *r, struct err *e);

#endif
