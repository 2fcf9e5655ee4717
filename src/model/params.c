#include "model/params.h"

#include "base/mem.h"

void params_release(struct params *p)
{
	for (size_t i = 0; i < p->len; i++) {
		free(p->item[i].name);
		free(p->item[i].text);
	}
	free(p->item);
	*p = (struct params){0};
}

void params_set(struct params *p, const char *name, const char *text, int64_t num)
{
	for (size_t i = 0; i < p->len; i++) {
		struct param *old = &p->item[i];
		char *copy;

		if (strcmp(old->name, name) != 0)
			continue;
		copy = xstrdup(text); /* before the old one goes: it may be the same */
		free(old->text);
		old->text = copy;
		old->num = num;
		return;
	}
	*GROW(p->item, p->len) = (struct param){
		.name = xstrdup(name), .text = xstrdup(text), .num = num};
}

const struct param *params_get(const struct params *p, const char *name)
{
	for (size_t i = 0; i < p->len; i++)
		if (strcmp(p->item[i].name, name) == 0)
			return &p->item[i];
	return NULL;
}

const char *params_text(const struct params *p, const char *name, const char *fallback)
{
	const struct param *found = params_get(p, name);

	return found ? found->text : fallback;
}

int64_t params_num(const struct params *p, const char *name, int64_t fallback)
{
	const struct param *found = params_get(p, name);

	return found ? found->num : fallback;
}
