/* timeline.c - the run as lanes on one time axis: phases, actions, nodes, controller, ISR, and who was served. */
#include "page/group.h"
#include "page/part.h"

#include "base/mem.h"
#include "base/str.h"

#include <math.h>

enum { TICKS = 10, ACTIONS_SHOWN = 300 };

/* ---- what lies under all lanes ---- */

/* A round number of seconds between ticks. */
static double tick_step(double span)
{
	double least = span / TICKS, ten = pow(10, floor(log10(least)));

	for (int i = 0; i < 3; i++) {
		double step = ten * (double[]){1, 2, 5}[i];

		if (step >= least)
			return step;
	}
	return ten * 10;
}

static void axis(const struct page *p, double span)
{
	double step = tick_step(span);

	lane_begin(p, "axis", W(p, TIME), NULL);
	for (int i = 0; step * i <= span; i++)
		putf(p, "<span class=\"tick\" style=\"--a:%.3f\">%g s</span>", step * i,
		     step * i);
	lane_end(p);
}

/* Bands of phases and a line per action, through all lanes. */
static void backdrop(const struct page *p)
{
	put(p, "<div class=\"under\" aria-hidden=\"true\">");
	for (size_t i = 0; i < p->plan->n_phases; i++)
		if (p->f->phases[i].begun)
			putf(p, "<i class=\"band%s\" style=\"--a:%.3f;--b:%.3f\"></i>",
			     i % 2 ? " odd" : "",
			     page_seconds(p, p->f->phases[i].begin_ns),
			     page_seconds(p, p->f->phases[i].end_ns));
	for (size_t i = 0; i < p->f->n_actions && i < ACTIONS_SHOWN; i++)
		putf(p, "<i class=\"act\" style=\"--a:%.3f\"></i>",
		     page_seconds(p, p->f->actions[i].requested_ns));
	put(p, "</div>\n");
}

/* ---- lanes ---- */

static void phases(const struct page *p)
{
	struct lane l = {0};

	for (size_t i = 0; i < p->plan->n_phases; i++)
		if (p->f->phases[i].begun)
			(void)lane_add(p, &l, p->f->phases[i].begin_ns,
				       p->f->phases[i].end_ns, 0,
				       i % 2 ? "phase odd" : "phase", "%zu %s", i + 1,
				       p->plan->phases[i].name);
	lane_write(p, &l, "phases", W(p, PHASES), NULL);
}

/* Each flag has the room up to the next one. */
static void actions(const struct page *p)
{
	struct lane l = {0};
	size_t n = p->f->n_actions < ACTIONS_SHOWN ? p->f->n_actions : ACTIONS_SHOWN;
	char *left_out = NULL;

	for (size_t i = 0; i < n; i++) {
		const struct action_finding *a = &p->f->actions[i];
		int64_t to = i + 1 < p->f->n_actions ? p->f->actions[i + 1].requested_ns
						     : p->f->end_ns;
		char *what = page_action(p, a);

		(void)lane_add(p, &l, a->requested_ns,
			       to > a->requested_ns ? to : a->requested_ns, 1,
			       a->failed ? "flag failed" : "flag", "▼ %s%s", what,
			       a->failed ? " ✗" : "");
		free(what);
	}
	if (p->f->n_actions > n)
		left_out = xasprintf("+ %zu %s", p->f->n_actions - n,
				     W(p, MORE_LEFT_OUT));
	if (n)
		lane_write(p, &l, "actions", W(p, ACTIONS), left_out);
	free(left_out);
}

static const char *const state_class[] = {
	[NODE_UP] = "ok",         [NODE_SILENT] = "silent",   [NODE_HIT] = "hit",
	[NODE_PAUSED] = "paused", [NODE_STOPPED] = "stopped", [NODE_UNKNOWN] = "away"};
static const enum word state_word[] = {
	[NODE_UP] = WORD_STATE_UP,           [NODE_SILENT] = WORD_STATE_SILENT,
	[NODE_HIT] = WORD_STATE_HIT,         [NODE_PAUSED] = WORD_STATE_PAUSED,
	[NODE_STOPPED] = WORD_STATE_STOPPED, [NODE_UNKNOWN] = WORD_STATE_UNKNOWN};

static const char *roles(const struct node *n)
{
	if (n->roles == (ROLE_BROKER | ROLE_CONTROLLER))
		return "broker, controller";
	return n->roles == ROLE_BROKER ? "broker" : "controller";
}

static void node_lane(const struct page *p, struct group *g, size_t i)
{
	const struct topology *t = &p->f->run->header.topology;
	const struct node *n = &t->nodes[i];
	const struct host *host = topology_host(t, n);
	struct lane l = {0};
	char *name;

	for (size_t k = 0; k < p->f->n_node_spans; k++) {
		const struct node_span *s = &p->f->node_spans[k];

		if (s->node == i)
			(void)lane_add(p, &l, s->from_ns, s->to_ns, (int)s->state,
				       state_class[s->state], "%s%s%s",
				       word(p->t->lang, state_word[s->state]),
				       s->by ? ": " : "", s->by ? s->by : "");
	}
	name = host ? xasprintf("%s (%s)", n->name, host->name) : xstrdup(n->name);
	group_lane(g, p, &l, "node", name, roles(n));
	free(name);
}

