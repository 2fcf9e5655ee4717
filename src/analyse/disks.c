/* disks.c - what the run left on the nodes' disks, and how fast it was read back. */
#include "analyse/parts.h"
#include "base/mem.h"

void find_disks(struct findings *f)
{
	struct description *all = NULL;
	const struct description *last;
	struct err e = {0};
	size_t len = 0;

	/* A garbled table is no reason to know nothing of the rest: `describe` tells of it. */
	if (run_descriptions(f->run, &all, &len, &e) < 0 || len == 0)
		return;
	last = &all[len - 1];
	for (size_t i = 0; i < last->n_nodes; i++)
		if (last->nodes[i].is_broker)
			*GROW(f->disks, f->n_disks) = (struct disk_finding){
				last->nodes[i].id, last->nodes[i].bytes};
	run_descriptions_free(all, len);
}

static bool is_run(const struct event *ev, const char *text)
{
	return ev->kind == EVENT_RUN && ev->text && strcmp(ev->text, text) == 0;
}

void find_read_back(struct findings *f)
{
	const struct timeline *t = &f->run->timeline;
	int64_t begin = NEVER;

	f->read_back_ns = -1;
	for (size_t i = 0; i < t->len; i++) {
		const struct event *ev = &t->at[i];

		if (is_run(ev, "drained"))
			begin = ev->at_ns;
		if (ev->kind == EVENT_SETTLED && ev->read > 0)
			f->read_back += (uint64_t)ev->read;
		if (begin != NEVER &&
		    (is_run(ev, "settled") || is_run(ev, "not settled")))
			f->read_back_ns = ev->at_ns - begin;
	}
}
