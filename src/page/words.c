#include "page/words.h"

static const struct {
	const char *en, *ru;
} words[] = {
#define WORD_ROW(id, en, ru) [WORD_##id] = {en, ru},
	WORDS(WORD_ROW)
#undef WORD_ROW
};

const char *word(enum lang lang, enum word w)
{
	return lang == LANG_RU ? words[w].ru : words[w].en;
}
