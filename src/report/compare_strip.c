/*
 * compare_strip.c - the runs' timelines one above the other: column for column the same time since each
 * run's first action was asked for, or since its begin where there was none.
 */
#include "base/mem.h"
#include "report/compare_parts.h"
#include "report/layout.h"
#include "report/strip.h"

enum { INDENT = 2, LEAST_COLUMNS = 20 };

struct lane {
	struct findings f;  /* the run's, beginning where a column begins */
	size_t lead;        /* columns before the first action */
	struct strip strip; /* of f */
};

struct lanes {
	const struct comparison *c;
	struct lane *lane;
	size_t lead; /* the longest */
	size_t label;
	struct strbuf *out;
};

static int64_t first_action(const struct findings *f)
{
	int64_t first = f->n_actions ? f->actions[0].requested_ns : f->begin_ns;

	for (size_t i = 1; i < f->n_actions; i++)
		if (f->actions[i].requested_ns < first)
			first = f->actions[i].requested_ns;
	return first < f->begin_ns ? f->begin_ns : first;
}

/* A column more than the run's own, for what the alignment adds. */
static int64_t widest_cell(const struct comparison *c, size_t columns)
{
	int64_t cell = 0, before = 0, after = 0;
	struct findings all = {.begin_ns = 0};

	for (size_t i = 0; i < c->len; i++) {
		const struct findings *f = &c->runs[i].f;
		int64_t at = first_action(f);

		before = at - f->begin_ns > before ? at - f->begin_ns : before;
		after = f->end_ns - at > after ? f->end_ns - at : after;
	}
	all.end_ns = before + after;
	cell = strip_fit(&all, columns - 1).cell_ns;
	return cell;
}

static void begin_lane(struct lane *l, const struct findings *f, int64_t cell)
{
	int64_t action = first_action(f);

	l->f = *f;
	l->lead = (size_t)((action - f->begin_ns + cell - 1) / cell);
	l->f.begin_ns = action - (int64_t)l->lead * cell;
	l->strip = (struct strip){
		.f = &l->f,
		.cell_ns = cell,
		.cells = (size_t)((f->end_ns - l->f.begin_ns + cell - 1) / cell)};
}

static void blanks(struct strbuf *out, size_t n)
{
	while (n-- > 0)
		strbuf_addch(out, ' ');
}

static void begin_row(const struct lanes *l, const char *label)
{
	blanks(l->out, INDENT);
	layout_pad(l->out, label, l->label);
	blanks(l->out, 2);
}

static void end_row(const struct lanes *l)
{
	while (l->out->len && l->out->buf[l->out->len - 1] == ' ')
		l->out->buf[--l->out->len] = '\0';
	strbuf_addch(l->out, '\n');
}

/* Seconds since the first action, at every tenth column from it. */
static void axis(const struct lanes *l, size_t columns, int64_t cell)
{
	size_t at = 0;

	begin_row(l, "seconds");
	for (size_t i = l->lead % 10; i < columns; i += 10) {
		char mark[32];
		int n = snprintf(mark, sizeof(mark), "%g",
				 ns_to_s(((int64_t)i - (int64_t)l->lead) * cell));

		if (i < at)
			continue;
		blanks(l->out, i - at);
		strbuf_addstr(l->out, mark);
		at = i + (size_t)n;
	}
	end_row(l);
}

/* What is drawn for each run, `index` being of the first run's plan. */
struct drawn {
	void (*draw)(const struct strip *s, size_t index, struct strbuf *out);
	int (*find)(const struct plan *first, size_t index, const struct plan *of);
};

static void row_of(const struct lanes *l, size_t run, const char *what,
		   const struct drawn *d, size_t index)
{
	const struct plan *first = &l->c->runs[0].run.header.plan;
	int found = d->find(first, index, &l->c->runs[run].run.header.plan);
	char *label = xasprintf("%s %s", LETTER(run), what);

	if (found != NOT_THERE) {
		begin_row(l, label);
		blanks(l->out, l->lead - l->lane[run].lead);
		d->draw(&l->lane[run].strip, (size_t)found, l->out);
		end_row(l);
	}
	free(label);
}

