/*
 * completion.h - completion of command lines, made of the tables of commands and options.
 *
 * Names that only the machine knows (scenarios, run directories, nodes) are asked for when they are wanted, by
 * `kchaos completion scenarios|runs|nodes|projects|terms`.
 */
#ifndef CLI_COMPLETION_H
#define CLI_COMPLETION_H

#include "base/strbuf.h"

/* What stands for an argument or an option's value, by its name in help ("SCENARIO"). */
enum want {
	WANTED_NOTHING, /* nobody can know */
	WANTED_WORDS,   /* one of a few */
	WANTED_FORMATS, /* rows of formats.h */
	WANTED_TEMPLATES,
	WANTED_SCHEMAS,
	WANTED_FILES, /* *.yaml */
	WANTED_DIRS,
	WANTED_SCENARIOS, /* *.yaml, or a shipped one */
	WANTED_RUNS,
	WANTED_NODES,
	WANTED_PROJECTS, /* ours that are there */
	WANTED_TERMS,
};

struct wanted {
	enum want kind;
	const char *words; /* of WANTED_WORDS, separated by blanks; else NULL */
};
struct wanted completion_wants(const char *arg);

void completion_bash(struct strbuf *out);
void completion_zsh(struct strbuf *out);
void completion_fish(struct strbuf *out);

#endif
