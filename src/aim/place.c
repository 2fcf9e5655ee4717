/* Selectors by where nodes are: hosts and racks of a cluster over several hosts. */
#include "aim/pick.h"

#include "base/mem.h"
#include "base/str.h"

bool pick_is_place(enum selector_kind kind)
{
	return kind == SELECT_HOST || kind == SELECT_RACK || kind == SELECT_HOSTS ||
	       kind == SELECT_RACKS;
}

static bool is_of_racks(const struct selector_term *t)
{
	return t->kind == SELECT_RACK || t->kind == SELECT_RACKS;
}

/* What the node's host, or its rack, is called; "" on a cluster without hosts. */
static const char *place_of(const struct selector_term *t, const struct topology *topo,
			    const struct node *n)
{
	const struct host *h = topology_host(topo, n);

	if (!h)
		return "";
	return is_of_racks(t) ? h->rack : h->name;
}

static void add_there(const struct selector_term *t, const struct topology *topo,
		      const char *place, struct ids *out)
{
	for (size_t i = 0; i < topo->len; i++)
		if (strcmp(place_of(t, topo, &topo->nodes[i]), place) == 0)
			pick_add_once(out, topo->nodes[i].id);
}

void place_named(const struct selector_term *t, const struct topology *topo,
		 struct ids *out)
{
	add_there(t, topo, t->name, out);
}

void place_around(const struct selector_term *t, const struct topology *topo,
		  const struct ids *from, struct ids *out)
{
	for (size_t i = 0; i < from->len; i++) {
		const struct node *n = topology_any_by_id(topo, from->id[i]);

		if (n)
			add_there(t, topo, place_of(t, topo, n), out);
	}
}

/* ---- before the run ---- */

static int no_such_place(const struct selector_term *t, const struct hosts *h,
			 struct err *e)
{
	const char **names = xcalloc(h->len, sizeof(*names));
	const char *near;

	for (size_t i = 0; i < h->len; i++)
		names[i] = is_of_racks(t) ? h->at[i].rack : h->at[i].name;
	/* of one letter each is near to each other one */
	near = strlen(t->name) > 1 ? str_nearest(t->name, names, h->len, sizeof(*names))
				   : NULL;
	err_set(e, CODE_NODE_UNKNOWN, "no %s is called '%s'%s%s%s",
		selector_title(t->kind), t->name, near ? " (did you mean '" : "",
		near ? near : "", near ? "'?)" : "");
	free(names);
	return -1;
}

int place_check(const struct selector_term *t, const struct topology *topo, struct err *e)
{
	const struct hosts *h = &topo->hosts;
	struct ids there = {0};
	bool is_empty;

	if (h->len == 0)
		return err_set(
			e, CODE_SELECTOR_NOBODY,
			"'%s' is for a cluster over several hosts, and this one is on one "
			"engine: name its hosts under 'cluster: hosts', or by --hosts",
			selector_title(t->kind));
	if (!t->name)
		return 0;
	if (is_of_racks(t) ? !hosts_have_rack(h, t->name)
			   : hosts_index(h, t->name) == h->len)
		return no_such_place(t, h, e);
	place_named(t, topo, &there);
	is_empty = there.len == 0;
	ids_release(&there);
	return is_empty ? err_set(e, CODE_SELECTOR_NOBODY, "no node is %s %s '%s'",
				  is_of_racks(t) ? "in" : "on", selector_title(t->kind),
				  t->name)
			: 0;
}

/* ---- in the run ---- */

int pick_place(const struct selector_world *w, const struct selector_term *t,
	       struct ids *out, struct strbuf *note, struct err *e)
{
	if (place_check(t, w->topology, e) < 0)
		return -1;
	place_named(t, w->topology, out);
	strbuf_addf(note, ", %s %s %s", is_of_racks(t) ? "in" : "on",
		    selector_title(t->kind), t->name);
	return 0;
}

/* "a, b" of the nodes, each once. */
static void add_places(const struct selector_term *t, const struct topology *topo,
		       const struct ids *nodes, struct strbuf *out)
{
	const char *last = NULL;

	for (size_t i = 0; i < nodes->len; i++) { /* one place after the other */
		const char *name = place_of(t, topo,
					    topology_any_by_id(topo, nodes->id[i]));

		if (!last || strcmp(last, name) != 0)
			strbuf_addf(out, "%s%s", last ? ", " : "", name);
		last = name;
	}
}

int pick_places(const struct selector_world *w, const struct selector_term *t,
		struct ids *out, struct strbuf *note, struct err *e)
{
	struct strbuf own = STRBUF_INIT;
	struct ids from = {0};
	int rc = place_check(t, w->topology, e);

	if (rc == 0)
		rc = pick_item(w, t->of, &from, &own, e);
	if (rc == 0) {
		place_around(t, w->topology, &from, out);
		strbuf_addf(note, ", %s ", is_of_racks(t) ? "in" : "on");
		add_places(t, w->topology, out, note);
		strbuf_addstr(note, ", of ");
		pick_describe(w, t->of, &from, &own, note);
	}
	ids_release(&from);
	strbuf_release(&own);
	return rc;
}
