/*
 * What faults read: selectors, conditions, the undo journal after a crash and what its intents say,
 * a node's kernel as the helper shows it. The first byte picks.
 */
#include "kit.h"

#include "aim/condition.h"
#include "aim/selector.h"
#include "base/log.h"
#include "fault/journal.h"
#include "fault/journal_file.h"
#include "fault/net_script.h"
#include "fault/overlay.h"
#include "fault/pending.h"

/* ---- a cluster in which most selectors pick something ---- */

struct world {
	struct topology topology;
	struct view view;
	struct plan plan;
	struct ids stopped;
	struct picks picks;
};

static void tell_node(struct world *w, int32_t id)
{
	struct event reach = EVENT(REACH, NS_PER_S), metadata = EVENT(METADATA, NS_PER_S);

	reach.node = metadata.node = id;
	reach.up = true;
	view_apply(&w->view, &reach);
	reach.side = SIDE_CONTROLLER;
	view_apply(&w->view, &reach);
	metadata.offset = 100;
	view_apply(&w->view, &metadata);
}

static void tell_cluster(struct world *w)
{
	static const int32_t all[] = {1, 2, 3};
	struct event claim = EVENT(CLAIM, NS_PER_S), p = EVENT(PARTITION, NS_PER_S);

	for (int32_t id = 1; id <= 3; id++)
		tell_node(w, id);
	claim.node = 2;
	claim.up = true;
	claim.epoch = 5;
	view_apply(&w->view, &claim);
	p.node = 1;
	p.topic = (char[]){"t"};
	p.leader = 3;
	ids_set(&p.replicas, all, ARRAY_LEN(all));
	ids_set(&p.isr, all, 2);
	view_apply(&w->view, &p);
	ids_release(&p.replicas);
	ids_release(&p.isr);
}

static struct world *world(void)
{
	static struct world w;

	if (w.topology.len)
		return &w;
	w.topology = kit_topology();
	view_init(&w.view, &w.topology);
	tell_cluster(&w);
	*GROW(w.plan.topics, w.plan.n_topics) = (struct topic_plan){
		.name = xstrdup("t"), .partitions = 4, .replication = 3};
	ids_add(&w.stopped, 1);
	picks_set(&w.picks, "x", &w.stopped);
	return &w;
}

/* ---- selectors ---- */

static void check_picked(const struct ids *l, const struct topology *t)
{
	for (size_t i = 0; i < l->len; i++) {
		MUST(topology_by_id(t, l->id[i]));
		for (size_t k = 0; k < i; k++)
			MUST(l->id[k] != l->id[i]);
	}
}

static void resolve(const struct selector *s)
{
	struct world *w = world();
	struct rng rng;
	struct selector_world now = {.topology = &w->topology,
				     .view = &w->view,
				     .now_ns = NS_PER_S,
				     .stopped = &w->stopped,
				     .picks = &w->picks,
				     .rng = &rng};
	struct ids out = {0};
	struct strbuf seen = STRBUF_INIT;
	struct err e = {0};

	rng_init(&rng, 7, "fuzz");
	if (kit_said_why(selector_resolve(s, &now, &out, &seen, &e), &e) < 0)
		MUST(out.len == 0);
	else
		check_picked(&out, &w->topology);
	ids_release(&out);
	strbuf_release(&seen);
}

static void selectors(const char *text, UNUSED size_t n)
{
	struct world *w = world();
	struct selector_place place = {0};
	struct selector s;
	struct err e = {0};

	if (kit_said_why(selector_parse(text, &s, &place, &e), &e) < 0) {
		MUST(place.offset + place.length <= strlen(text));
		return;
	}
	MUST(s.len > 0);
	if (kit_said_why(selector_check(&s, &w->topology, &w->plan, &place, &e), &e) < 0)
		MUST(place.offset + place.length <= strlen(text));
	resolve(&s);
	selector_release(&s);
}

/* ---- conditions: "isr 2" ---- */

static void conditions(const char *text, UNUSED size_t n)
{
	struct world *w = world();
	struct condition_world now = {&w->topology, &w->plan, &w->view, NS_PER_S};
	size_t len = strcspn(text, " ");
	char *kind = xstrndup(text, len);
	const char *want = text + len + (text[len] == ' ');
	const struct condition_row *row = condition_find(kind);
	struct strbuf seen = STRBUF_INIT;

	if (row && row->is_valid(want)) {
		(void)condition_holds(kind, want, &now, &seen);
		MUST(seen.len > 0);
	}
	strbuf_release(&seen);
	free(kind);
}

