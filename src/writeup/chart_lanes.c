/* chart_lanes.c - the upper panel: phases and actions, then a lane per node, the controller, per workload, per topic's ISR. */
#include "writeup/canvas.h"

#include "base/mem.h"

/* A lane in the middle of the road: what is well is thin, what is not is high, so that colour is not all there is. */
#define THIN 0.16
#define HALF 0.28
#define HIGH 0.40

enum { HEAD_LANES = 3 /* phases, and actions in two rows by turns */ };

static size_t lanes(const struct writer *w)
{
	return HEAD_LANES + w->f->run->header.topology.len + w->f->observed +
	       w->plan->n_workloads + (w->f->observed ? w->plan->n_topics : 0);
}

int lanes_height(const struct writer *w)
{
	return (int)lanes(w) * LANE;
}

/* Lanes go from above, the axis from below. */
static double level(const struct canvas *c, size_t lane)
{
	return (double)(lanes(c->w) - lane) - 0.5;
}

static void bar(const struct canvas *c, struct span s, double y, double half,
		const char *ink)
{
	canvas_box(c, canvas_seconds(c, s.from_ns), canvas_seconds(c, s.to_ns), y - half,
		   y + half, ink);
}

static void inscribe(const struct canvas *c, struct span s, double y, const char *text,
		     const char *ink)
{
	canvas_label(c, canvas_seconds(c, s.from_ns), canvas_seconds(c, s.to_ns), y, text,
		     ink);
}

/* Its name, or its number, which is explained beneath the picture. */
static void phase_names(const struct canvas *c)
{
	for (size_t i = 0; i < c->w->plan->n_phases; i++) {
		const struct phase_finding *p = &c->w->f->phases[i];
		struct span s = {p->begin_ns, p->end_ns};

		if (p->begun)
			inscribe(c, s, level(c, 0),
				 canvas_phase_fits(c, i) ? c->w->plan->phases[i].name
							 : w_number(c->w, i + 1),
				 INK_TEXT);
	}
}

/* Beside its line, on the left of it where there is no room on the right. */
static void action_name(const struct canvas *c, const struct action_finding *a, double y)
{
	struct strbuf text = STRBUF_INIT;
	double s = canvas_seconds(c, a->effective_ns);
	bool is_right = s < canvas_span(c) * 0.8;

	strbuf_addstr(&text, a->kind);
	for (size_t i = 0; i < a->nodes.len; i++) {
		const struct node *n = topology_by_id(&c->w->f->run->header.topology,
						      a->nodes.id[i]);

		strbuf_addf(&text, "%s%s", i ? ", " : " ", n ? n->name : "?");
	}
	strbuf_addstr(c->script, "set label ");
	canvas_text(c, strbuf_text(&text));
	strbuf_addf(c->script,
		    " at first %.6f, first %.6f %s offset char %s0.4,0 front noenhanced "
		    "textcolor rgb '" INK_TEXT "' font ',10'\n",
		    s, y, is_right ? "left" : "right", is_right ? "" : "-");
	strbuf_release(&text);
}

static void action_names(const struct canvas *c)
{
	size_t n = 0;

	for (size_t i = 0; i < c->w->f->n_actions; i++) {
		const struct action_finding *a = &c->w->f->actions[i];

		if (!a->failed && a->nodes.len && a->effective_ns != NEVER)
			action_name(c, a, level(c, 1 + n++ % 2));
	}
}

static void node_lanes(const struct canvas *c, size_t first)
{
	static const struct {
		const char *ink;
		double half;
		enum phrase word;
	} looks[NODE_STATES] = {
		[NODE_UP] = {INK_UP, THIN, SAY_G_NODES},
		[NODE_SILENT] = {INK_SILENT, HIGH, SAY_G_SILENT},
		[NODE_HIT] = {INK_HIT, HIGH, SAY_G_HIT},
		[NODE_PAUSED] = {INK_PAUSED, HIGH, SAY_G_PAUSED},
		[NODE_STOPPED] = {INK_DOWN, HIGH, SAY_G_STOPPED},
		[NODE_UNKNOWN] = {INK_UNKNOWN, HIGH, SAY_G_UNKNOWN},
	};

	for (size_t i = 0; i < c->w->f->n_node_spans; i++) {
		const struct node_span *n = &c->w->f->node_spans[i];
		struct span s = {n->from_ns, n->to_ns};
		double y = level(c, first + n->node);

		bar(c, s, y, looks[n->state].half, looks[n->state].ink);
		if (n->state != NODE_UP)
			inscribe(c, s, y, w_said(c->w, looks[n->state].word, NULL),
				 "#ffffff");
	}
}

static void controller_lane(const struct canvas *c, size_t lane)
{
	double y = level(c, lane);
	size_t held = 0;

	for (size_t i = 0; i < c->w->f->n_controllers; i++) {
		const struct controller_span *x = &c->w->f->controllers[i];
		const struct node *n = topology_by_id(&c->w->f->run->header.topology,
						      x->node);
		struct span s = {x->from_ns, x->to_ns};

		if (x->node < 0 || !n) {
			bar(c, s, y, HIGH, INK_DOWN);
			inscribe(c, s, y, w_said(c->w, SAY_G_NO_CONTROLLER, NULL),
				 "#ffffff");
			continue;
		}
		bar(c, s, y, HALF, held++ % 2 ? INK_UP : INK_SKY);
		inscribe(c, s, y, w_keepf(c->w, "%s (%d)", n->name, x->epoch),
			 held % 2 ? "#000000" : "#ffffff");
	}
}

