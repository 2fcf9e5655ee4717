/*
 * parse.h - reading selectors word by word; private to aim/.
 *
 * An item is an operand and those it is without ("A except B"); an operand is a word of the table
 * and what must follow it. Owner: selector_parse(). Threads: none. Fails: with the place of the
 * word that is wrong.
 */
#ifndef AIM_PARSE_H
#define AIM_PARSE_H

#include "aim/selector.h"

/* A word of the text; len 0: its end. */
struct word {
	const char *text;
	size_t len;
};

struct selector_parser {
	const char *text;
	const char *end; /* of the item being read */
	const char *at;
	int depth; /* operands within operands */
	struct selector_place *place;
	struct err *err;
};

/* Always -1. */
int selector_fail(struct selector_parser *p, struct word w, const char *fmt, ...)
	PRINTF_LIKE(3, 4);

struct word selector_next(struct selector_parser *p);
struct word selector_peek(struct selector_parser *p); /* the same, without going on */
bool word_is(struct word w, const char *text);

/* Digits only, as a node id or a count is written. */
bool word_number(struct word w, int32_t *out);

/* `in_random`: it is what `random` picks from. */
int selector_item(struct selector_parser *p, struct selector_term *t, bool in_random);
int selector_operand(struct selector_parser *p, struct selector_term *t, bool in_random);

/* As long as "except" follows: who is left out of `t`. */
int selector_excepts(struct selector_parser *p, struct selector_term *t);

/* What follows the word `w` of that row; row NULL: it is none of ours. */
int selector_shape_parse(struct selector_parser *p, const struct selector_word *row,
			 struct word w, struct selector_term *t, bool in_random);

#endif
