/*
 * command.h - what the user can type: commands and options as rows.
 *
 * Parsing, --help and "did you mean" come from these tables. A command's function returns the
 * exit code; it has filled `e` when it returns -1 (the kind decides the code). Only main() prints
 * errors and exits.
 */
#ifndef CLI_COMMAND_H
#define CLI_COMMAND_H

#include "base/err.h"

#define OPTIONS(X)                                                                   \
	X(HELP, "help", 'h', NULL, "show help, also for one command")                \
	X(VERSION, "version", 'V', NULL, "show versions")                            \
	X(QUIET, "quiet", 'q', NULL, "print the verdict only")                       \
	X(VERBOSE, "verbose", 'v', NULL, "tell more on the way; twice: everything")  \
	X(JSON, "json", 0, NULL, "print JSON: events as they happen, or the result") \
	X(KEEP, "keep", 0, NULL, "leave the cluster running afterwards")             \
	X(STRICT, "strict", 0, NULL,                                                 \
	  "a number within its error bar of a limit is inconclusive")                \
	X(OUT, "out", 'o', "PATH",                                                   \
	  "what to write: the run directory (default runs/NAME-TIME), the report")   \
	X(SEED, "seed", 0, "N",                                                      \
	  "seed of every random choice, instead of the scenario's")                  \
	X(PROJECT, "project", 'p', "NAME",                                           \
	  "name of the cluster's project on the engine")                             \
	X(HOSTS, "hosts", 0, "FILE",                                                 \
	  "hosts file: the machines its nodes are spread over; see docs/hosts.md")   \
	X(ADOPT, "adopt", 0, "PROJECT",                                              \
	  "run on the cluster of that Compose project, which is there already")      \
	X(PHASE, "phase", 0, "N",                                                    \
	  "as it was when phase N began (number or name), or 'end'")                 \
	X(FORMAT, "format", 0, "F", "shape of the report; see docs/reports.md")      \
	X(LANG, "lang", 0, "L", "en or ru: language of what is to be handed in")     \
	X(TEMPLATE, "template", 0, "T",                                              \
	  "minority, majority, controller, load, homework or ci")                    \
	X(NODES, "nodes", 0, "N", "how many nodes (default 3)")                      \
	X(CONTROLLERS, "controllers", 0, "C", "combined with brokers, or dedicated") \
	X(REGRESSION, "fail-on-regression", 0, NULL,                                 \
	  "exit 1 when something is worse beyond its error bar")                     \
	X(TAIL, "tail", 'n', "N", "how many last lines (default 100)")               \
	X(VOLUMES, "keep-volumes", 0, NULL, "do not remove the cluster's volumes")

enum option {
#define OPTION_ENUM(id, name, letter, arg, help) OPTION_##id,
	OPTIONS(OPTION_ENUM)
#undef OPTION_ENUM
		OPTION_COUNT
};

struct option_row {
	const char *name; /* first member: str_nearest() walks these */
	char letter;      /* 0: none */
	const char *arg;  /* what it takes; NULL: nothing */
	const char *help;
};
extern const struct option_row cli_options[OPTION_COUNT];

struct cli {
	const struct command *command;
	int count[OPTION_COUNT];         /* how often given */
	const char *value[OPTION_COUNT]; /* of those that take one */
	const char *const *args;         /* what is not an option */
	size_t n_args;
};

struct command {
	const char *name;    /* first member: str_nearest() walks these */
	const char *args;    /* "SCENARIO" */
	const char *summary; /* one line */
	size_t min_args, max_args;
	unsigned options; /* bits of enum option, besides help, quiet, verbose */
	int (*run)(const struct cli *cli, struct err *e);
};

#define OPT(id) (1U << OPTION_##id)

extern const struct command commands[]; /* ends with a NULL name */

/* Reads argv into `cli`; -1: usage error. Borrowed from argv, which is reordered. */
int cli_parse(struct cli *cli, int argc, char **argv, struct err *e);

/* Does the command take the option? NULL: kchaos without a command. */
bool cli_allows(const struct command *c, size_t option);

/* "kchaos: error: TEXT [K101]"; nothing, if all was told already (`msg` is empty). */
void cli_print_error(const struct err *e);

/* Writes help for one command, or for all when NULL. */
void cli_help(FILE *out, const struct command *command);

int command_run(const struct cli *cli, struct err *e);
int command_validate(const struct cli *cli, struct err *e);
int command_report(const struct cli *cli, struct err *e);
int command_analyse(const struct cli *cli, struct err *e);
int command_compare(const struct cli *cli, struct err *e);
int command_runs(const struct cli *cli, struct err *e);
int command_show(const struct cli *cli, struct err *e);
int command_up(const struct cli *cli, struct err *e);
int command_down(const struct cli *cli, struct err *e);
int command_status(const struct cli *cli, struct err *e);
int command_describe(const struct cli *cli, struct err *e);
int command_logs(const struct cli *cli, struct err *e);
int command_explain(const struct cli *cli, struct err *e);
int command_schema(const struct cli *cli, struct err *e);
int command_init(const struct cli *cli, struct err *e);
int command_doctor(const struct cli *cli, struct err *e);
int command_completion(const struct cli *cli, struct err *e);
int command_manual(const struct cli *cli, struct err *e);
int command_heal(const struct cli *cli, struct err *e);

#endif
