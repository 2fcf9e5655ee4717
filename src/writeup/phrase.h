/*
 * phrase.h - every sentence of the write-up, in each language, with places for what was measured.
 *
 * "{0}" is the first value; "{0:record|records}" is the form of the word that goes with its number: of two
 * forms in English, of three in Russian (one, 2 to 4, 5 and more). Languages share the values, not their order.
 * Threads: const. Fails: never.
 */
#ifndef WRITEUP_PHRASE_H
#define WRITEUP_PHRASE_H

#include "report/told.h"
#include "writeup/phrases_answer.h"
#include "writeup/phrases_frame.h"
#include "writeup/phrases_seen.h"

#define PHRASES(X)       \
	FRAME_PHRASES(X) \
	SEEN_PHRASES(X)  \
	ANSWER_PHRASES(X)

enum phrase {
#define PHRASE_ENUM(id, en, ru) SAY_##id,
	PHRASES(PHRASE_ENUM)
#undef PHRASE_ENUM
		PHRASE_COUNT
};

enum { LANG_COUNT = LANG_RU + 1 };

/* As it stands in the catalogue. */
const char *phrase_template(enum phrase id, enum lang lang);

/* Appends the phrase; `values` ends with NULL, or is NULL where the phrase has none. */
void phrase_add(struct strbuf *out, enum phrase id, enum lang lang,
		const char *const *values);

/* Which of `forms` forms a word has beside the number that `text` begins with, from 0. */
size_t phrase_form(enum lang lang, const char *text);

/* Of "{0:record|records}" at `place` the form that goes with `value`. */
void phrase_add_form(struct strbuf *out, const char *place, enum lang lang,
		     const char *value);

#endif
