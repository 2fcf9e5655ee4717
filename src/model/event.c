#include "model/event.h"

#include "base/mem.h"

static const char *const event_names[] = {
#define EVENT_NAME(id, name) [EVENT_##id] = (name),
	EVENT_KINDS(EVENT_NAME)
#undef EVENT_NAME
};

const char *event_name(enum event_kind k)
{
	return event_names[k];
}

bool event_kind_from(const char *name, enum event_kind *out)
{
	for (unsigned k = 0; k < EVENT_COUNT; k++)
		if (strcmp(event_names[k], name) == 0) {
			*out = (enum event_kind)k;
			return true;
		}
	return false;
}

const char *step_name(enum step s)
{
	static const char *const names[] = {
#define STEP_NAME(id, name) [STEP_##id] = (name),
		STEPS(STEP_NAME)
#undef STEP_NAME
	};

	return names[s];
}

const char *side_name(enum side s)
{
	return s == SIDE_BROKER ? "broker" : "controller";
}

void event_release(struct event *ev)
{
	free(ev->name);
	free(ev->text);
	free(ev->code);
	free(ev->topic);
	free(ev->voters);
	ids_release(&ev->ids);
	ids_release(&ev->fenced);
	ids_release(&ev->replicas);
	ids_release(&ev->isr);
	ids_release(&ev->elr);
	*ev = (struct event)EVENT(NOTE, 0);
}

static char *copy_text(const char *s)
{
	return s ? xstrdup(s) : NULL;
}

void event_copy(struct event *to, const struct event *from)
{
	*to = *from;
	to->name = copy_text(from->name);
	to->text = copy_text(from->text);
	to->code = copy_text(from->code);
	to->topic = copy_text(from->topic);
	to->voters = from->n_voters ? xmemdup(from->voters,
					      from->n_voters * sizeof(*from->voters))
				    : NULL;
	ids_copy(&to->ids, &from->ids);
	ids_copy(&to->fenced, &from->fenced);
	ids_copy(&to->replicas, &from->replicas);
	ids_copy(&to->isr, &from->isr);
	ids_copy(&to->elr, &from->elr);
}

void timeline_release(struct timeline *t)
{
	for (size_t i = 0; i < t->len; i++)
		event_release(&t->at[i]);
	free(t->at);
	*t = (struct timeline){0};
}

struct event *timeline_add(struct timeline *t)
{
	return GROW(t->at, t->len);
}

/* Merges the sorted halves [0, mid) and [mid, n) of `from` into `to`; equal times keep order. */
static void merge(struct event *to, const struct event *from, size_t mid, size_t n)
{
	size_t a = 0, b = mid;

	for (size_t i = 0; i < n; i++) {
		bool left = a < mid && (b >= n || from[a].at_ns <= from[b].at_ns);

		to[i] = left ? from[a++] : from[b++];
	}
}

/* Bottom-up merge sort: stable, which qsort() does not promise. */
void timeline_sort(struct timeline *t)
{
	struct event *other, *at = t->at;
	size_t cap = 1;

	while (cap < t->len) /* GROW() counts on a power of two */
		cap *= 2;
	other = xcalloc(cap, sizeof(*other));
	for (size_t width = 1; width < t->len; width *= 2) {
		struct event *swap = at;

		for (size_t i = 0; i < t->len; i += 2 * width) {
			size_t n = t->len - i < 2 * width ? t->len - i : 2 * width;

			merge(other + i, at + i, width < n ? width : n, n);
		}
		at = other;
		other = swap;
	}
	if (t->at != at)
		t->at = at;
	free(other);
}
