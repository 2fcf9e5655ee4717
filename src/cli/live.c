#include "cli/live.h"

#include "base/log.h"
#include "base/str.h"
#include "base/strbuf.h"
#include "record/writer.h"

#include <inttypes.h>
#include <sys/ioctl.h>
#include <unistd.h>

/* Read before any thread starts, and nobody sets any. */
static const char *environment(const char *name)
{
	return getenv(name); /* NOLINT(concurrency-mt-unsafe) */
}

bool live_may_colour(FILE *stream)
{
	const char *no = environment("NO_COLOR"), *term = environment("TERM");

	return isatty(fileno(stream)) && !(no && no[0]) &&
	       !(term && strcmp(term, "dumb") == 0);
}

int live_columns(void)
{
	struct winsize w;

	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &w) == 0 && w.ws_col > 0)
		return w.ws_col;
	return 100;
}

static void erase(struct live *l)
{
	if (l->drawn_lines)
		(void)fprintf(stderr, "\033[%dA\033[J", l->drawn_lines);
	l->drawn_lines = 0;
}

static void on_log(void *arg, UNUSED enum log_level level, const char *line)
{
	struct live *l = arg;

	pthread_mutex_lock(&l->lock);
	erase(l);
	(void)fprintf(stderr, "%s\n", line);
	pthread_mutex_unlock(&l->lock);
}

void live_begin(struct live *l, const char *name, bool quiet, bool json)
{
	const char *term = environment("TERM");
	bool screen = isatty(STDERR_FILENO) && !(term && strcmp(term, "dumb") == 0);

	*l = (struct live){.name = name, .colour = live_may_colour(stderr)};
	l->mode = json     ? LIVE_JSON
		  : quiet  ? LIVE_QUIET
		  : screen ? LIVE_BLOCK
			   : LIVE_PLAIN;
	(void)pthread_mutex_init(&l->lock, NULL);
	log_set_sink(on_log, l);
}

void live_end(struct live *l)
{
	log_set_sink(NULL, NULL);
	pthread_mutex_lock(&l->lock);
	erase(l);
	pthread_mutex_unlock(&l->lock);
	(void)pthread_mutex_destroy(&l->lock);
}

static void say(struct live *l, int64_t now_ns, const char *text)
{
	pthread_mutex_lock(&l->lock);
	erase(l);
	(void)fprintf(stderr, "%+8.2fs  %s\n", ns_to_s(now_ns), text);
	pthread_mutex_unlock(&l->lock);
}

static void on_stage(void *arg, int64_t now_ns, const char *text)
{
	struct live *l = arg;

	if (l->mode == LIVE_PLAIN || l->mode == LIVE_BLOCK)
		say(l, now_ns, text);
}

static void on_event(void *arg, const struct event *ev)
{
	struct live *l = arg;
	char *json;

	if (l->mode != LIVE_JSON)
		return;
	json = event_to_json(ev);
	(void)printf("%s\n", json);
	(void)fflush(
		stdout); /* a reader follows line by line; main() reports a closed pipe */
	free(json);
}

static void header_line(const struct run_status *s, struct strbuf *b)
{
	const struct phase_plan *ph = s->phase >= 0 ? &s->plan->phases[s->phase] : NULL;
	double in = ns_to_s(s->now_ns - s->phase_begin_ns);

	strbuf_addf(b, "%s  ", s->plan->name);
	if (!ph)
		strbuf_addstr(b, s->stage);
	else if (s->phase_end_ns == NEVER)
		strbuf_addf(b, "phase %d/%zu %s  %.1f s, until %s %s (at most %s)",
			    s->phase + 1, s->plan->n_phases, ph->name, in, ph->until.kind,
			    ph->until.want, DURATION_TEXT(ph->until.timeout_ns));
	else
		strbuf_addf(b, "phase %d/%zu %s  %.1f s, %.1f s to go", s->phase + 1,
			    s->plan->n_phases, ph->name, in,
			    ns_to_s(s->phase_end_ns - s->now_ns));
	strbuf_addch(b, '\n');
}

