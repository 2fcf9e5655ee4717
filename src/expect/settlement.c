/* lost, duplicated, reordered, unaccounted - what the read-back settled. */
#include "base/mem.h"
#include "expect/judge.h"

#include <inttypes.h>

static const struct {
	const char *kind;
	size_t at; /* of the count in struct settlement */
	const char *what;
} counts[] = {
	{"lost", offsetof(struct settlement, lost), "acknowledged records lost"},
	{"duplicated", offsetof(struct settlement, duplicated), "records duplicated"},
	{"reordered", offsetof(struct settlement, reordered), "records reordered"},
	{"unaccounted", offsetof(struct settlement, unaccounted),
	 "records unaccounted for"},
};

struct sum {
	uint64_t value, produced, unverified;
	size_t workloads;
};

static size_t row_of(const struct judge *j)
{
	for (size_t i = 0; i < ARRAY_LEN(counts); i++)
		if (strcmp(counts[i].kind, j->x->kind) == 0)
			return i;
	return 0; /* the table of families names no other */
}

static uint64_t count_at(const struct settlement *s, size_t at)
{
	uint64_t v;

	memcpy(&v, (const char *)s + at, sizeof(v));
	return v;
}

static struct sum sum_up(const struct judge *j, size_t row)
{
	const char *name = params_text(&j->x->params, "workload", NULL);
	struct sum sum = {0};

	for (size_t i = 0; i < j->f->n_settlements; i++) {
		const struct settlement *s = &j->f->settlements[i];

		if (name && strcmp(name, j->plan->workloads[s->workload].name) != 0)
			continue;
		sum.value += count_at(s, counts[row].at);
		sum.produced += s->produced;
		sum.unverified += s->unverified;
		sum.workloads++;
	}
	return sum;
}

/* Why the count may be larger than what was seen, or NULL. */
static struct doubt *doubt_of(const struct judge *j, const struct sum *s)
{
	if (s->workloads == 0 || s->produced == 0)
		return doubt_make(CODE_NO_DEMAND, "no record was produced");
	if (s->unverified)
		return doubt_make(CODE_READ_BACK,
				  "the read-back was incomplete, %" PRIu64
				  " acknowledged records are unverified",
				  s->unverified);
	if (!j->f->settled)
		return doubt_make(CODE_READ_BACK,
				  "the read-back did not take place or was incomplete");
	return judge_scope_doubt(j);
}

/* A run that was cut off had not all of its rows on disk. */
static struct doubt *gap_doubt_of(const struct judge *j, const struct sum *s, size_t row)
{
	bool is_gap = counts[row].at == offsetof(struct settlement, unaccounted);

	if (!is_gap || j->f->run->ended || s->value == 0)
		return NULL;
	return doubt_make(
		CODE_PHASE_UNFINISHED,
		"the run was cut off, and what it had not written yet is missing");
}

/* What was seen was seen: doubts only say that there may be more. */
static void add(struct judge *j, const struct sum *s, size_t row, const char *limit,
		bool at_most)
{
	int64_t allowed = judge_num(j, limit);
	bool reached = at_most ? s->value > (uint64_t)allowed
			       : s->value >= (uint64_t)allowed;
	struct reading r = {.value = (double)s->value,
			    .limit = (double)allowed,
			    .at_most = at_most,
			    .observed = xasprintf("%" PRIu64 " %s, of %" PRIu64, s->value,
						  counts[row].what, s->produced)};

	r.doubt = gap_doubt_of(j, s, row);
	if (!r.doubt && (!reached || s->produced == 0))
		r.doubt = doubt_of(j, s);
	judge_add(j, &r);
}

void judge_settlement(struct judge *j, char **expected)
{
	const char *name = params_text(&j->x->params, "workload", NULL);
	size_t row = row_of(j);
	struct sum s = sum_up(j, row);
	struct strbuf text = STRBUF_INIT;

	if (judge_has(j, "at_most")) {
		strbuf_addf(&text, "at most %lld", (long long)judge_num(j, "at_most"));
		add(j, &s, row, "at_most", true);
	}
	if (judge_has(j, "at_least")) {
		strbuf_addf(&text, "%sat least %lld", text.len ? ", " : "",
			    (long long)judge_num(j, "at_least"));
		add(j, &s, row, "at_least", false);
	}
	strbuf_addf(&text, " %s", counts[row].what);
	if (name)
		strbuf_addf(&text, " (%s)", name);
	*expected = strbuf_detach(&text);
}
