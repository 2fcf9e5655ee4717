/* What earlier actions picked, by their labels. */
#include "aim/selector.h"

#include "base/mem.h"

void picks_release(struct picks *p)
{
	for (size_t i = 0; i < p->len; i++) {
		free(p->item[i].label);
		ids_release(&p->item[i].ids);
	}
	free(p->item);
	*p = (struct picks){0};
}

void picks_set(struct picks *p, const char *label, const struct ids *ids)
{
	struct picked *slot = NULL;

	for (size_t i = 0; i < p->len && !slot; i++)
		if (strcmp(p->item[i].label, label) == 0)
			slot = &p->item[i];
	if (!slot) {
		slot = GROW(p->item, p->len);
		slot->label = xstrdup(label);
	}
	ids_release(&slot->ids);
	ids_copy(&slot->ids, ids);
}

const struct ids *picks_get(const struct picks *p, const char *label)
{
	for (size_t i = 0; p && i < p->len; i++)
		if (strcmp(p->item[i].label, label) == 0)
			return &p->item[i].ids;
	return NULL;
}
