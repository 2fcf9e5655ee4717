#include "load/fates.h"

#include "base/mem.h"

void fates_init(struct fates *f, struct stream *rows, uint32_t first)
{
	*f = (struct fates){.rows = rows, .low = first, .next = first};
	f->at = xcalloc(FATES_ROOM, sizeof(*f->at));
	f->kinds = xcalloc(FATES_KINDS, sizeof(*f->kinds));
	f->kinds[f->n_kinds++] = (struct fate){0, OUTCOME_ACKED};
}

void fates_release(struct fates *f)
{
	free(f->at);
	free(f->kinds);
	*f = (struct fates){0};
}

/* Codes are few; should they not be, the last place stands for the rest: the outcome must be right. */
static uint16_t kind_of(struct fates *f, enum outcome outcome, int error)
{
	size_t i = 0;

	while (i < f->n_kinds &&
	       (f->kinds[i].outcome != outcome || f->kinds[i].error != error))
		i++;
	if (i == f->n_kinds && f->n_kinds < FATES_KINDS)
		f->kinds[f->n_kinds++] = (struct fate){(int16_t)error, (uint8_t)outcome};
	else if (i == f->n_kinds)
		for (i = 0; f->kinds[i].outcome != outcome;)
			i++;
	return (uint16_t)(i + 1);
}

bool fates_settle(struct fates *f, uint32_t seq, enum outcome outcome, int error)
{
	uint16_t *at = &f->at[seq % FATES_ROOM];

	if (seq - f->low >= f->next - f->low || *at)
		return false;
	*at = outcome == OUTCOME_ACKED && error == 0 ? 1 : kind_of(f, outcome, error);
	return true;
}

uint32_t fates_abandon(struct fates *f, int error)
{
	uint32_t n = 0;

	for (uint32_t seq = f->low; seq != f->next; seq++)
		n += fates_settle(f, seq, OUTCOME_UNKNOWN, error);
	return n;
}

static void end_run(struct fates *f)
{
	if (f->run.count > 0)
		stream_outcome(f->rows, &f->run);
	f->run.count = 0;
}

static void extend_run(struct fates *f, uint32_t seq, const struct fate *kind)
{
	if (f->run.count > 0 && f->run.outcome == kind->outcome &&
	    f->run.error == kind->error) {
		f->run.count++;
		return;
	}
	end_run(f);
	f->run = (struct bulk_outcome){
		.from = seq, .count = 1, .error = kind->error, .outcome = kind->outcome};
}

void fates_write(struct fates *f)
{
	for (; f->low != f->next && f->at[f->low % FATES_ROOM]; f->low++)
		extend_run(f, f->low, &f->kinds[f->at[f->low % FATES_ROOM] - 1]);
	end_run(f);
}