static const char *node_state(const struct node_view *n)
{
	if (n->process == PROCESS_EXITED)
		return "stopped";
	if (n->process == PROCESS_PAUSED)
		return "paused";
	if ((n->roles & ROLE_BROKER) && n->answers[SIDE_BROKER])
		return "up";
	if (!(n->roles & ROLE_BROKER) && n->answers[SIDE_CONTROLLER])
		return "up";
	return n->host_is_silent ? "unknown" : "no answer";
}

static struct node_text silent_host(const struct topology *t, const struct node *n)
{
	const struct host *h = topology_host(t, n);
	struct node_text out;

	(void)snprintf(out.text, sizeof(out.text), "%s%.120s does not answer",
		       h ? "host " : "the engine", h ? h->name : "");
	return out;
}

static void node_text(const struct run_status *s, size_t i, int32_t controller,
		      bool colour, struct strbuf *b)
{
	const struct node *n = &s->topology->nodes[i];
	const char *state = node_state(&s->view->nodes[i]);
	const char *paint = strcmp(state, "up") == 0 ? "\033[32m" : "\033[31m";

	strbuf_addf(b, " %s %s%s%s%s ", n->name, colour ? paint : "", state,
		    colour ? "\033[0m" : "", n->id == controller ? "*" : "");
	if (s->view->nodes[i].host_is_silent)
		strbuf_addf(b, "(%s) ", silent_host(s->topology, n).text);
}

/* "a: kafka1 up  kafka2 up  b: kafka3 up", or without hosts the nodes alone. */
static void nodes_text(const struct run_status *s, int32_t controller, bool colour,
		       struct strbuf *b)
{
	const struct hosts *hosts = &s->topology->hosts;
	size_t groups = hosts->len ? hosts->len : 1;

	for (size_t g = 0; g < groups; g++) {
		if (hosts->len)
			strbuf_addf(b, " %s:", hosts->at[g].name);
		for (size_t i = 0; i < s->topology->len; i++)
			if (!hosts->len || s->topology->nodes[i].host == (int32_t)g)
				node_text(s, i, controller, colour, b);
	}
}

static void nodes_line(const struct run_status *s, bool colour, struct strbuf *b)
{
	int32_t epoch, controller = view_controller(s->view, s->now_ns, &epoch);
	struct isr_count isr = view_isr(s->view, NULL);

	strbuf_addstr(b, "  nodes   ");
	nodes_text(s, controller, colour, b);
	if (controller >= 0)
		strbuf_addf(b, " (* active controller, epoch %d)", epoch);
	else
		strbuf_addstr(b, " no active controller");
	strbuf_addf(b, "\n  in sync  %zu of %zu, %zu leaderless\n", isr.in_sync,
		    isr.replicas, isr.leaderless);
}

static void workload_line(const struct workload_status *w, bool colour, struct strbuf *b)
{
	const char *what = w->plane == PLANE_PRODUCE   ? "acked"
			   : w->plane == PLANE_CONSUME ? "received"
						       : "answered";

	strbuf_addf(b, "  %-16.16s %-10s %7.0f/s  %8" PRId64 " %s", w->name,
		    plane_name(w->plane), w->per_s, w->good, what);
	if (w->bad)
		strbuf_addf(b, "  %" PRId64 " not", w->bad);
	if (w->out)
		strbuf_addf(b, "  %sOUT for %s%s", colour ? "\033[31m" : "",
			    DURATION_TEXT(w->silent_ns), colour ? "\033[0m" : "");
	strbuf_addch(b, '\n');
}

static void on_tick(void *arg, const struct run_status *s)
{
	struct live *l = arg;
	struct strbuf b = STRBUF_INIT;
	int lines = 0;

	if (l->mode != LIVE_BLOCK)
		return;
	header_line(s, &b);
	nodes_line(s, l->colour, &b);
	for (size_t i = 0; i < s->n_workloads; i++)
		workload_line(&s->workloads[i], l->colour, &b);
	for (size_t i = 0; i < b.len; i++)
		lines += b.buf[i] == '\n';
	pthread_mutex_lock(&l->lock);
	erase(l);
	(void)fputs(strbuf_text(&b), stderr);
	(void)fflush(stderr);
	l->drawn_lines = lines;
	pthread_mutex_unlock(&l->lock);
	strbuf_release(&b);
}

struct run_watch live_watch(struct live *l)
{
	return (struct run_watch){
		.arg = l, .stage = on_stage, .event = on_event, .tick = on_tick};
}