static void rows_of(const struct lanes *l, const char *what, const struct drawn *d,
		    size_t index)
{
	for (size_t i = 0; i < l->c->len; i++)
		row_of(l, i, what, d, index);
}

static int the_only(UNUSED const struct plan *first, UNUSED size_t index,
		    UNUSED const struct plan *of)
{
	return 0;
}

static int same_workload(const struct plan *first, size_t index, const struct plan *of)
{
	return find_workload(of, &first->workloads[index]);
}

static int same_topic(const struct plan *first, size_t index, const struct plan *of)
{
	size_t i = plan_topic_index(of, first->topics[index].name);

	return i < of->n_topics ? (int)i : NOT_THERE;
}

static void draw_phases(const struct strip *s, UNUSED size_t index, struct strbuf *out)
{
	strip_phases(s, out);
}

static void draw_controller(const struct strip *s, UNUSED size_t index,
			    struct strbuf *out)
{
	strip_controller(s, out);
}

static void draw_nodes(const struct strip *s, UNUSED size_t index, struct strbuf *out)
{
	strip_nodes_up(s, out);
}

static const struct drawn phase_lane = {draw_phases, the_only};
static const struct drawn controller_lane = {draw_controller, the_only};
static const struct drawn nodes_lane = {draw_nodes, the_only};
static const struct drawn workload_lane = {strip_workload, same_workload};
static const struct drawn topic_lane = {strip_isr, same_topic};

/* With a name of at most so many columns. */
enum { NAME_MOST = 24 };

static void workload_rows(const struct lanes *l, const struct plan *plan)
{
	for (size_t i = 0; i < plan->n_workloads; i++) {
		char *what = xasprintf("%s %s",
				       plane_name(workload_plane(&plan->workloads[i])),
				       plan->workloads[i].name);

		if (!workload_is_bulk(&plan->workloads[i]))
			rows_of(l, what, &workload_lane, i);
		free(what);
	}
}

static void topic_rows(const struct lanes *l, const struct plan *plan)
{
	for (size_t i = 0; i < plan->n_topics; i++) {
		char *what = xasprintf("smallest ISR %s", plan->topics[i].name);

		rows_of(l, what, &topic_lane, i);
		free(what);
	}
}

static void draw(const struct lanes *l, size_t columns, int64_t cell)
{
	const struct plan *plan = &l->c->runs[0].run.header.plan;

	axis(l, columns, cell);
	rows_of(l, "phase begins", &phase_lane, 0);
	workload_rows(l, plan);
	rows_of(l, "active controller", &controller_lane, 0);
	topic_rows(l, plan);
	rows_of(l, "nodes running", &nodes_lane, 0);
}

void compare_strips(const struct comparison *c, size_t width, struct strbuf *out)
{
	struct lanes l = {.c = c,
			  .lane = xcalloc(c->len, sizeof(*l.lane)),
			  .label = NAME_MOST,
			  .out = out};
	size_t room = width > INDENT + l.label + 2 + LEAST_COLUMNS
			      ? width - INDENT - l.label - 2
			      : LEAST_COLUMNS;
	int64_t cell = widest_cell(c, room);
	size_t columns = 0;

	for (size_t i = 0; i < c->len; i++) {
		begin_lane(&l.lane[i], &c->runs[i].f, cell);
		l.lead = l.lane[i].lead > l.lead ? l.lane[i].lead : l.lead;
	}
	for (size_t i = 0; i < c->len; i++) {
		size_t wide = l.lead - l.lane[i].lead + l.lane[i].strip.cells;

		columns = wide > columns ? wide : columns;
	}
	strbuf_addf(out,
		    "\ntimelines  (a column is %g s, 0 is each run's first action;  █ "
		    "served  ▒ some partitions out  ░ all out)\n",
		    ns_to_s(cell));
	if (columns)
		draw(&l, columns, cell);
	free(l.lane);
}
