/*
 * syntax.h - what libyaml could not parse, in words that help; the inside of parse.c.
 * Owner: nothing is kept. Threads: one. Fails: never.
 */
#ifndef YAML_SYNTAX_H
#define YAML_SYNTAX_H

#include "yaml/diag.h"

#include <yaml.h>

/* Reports why the last call of yaml_parser_parse() failed. */
void syntax_error(const yaml_parser_t *yaml, const struct source *s, struct diags *d);

#endif