/* What nodes are told together by, where there are many. */
static const char *node_group(const struct topology *t, size_t i)
{
	const struct host *host = topology_host(t, &t->nodes[i]);

	return host ? host->rack : roles(&t->nodes[i]);
}

/* Of each group, at its first node. */
static void nodes_like(const struct page *p, size_t first)
{
	const struct topology *t = &p->f->run->header.topology;
	const char *what = node_group(t, first);
	struct group g;
	char *name;

	for (size_t i = 0; i < first; i++)
		if (strcmp(node_group(t, i), what) == 0)
			return;
	group_begin(&g, p);
	for (size_t i = first; i < t->len; i++)
		if (strcmp(node_group(t, i), what) == 0)
			node_lane(p, &g, i);
	name = xasprintf("%s (%zu)", W(p, NODES), g.members);
	group_end(&g, p, "node", name, what, W(p, STATE_UP));
	free(name);
}

static void nodes(const struct page *p)
{
	const struct topology *t = &p->f->run->header.topology;

	for (size_t i = 0; i < t->len; i++)
		if (t->len > LANES_APART)
			nodes_like(p, i);
		else
			node_lane(p, NULL, i);
}

static void controllers(const struct page *p)
{
	struct lane l = {0};

	for (size_t i = 0; p->f->observed && i < p->f->n_controllers; i++) {
		const struct controller_span *c = &p->f->controllers[i];

		if (c->node < 0)
			(void)lane_add(p, &l, c->from_ns, c->to_ns, 1, "out all", "%s",
				       W(p, NOBODY));
		else
			(void)lane_add(p, &l, c->from_ns, c->to_ns, 0,
				       i % 2 ? "who odd" : "who", "%s · %s %d",
				       page_node(p, c->node), W(p, EPOCH), c->epoch);
	}
	if (!p->f->observed)
		(void)lane_add(p, &l, p->f->begin_ns, p->f->end_ns, 0, "unknown", "%s",
			       W(p, NOT_OBSERVED));
	lane_write(p, &l, "controller", W(p, CONTROLLER), "quorum");
}

static const char *isr_class(const struct topic_plan *t, const struct isr_step *s)
{
	int64_t least = 1;
	const char *text = params_text(&t->config, "min.insync.replicas", NULL);

	if (text)
		(void)str_to_int(text, &least);
	if (s->stale)
		return "unknown";
	if (s->leaderless || s->min_isr < least)
		return "out all";
	return s->in_sync < s->replicas ? "silent" : "ok";
}

/* While nobody is controller no ISR can change: what is told then is what was decided before. */
static void frozen(const struct page *p, struct lane *l, const struct isr_step *s,
		   int64_t to_ns)
{
	for (size_t i = 0; i < p->f->n_controllers; i++) {
		const struct controller_span *c = &p->f->controllers[i];

		if (c->node < 0 && c->from_ns < to_ns && c->to_ns > s->at_ns)
			(void)lane_add(p, l,
				       c->from_ns > s->at_ns ? c->from_ns : s->at_ns,
				       c->to_ns < to_ns ? c->to_ns : to_ns, 200, "frozen",
				       "%u (%s)", s->min_isr, W(p, FROZEN));
	}
}

static void isr_bar(const struct page *p, struct lane *l, size_t topic, size_t i)
{
	const struct topic_finding *t = &p->f->topics[topic];
	const struct isr_step *s = &t->steps[i];
	int64_t to = i + 1 < t->n_steps ? s[1].at_ns : p->f->end_ns;
	struct strbuf b = STRBUF_INIT;

	strbuf_addf(&b, "%u", s->min_isr);
	if (s->leaderless)
		strbuf_addf(&b, ", %u %s", s->leaderless, W(p, LEADERLESS));
	if (s->stale)
		strbuf_addf(&b, " (%s)", W(p, STALE));
	(void)lane_add(p, l, s->at_ns, to,
		       s->stale + 2 * (s->leaderless > 0) + 100 - s->min_isr,
		       isr_class(&p->plan->topics[topic], s), "%s", strbuf_text(&b));
	strbuf_release(&b);
	if (p->f->observed)
		frozen(p, l, s, to);
}

static void isr_of(const struct page *p, struct group *g, size_t topic)
{
	const struct topic_finding *t = &p->f->topics[topic];
	struct lane l = {0};

	for (size_t i = 0; i < t->n_steps; i++)
		isr_bar(p, &l, topic, i);
	if (!t->n_steps)
		(void)lane_add(p, &l, p->f->begin_ns, p->f->end_ns, 0, "unknown", "%s",
			       W(p, NOT_OBSERVED));
	group_lane(g, p, &l, "isr", W(p, ISR), p->plan->topics[topic].name);
}

