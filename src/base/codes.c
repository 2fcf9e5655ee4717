#include "base/codes.h"

const struct code_row code_rows[] = {
#define CODE_ROW(id, number, kind, meaning) \
	{"K" #number, CODE_##id, CODE_IS_##kind, meaning},
	CODES(CODE_ROW)
#undef CODE_ROW
		{0},
};

static const struct {
	const char *name, *ends;
} kinds[] = {
#define CODE_KIND_ROW(id, name, ends) [CODE_IS_##id] = {name, ends},
	CODE_KINDS(CODE_KIND_ROW)
#undef CODE_KIND_ROW
};

const struct code_row *code_find(int code)
{
	for (const struct code_row *r = code_rows; r->text; r++)
		if ((int)r->code == code)
			return r;
	return NULL;
}

const char *code_text(enum code code)
{
	const struct code_row *r = code_find((int)code);

	return r ? r->text : "";
}

const char *code_kind_name(enum code_kind k)
{
	return kinds[k].name;
}

const char *code_kind_ends(enum code_kind k)
{
	return kinds[k].ends;
}