/* Who is due twice a second is not idle in between. */
#define IDLE_NS (2 * NS_PER_S)

/* Where something was due: nothing is claimed for the time in which nothing was. */
static void demand_bars(const struct canvas *c, const struct workload_finding *f,
			double y)
{
	const struct findings *all = c->w->f;
	struct span s = {NEVER, NEVER};

	for (size_t i = 0; i < all->n_buckets; i++) {
		int64_t at_ns = all->begin_ns + (int64_t)i * all->bucket_ns;

		if (f->rates[i].due == 0)
			continue;
		if (s.from_ns != NEVER && at_ns - s.to_ns > IDLE_NS) {
			bar(c, s, y, THIN, INK_UP);
			s.from_ns = NEVER;
		}
		if (s.from_ns == NEVER)
			s.from_ns = at_ns;
		s.to_ns = at_ns + all->bucket_ns;
	}
	if (s.from_ns != NEVER)
		bar(c, s, y, THIN, INK_UP);
}

static void workload_lane(const struct canvas *c, size_t workload, size_t lane)
{
	const struct workload_finding *f = &c->w->f->workloads[workload];
	struct span whole = {c->w->f->begin_ns, c->w->f->end_ns};
	double y = level(c, lane);

	if (!f->measurable) {
		inscribe(c, whole, y, w_said(c->w, SAY_G_NOT_TOLD, NULL), INK_TEXT);
		return;
	}
	demand_bars(c, f, y);
	for (size_t i = 0; i < f->n_any; i++)
		bar(c, f->any[i], y, HALF, INK_SOME);
	for (size_t i = 0; i < f->n_all; i++)
		bar(c, f->all[i], y, HIGH, INK_DOWN);
}

static const char *isr_ink(const struct isr_step *x)
{
	if (x->stale)
		return INK_PAUSED;
	if (x->leaderless)
		return INK_DOWN;
	return x->in_sync == x->replicas ? INK_UP : INK_SOME;
}

static void isr_bar(const struct canvas *c, const struct isr_step *x, struct span s,
		    double y)
{
	bool is_well = x->in_sync == x->replicas && !x->stale;

	bar(c, s, y, is_well ? THIN : HIGH, isr_ink(x));
	if (!is_well)
		inscribe(c, s, y, w_keepf(c->w, "%u", x->min_isr), "#000000");
}

static void isr_lane(const struct canvas *c, size_t topic, size_t lane)
{
	const struct topic_finding *t = &c->w->f->topics[topic];
	int64_t begin = c->w->f->begin_ns;

	for (size_t i = 0; i < t->n_steps; i++) {
		const struct isr_step *x = &t->steps[i];
		int64_t to = i + 1 < t->n_steps ? x[1].at_ns : c->w->f->end_ns;
		struct span s = {x->at_ns > begin ? x->at_ns : begin, to};

		if (s.to_ns > begin)
			isr_bar(c, x, s, level(c, lane));
	}
}

static void tic(const struct canvas *c, size_t lane, const char *text)
{
	if (lane > HEAD_LANES)
		strbuf_addstr(c->script, ", ");
	canvas_text(c, text);
	strbuf_addf(c->script, " %.1f", level(c, lane));
}

static void lane_names(const struct canvas *c)
{
	const struct writer *w = c->w;
	const struct topology *t = &w->f->run->header.topology;
	size_t lane = HEAD_LANES;

	strbuf_addstr(c->script, "set ytics nomirror scale 0 noenhanced (");
	for (size_t i = 0; i < t->len; i++) {
		const struct host *host = topology_host(t, &t->nodes[i]);

		tic(c, lane++,
		    host ? w_keepf(c->w, "%s (%s)", t->nodes[i].name, host->name)
			 : t->nodes[i].name);
	}
	if (w->f->observed)
		tic(c, lane++, w_said(c->w, SAY_G_CONTROLLER, NULL));
	for (size_t i = 0; i < w->plan->n_workloads; i++)
		tic(c, lane++,
		    w_keepf(c->w, "%s: %s", plane_name(w->f->workloads[i].plane),
			    w->plan->workloads[i].name));
	for (size_t i = 0; w->f->observed && i < w->plan->n_topics; i++)
		tic(c, lane++,
		    w_keepf(c->w, "%s %s", w_said(c->w, SAY_G_ISR, NULL),
			    w->plan->topics[i].name));
	strbuf_addstr(c->script, ")\n");
}

static void all_lanes(const struct canvas *c)
{
	const struct writer *w = c->w;
	size_t lane = HEAD_LANES;

	node_lanes(c, lane);
	lane += w->f->run->header.topology.len;
	if (w->f->observed)
		controller_lane(c, lane++);
	for (size_t i = 0; i < w->plan->n_workloads; i++)
		workload_lane(c, i, lane++);
	for (size_t i = 0; w->f->observed && i < w->plan->n_topics; i++)
		isr_lane(c, i, lane++);
}

void draw_lanes(struct canvas *c)
{
	int height = lanes_height(c->w);

	canvas_panel(c, height, false);
	canvas_backdrop(c);
	phase_names(c);
	action_names(c);
	lane_names(c);
	all_lanes(c);
	strbuf_addf(c->script, "set yrange [0:%zu]\nplot NaN notitle\n", lanes(c->w));
	canvas_end(c, height);
}