static void topics(const struct page *p)
{
	size_t n = p->plan->n_topics;
	bool grouped = n > LANES_APART;
	struct group g;
	char *name;

	group_begin(&g, p);
	for (size_t i = 0; i < n; i++)
		isr_of(p, grouped ? &g : NULL, i);
	if (!grouped)
		return;
	name = xasprintf("%s (%zu)", W(p, ISR), n);
	group_end(&g, p, "isr", name, W(p, TOPICS), "");
	free(name);
}

/* Where the observer did not look itself, so that nobody takes a gap for quiet. */
static void gaps(const struct page *p)
{
	struct lane l = {0};

	for (size_t i = 0; i < p->f->n_gaps; i++)
		(void)lane_add(p, &l, p->f->gaps[i].from_ns, p->f->gaps[i].to_ns, 1,
			       "unknown", "%s", W(p, DID_NOT_LOOK));
	if (l.len)
		lane_write(p, &l, "observer", W(p, OBSERVER), NULL);
}

/* ---- the whole ---- */

static void button(const struct page *p, const char *does, const char *face,
		   enum word name)
{
	putf(p,
	     "<button type=\"button\" data-do=\"%s\" title=\"%s\" aria-label=\"%s\">%s</button>",
	     does, word(p->t->lang, name), word(p->t->lang, name), face);
}

/* On a small page everything is seen at once. */
static bool is_large(const struct page *p)
{
	size_t partitions = 0;

	for (size_t i = 0; i < p->plan->n_topics; i++)
		partitions += (size_t)p->plan->topics[i].partitions;
	return partitions > 4 * (size_t)LANES_APART || p->plan->n_topics > LANES_APART ||
	       p->plan->n_workloads > LANES_APART ||
	       p->f->run->header.topology.len > LANES_APART;
}

static void search(const struct page *p)
{
	const char *what = W(p, SEARCH);

	putf(p, "<input type=\"search\" class=\"search\" placeholder=\"%s\" ", what);
	putf(p, "aria-label=\"%s\" title=\"%s\">", what, W(p, SEARCH_HELP));
	putf(p,
	     "<output class=\"hits\" data-none=\"%s\" data-lanes=\"%s\" data-rows=\"%s\">",
	     W(p, NOTHING_FOUND), W(p, LANES_FOUND), W(p, ROWS_FOUND));
	put(p, "</output>");
}

/* Of use with the script only, which shows them. */
static void tools(const struct page *p)
{
	put(p, "<div class=\"tools\" hidden>");
	button(p, "in", "+", WORD_ZOOM_IN);
	button(p, "out", "−", WORD_ZOOM_OUT);
	button(p, "earlier", "◀", WORD_EARLIER);
	button(p, "later", "▶", WORD_LATER);
	putf(p, "<button type=\"button\" data-do=\"reset\">%s</button>", W(p, RESET));
	put(p, "<output class=\"now\"></output>");
	if (is_large(p))
		search(p);
	element(p, "small", NULL, W(p, TIMELINE_KEYS));
	put(p, "</div>\n");
}

static void legend(const struct page *p)
{
	static const struct {
		const char *class;
		enum word name;
	} keys[] = {{"ok", WORD_STATE_UP},           {"silent", WORD_STATE_SILENT},
		    {"hit", WORD_STATE_HIT},         {"paused", WORD_STATE_PAUSED},
		    {"stopped", WORD_STATE_STOPPED}, {"out", WORD_SOME_OUT},
		    {"out all", WORD_ALL_OUT},       {"unknown", WORD_NOT_OBSERVED}};

	putf(p, "<p class=\"legend\"><span>%s:</span>", W(p, LEGEND));
	for (size_t i = 0; i < ARRAY_LEN(keys); i++)
		putf(p, " <span><i class=\"%s\"></i> %s</span>", keys[i].class,
		     word(p->t->lang, keys[i].name));
	if (node_state_seen(p->f, NODE_UNKNOWN))
		putf(p, " <span><i class=\"away\"></i> %s</span>", W(p, STATE_UNKNOWN));
	put(p, "</p>\n");
}

void part_timeline(const struct page *p)
{
	double span = page_seconds(p, p->f->end_ns);

	section_begin(p, "timeline", W(p, TIMELINE));
	if (span <= 0) {
		element(p, "p", "warn", W(p, DID_NOT_BEGIN));
		section_end(p);
		return;
	}
	element(p, "p", "help", W(p, TIMELINE_HELP));
	putf(p,
	     "<div class=\"timeline\" data-span=\"%.3f\" style=\"--from:0;--span:%.3f\">\n",
	     span, span);
	tools(p);
	put(p, "<div class=\"lanes\">\n");
	backdrop(p);
	axis(p, span);
	phases(p);
	actions(p);
	nodes(p);
	controllers(p);
	gaps(p);
	topics(p);
	served_lanes(p);
	put(p, "</div>\n");
	legend(p);
	putf(p,
	     "<div class=\"slot\" hidden role=\"region\" aria-label=\"%s\" data-close=\"%s\" tabindex=\"-1\"></div>\n",
	     W(p, EVIDENCE), W(p, CLOSE_PANEL));
	put(p, "</div>\n");
	section_end(p);
}
