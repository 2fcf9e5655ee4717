#include "guide/codes.h"

#include <assert.h>

static const struct code_advice *find(const struct code_advice *rows, enum code code)
{
	while (rows->code != CODE_NONE && rows->code != code)
		rows++;
	return rows->code == CODE_NONE ? NULL : rows;
}

const struct code_advice *code_advice(enum code code)
{
	const struct code_advice *a = find(advice_files, code);

	if (!a)
		a = find(advice_world, code);
	assert(a);
	return a;
}
