#include "report/strip.h"

#define HOUR (3600 * NS_PER_S)

static size_t cells_of(int64_t length, int64_t cell)
{
	return length > 0 ? (size_t)((length - 1) / cell + 1) : 0;
}

struct strip strip_fit(const struct findings *f, size_t columns)
{
	static const int64_t round_ms[] = {
		50,   100,   200,   250,   500,   1000,  1500,   2000,   3000,  4000,
		5000, 10000, 15000, 20000, 30000, 60000, 120000, 300000, 600000};
	int64_t length = f->end_ns - f->begin_ns;
	int64_t hours = length / ((int64_t)columns * HOUR) + 1;
	int64_t cell = hours * HOUR;

	for (size_t i = ARRAY_LEN(round_ms); i-- > 0;)
		if (cells_of(length, round_ms[i] * NS_PER_MS) <= columns)
			cell = round_ms[i] * NS_PER_MS;
	return (struct strip){.f = f, .cell_ns = cell, .cells = cells_of(length, cell)};
}

static struct span cell_span(const struct strip *s, size_t i)
{
	int64_t from = s->f->begin_ns + (int64_t)i * s->cell_ns;
	int64_t to = from + s->cell_ns;

	return (struct span){from, to < s->f->end_ns ? to : s->f->end_ns};
}

void strip_axis(const struct strip *s, struct strbuf *out)
{
	size_t next = 0;

	for (size_t i = 0; i < s->cells; i++) {
		char mark[24];
		int n;

		if (i < next)
			continue;
		if (i % 10 != 0) {
			strbuf_addch(out, ' ');
			continue;
		}
		n = snprintf(mark, sizeof(mark), "%g", ns_to_s((int64_t)i * s->cell_ns));
		if (i + (size_t)n > s->cells)
			break;
		strbuf_addstr(out, mark);
		next = i + (size_t)n;
	}
}

void strip_phases(const struct strip *s, struct strbuf *out)
{
	const struct plan *plan = &s->f->run->header.plan;

	for (size_t i = 0; i < s->cells; i++) {
		struct span cell = cell_span(s, i);
		char mark = ' ';

		for (size_t p = 0; p < plan->n_phases; p++) {
			const struct phase_finding *ph = &s->f->phases[p];

			if (ph->begun && ph->begin_ns >= cell.from_ns &&
			    ph->begin_ns < cell.to_ns)
				mark = (char)(p < 9 && mark == ' ' ? '1' + p : '+');
		}
		strbuf_addch(out, mark);
	}
}

static bool overlaps(const struct span *spans, size_t n, struct span cell)
{
	for (size_t i = 0; i < n; i++)
		if (spans[i].from_ns < cell.to_ns && spans[i].to_ns > cell.from_ns)
			return true;
	return false;
}

void strip_workload(const struct strip *s, size_t workload, struct strbuf *out)
{
	const struct workload_finding *w = &s->f->workloads[workload];

	for (size_t i = 0; i < s->cells; i++) {
		struct span cell = cell_span(s, i);

		if (!w->measurable)
			strbuf_addstr(out, "?");
		else if (overlaps(w->all, w->n_all, cell))
			strbuf_addstr(out, "░");
		else if (overlaps(w->any, w->n_any, cell))
			strbuf_addstr(out, "▒");
		else
			strbuf_addstr(out, "█");
	}
}

void strip_controller(const struct strip *s, struct strbuf *out)
{
	for (size_t i = 0; i < s->cells; i++) {
		struct span cell = cell_span(s, i);
		char mark = ' ';

		for (size_t c = 0; c < s->f->n_controllers; c++) {
			const struct controller_span *span = &s->f->controllers[c];

			if (span->from_ns >= cell.to_ns || span->to_ns <= cell.from_ns)
				continue;
			if (span->node < 0)
				mark = '-';
			else if (mark != '-')
				mark = (char)('0' + span->node % 10);
		}
		strbuf_addch(out, mark);
	}
}

static char digit(size_t n)
{
	return "0123456789"[n > 9 ? 9 : n];
}

/* What the steps from `step` on say of the cell. */
static char isr_mark(const struct topic_finding *t, size_t step, struct span cell)
{
	size_t worst = SIZE_MAX;

	for (; step < t->n_steps && t->steps[step].at_ns < cell.to_ns; step++) {
		if (t->steps[step].stale)
			return '?';
		if (t->steps[step].min_isr < worst)
			worst = t->steps[step].min_isr;
	}
	if (worst == SIZE_MAX)
		return ' ';
	return digit(worst);
}

void strip_isr(const struct strip *s, size_t topic, struct strbuf *out)
{
	const struct topic_finding *t = &s->f->topics[topic];
	size_t step = 0;

	for (size_t i = 0; i < s->cells; i++) {
		struct span cell = cell_span(s, i);

		while (step + 1 < t->n_steps && t->steps[step + 1].at_ns <= cell.from_ns)
			step++;
		strbuf_addch(out, isr_mark(t, step, cell));
	}
}

static size_t running(const struct view *view)
{
	size_t n = 0;

	for (size_t i = 0; i < view->len; i++)
		n += view->nodes[i].process == PROCESS_RUNNING;
	return n;
}

/* Tells the view what the engine said before `until`, from event *i on. Gives the fewest nodes
 * that ran meanwhile, the state at the start included. */
static size_t fewest_running(struct view *view, const struct timeline *t, size_t *i,
			     int64_t until_ns)
{
	size_t fewest = running(view);

	for (; *i < t->len && t->at[*i].at_ns < until_ns; (*i)++) {
		size_t now;

		if (t->at[*i].kind != EVENT_ENGINE)
			continue;
		view_apply(view, &t->at[*i]);
		now = running(view);
		fewest = now < fewest ? now : fewest;
	}
	return fewest;
}

void strip_nodes_up(const struct strip *s, struct strbuf *out)
{
	const struct timeline *t = &s->f->run->timeline;
	struct view view;
	size_t ev = 0;

	view_init(&view, &s->f->run->header.topology);
	for (size_t i = 0; i < view.len; i++)
		view.nodes[i].process = PROCESS_RUNNING;
	(void)fewest_running(&view, t, &ev, s->f->begin_ns); /* as it was left before */
	for (size_t i = 0; i < s->cells; i++)
		strbuf_addch(out,
			     digit(fewest_running(&view, t, &ev, cell_span(s, i).to_ns)));
	view_release(&view);
}
