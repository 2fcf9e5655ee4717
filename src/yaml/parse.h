/*
 * parse.h - from libyaml's events to nodes; the inside of tree.h.
 * Owner: all nodes go to the document. Threads: one. Fails: errors go to the diags.
 */
#ifndef YAML_PARSE_H
#define YAML_PARSE_H

#include "yaml/tree.h"

/* Reads doc->source into doc->root; see yaml_parse(). */
int parse_document(struct yaml_doc *doc, struct diags *d);

/* False, and said so, when the text is none: NUL, not UTF-8, control characters. */
bool parse_check_text(const struct source *s, struct diags *d);

/* A mapping was read: reports duplicate keys, then puts in what `<<` merges. */
void parse_finish_map(struct ynode *map, struct diags *d);

#endif
