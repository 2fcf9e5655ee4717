#include "analyse/sort.h"

#include "base/mem.h"

struct sorter {
	char *base;
	size_t size;
	compare_fn *cmp;
	char *spare; /* room for a left run */
	size_t spare_len;
};

static char *item_at(const struct sorter *s, size_t i)
{
	return s->base + i * s->size;
}

/* How many items of the sorted run [low, mid) are not after the item at `mid`. */
static size_t already_in_place(const struct sorter *s, size_t low, size_t mid)
{
	size_t a = low, b = mid;

	while (a < b) {
		size_t half = a + (b - a) / 2;

		if (s->cmp(item_at(s, half), item_at(s, mid)) <= 0)
			a = half + 1;
		else
			b = half;
	}
	return a - low;
}

static void set_aside(struct sorter *s, size_t from, size_t n)
{
	if (!s->spare || n > s->spare_len) {
		s->spare = xrealloc(s->spare, n, s->size);
		s->spare_len = n;
	}
	memcpy(s->spare, item_at(s, from), n * s->size);
}

/* Merges the sorted neighbours [low, mid) and [mid, high); equal items keep their order. */
static void merge(struct sorter *s, size_t low, size_t mid, size_t high)
{
	size_t n, left = 0, right = mid;

	if (s->cmp(item_at(s, mid - 1), item_at(s, mid)) <= 0)
		return;
	low += already_in_place(s, low, mid);
	n = mid - low;
	set_aside(s, low, n);
	for (size_t to = low; left < n; to++) {
		const char *l = s->spare + left * s->size;
		bool take_right = right < high && s->cmp(item_at(s, right), l) < 0;

		memcpy(item_at(s, to), take_right ? item_at(s, right) : l, s->size);
		right += take_right;
		left += !take_right;
	}
}

void sort_nearly(void *base, size_t n, size_t size, compare_fn *cmp)
{
	struct sorter s = {.base = base, .size = size, .cmp = cmp};

	for (size_t width = 1; width < n; width *= 2)
		for (size_t low = 0; n - low > width; low += 2 * width) {
			size_t rest = n - low - width;

			merge(&s, low, low + width,
			      low + width + (rest < width ? rest : width));
			if (rest <= width)
				break;
		}
	free(s.spare);
}
