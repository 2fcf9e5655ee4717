/* The table of actions. */
#include "fault/job.h"

#define REVERTS(u) (1U << UNDO_##u)

const struct action_row action_rows[] = {
	{.name = "stop",
	 .help = "SIGTERM, and SIGKILL after a grace: an orderly shutdown",
	 .fields = stop_fields,
	 .shorthand = "node",
	 .undo = UNDO_START,
	 .reverts = REVERTS(UNPAUSE), /* stopping thaws */
	 .goal = PROCESS_EXITED,
	 .node = stop_node},
	{.name = "kill",
	 .help = "SIGKILL: a crash",
	 .fields = kill_fields,
	 .shorthand = "node",
	 .undo = UNDO_START,
	 .reverts = REVERTS(UNPAUSE),
	 .goal = PROCESS_EXITED,
	 .node = kill_node},
	{.name = "start",
	 .help = "start what is down",
	 .fields = start_fields,
	 .shorthand = "node",
	 .reverts = REVERTS(START),
	 .goal = PROCESS_RUNNING,
	 .node = start_node},
	{.name = "restart",
	 .help = "stop, and start again",
	 .fields = restart_fields,
	 .shorthand = "node",
	 .undo = UNDO_START,
	 .reverts = REVERTS(START) | REVERTS(UNPAUSE),
	 .goal = PROCESS_UNKNOWN, /* whatever it is, it is restarted */
	 .node = restart_node},
	{.name = "pause",
	 .help = "freeze the process: it holds its connections and answers nothing",
	 .fields = pause_fields,
	 .shorthand = "node",
	 .undo = UNDO_UNPAUSE,
	 .goal = PROCESS_PAUSED,
	 .node = pause_node},
	{.name = "unpause",
	 .help = "let a frozen process go on",
	 .fields = unpause_fields,
	 .shorthand = "node",
	 .reverts = REVERTS(UNPAUSE),
	 .goal = PROCESS_RUNNING,
	 .node = unpause_node},
	{.name = "heal",
	 .help = "undo everything this run did: unpause what is paused, start what is stopped",
	 .fields = heal_fields,
	 .whole = heal_whole},
	{.name = "wait",
	 .help = "before the next action: so long, or until something is true",
	 .fields = wait_fields,
	 .shorthand = "for",
	 .one_of = "for|isr|quorum|nodes",
	 .whole = wait_whole},
	{0},
};

size_t action_row_count(void)
{
	return ARRAY_LEN(action_rows) - 1;
}

const struct action_row *action_find(const char *name)
{
	for (const struct action_row *row = action_rows; row->name; row++)
		if (strcmp(row->name, name) == 0)
			return row;
	return NULL;
}