/* ---- the journal ---- */

static void no_log(UNUSED void *arg, UNUSED enum log_level level, UNUSED const char *line)
{
}

/* How many are pending after it was opened; -1: it was refused. */
static int64_t open_and_close(const char *path)
{
	struct ids nodes = {0};
	struct err e = {0};
	struct journal *j = journal_open(path, &e);
	int64_t pending = -1;

	(void)kit_said_why(j ? 0 : -1, &e);
	if (j) {
		pending = (int64_t)journal_pending(j);
		journal_nodes(j, UNDO_START, &nodes);
		MUST((int64_t)nodes.len <= pending);
	}
	ids_release(&nodes);
	journal_close(j);
	return pending;
}

/* Adds to it, and takes all of that back: what was pending before is pending again. */
static void work_with(const char *path, int64_t pending)
{
	struct err e = {0};
	struct journal *j = journal_open(path, &e);
	int64_t number;

	MUST(j && (int64_t)journal_pending(j) == pending);
	number = journal_intent(j, UNDO_COMMAND, NULL, "a ~ b\n%7e", &e);
	MUST(number > 0 && (int64_t)journal_pending(j) == pending + 1);
	MUST(journal_done(j, number, &e) == 0);
	MUST((int64_t)journal_pending(j) == pending);
	journal_close(j);
}

static void use_journal(const void *bytes, size_t n)
{
	char *path = xasprintf("%s/j", kit_dir());
	int64_t pending;

	log_set_sink(no_log, NULL);
	kit_write("j", bytes, n);
	pending = open_and_close(path);
	if (pending > 0) {
		MUST(open_and_close(path) == pending);
		work_with(path, pending);
	}
	kit_remove("j");
	free(path);
}

static void journals(const char *text, size_t n)
{
	use_journal(text, n);
}

/* The same with right checksums, of which no mutation thinks. */
static void signed_journals(const char *text, UNUSED size_t n)
{
	struct strbuf all = STRBUF_INIT;

	strbuf_addstr(&all, "kchaos-journal 1\n");
	while (*text) {
		size_t len = strcspn(text, "\n");

		if (len)
			journal_line(&all, "%.*s", (int)len, text);
		text += len + (text[len] == '\n');
	}
	use_journal(strbuf_text(&all), all.len);
	strbuf_release(&all);
}

/* ---- details of intents ---- */

static void overlays(const char *text, UNUSED size_t n)
{
	struct overlay o, back;
	char *once, *twice;

	if (!overlay_parse(text, &o))
		return;
	once = overlay_detail(&o);
	MUST(overlay_parse(once, &back));
	twice = overlay_detail(&back);
	MUST(strcmp(once, twice) == 0);
	free(once);
	free(twice);
	overlay_release(&o);
	overlay_release(&back);
}

/* A wish that was read is written, read and said again. */
static void wishes(const char *text, UNUSED size_t n)
{
	struct strbuf once = STRBUF_INIT, twice = STRBUF_INIT, said = STRBUF_INIT;
	struct net_wish w, back;

	(void)pending_num(text, "leave", -1);
	if (!net_wish_read(text, &w))
		return;
	net_wish_write(&w, &once);
	MUST(net_wish_read(strbuf_text(&once), &back));
	net_wish_write(&back, &twice);
	MUST(strcmp(strbuf_text(&once), strbuf_text(&twice)) == 0);
	net_wish_say(&w, &said);
	MUST(said.len > 0);
	net_wish_release(&w);
	net_wish_release(&back);
	strbuf_release(&once);
	strbuf_release(&twice);
	strbuf_release(&said);
}

static void kernels(const char *text, UNUSED size_t n)
{
	struct net_seen seen;
	int64_t packets;

	(void)net_count_rules(text, 7, &packets);
	MUST(packets >= 0);
	if (!net_seen_read(text, &seen))
		return;
	MUST(seen.at_wall_ns == NEVER || seen.at_wall_ns >= 0);
	(void)net_count_rules(seen.is, 7, &packets);
	(void)net_has_shape(seen.was);
	net_seen_release(&seen);
}

typedef void fault_fn(const char *text, size_t n);
static fault_fn *const readers[] = {selectors, conditions, journals, signed_journals,
				    overlays,  wishes,     kernels};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes in = {data, size};
	fault_fn *read = readers[take_byte(&in) % ARRAY_LEN(readers)];
	size_t n = in.left;
	char *text = take_text(&in);

	read(text, n);
	free(text);
	return 0;
}
