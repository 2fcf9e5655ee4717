#include "base/mem.h"
#include "base/strbuf.h"
#include "model/hosts.h"
#include "model/topology.h"

/* Who sits where already. */
struct seating {
	const struct hosts *hosts;
	struct topology *topology;
	bool *is_seated; /* as the topology's nodes */
};

/* How full a host is for a node: compared from left to right. */
struct crowd {
	size_t rack_alike; /* nodes in its rack that share a role */
	size_t host_alike;
	size_t host_all;
};

static struct crowd crowd_at(const struct seating *s, const struct node *n, size_t host)
{
	struct crowd c = {0};

	for (size_t i = 0; i < s->topology->len; i++) {
		const struct node *other = &s->topology->nodes[i];
		bool alike = (other->roles & n->roles) != 0;

		if (!s->is_seated[i])
			continue;
		if (strcmp(s->hosts->at[other->host].rack, s->hosts->at[host].rack) == 0)
			c.rack_alike += alike;
		if (other->host == (int32_t)host) {
			c.host_alike += alike;
			c.host_all++;
		}
	}
	return c;
}

static bool is_emptier(const struct crowd *a, const struct crowd *b)
{
	if (a->rack_alike != b->rack_alike)
		return a->rack_alike < b->rack_alike;
	if (a->host_alike != b->host_alike)
		return a->host_alike < b->host_alike;
	return a->host_all < b->host_all;
}

/* The emptiest host of a rack (NULL: of all), the first of several. */
static int32_t emptiest(const struct seating *s, const struct node *n, const char *rack)
{
	struct crowd least = {0};
	int32_t best = -1;

	for (size_t i = 0; i < s->hosts->len; i++) {
		struct crowd c;

		if (rack && strcmp(s->hosts->at[i].rack, rack) != 0)
			continue;
		c = crowd_at(s, n, i);
		if (best >= 0 && !is_emptier(&c, &least))
			continue;
		best = (int32_t)i;
		least = c;
	}
	return best;
}

static void seat(struct seating *s, struct node *n, const char *where)
{
	size_t host = where ? hosts_index(s->hosts, where) : s->hosts->len;

	n->host = host < s->hosts->len ? (int32_t)host : emptiest(s, n, where);
	if (!is_companion(n->id))
		s->is_seated[topology_index(s->topology, n->id)] = true;
}

static void seat_named(struct seating *s)
{
	for (size_t i = 0; i < s->topology->len; i++) {
		struct node *n = &s->topology->nodes[i];
		const char *where = params_text(&s->hosts->place, n->name, NULL);

		if (where)
			seat(s, n, where);
	}
}

static void seat_rest(struct seating *s, unsigned role)
{
	for (size_t i = 0; i < s->topology->len; i++)
		if (!s->is_seated[i] && (s->topology->nodes[i].roles & role))
			seat(s, &s->topology->nodes[i], NULL);
}

/* Companions count for nothing: the first host, unless they are named. */
static void seat_companions(struct seating *s)
{
	for (size_t i = 0; i < s->topology->n_companions; i++) {
		struct node *n = &s->topology->companions[i];

		seat(s, n, params_text(&s->hosts->place, n->name, s->hosts->at[0].name));
	}
}

static int check_names(const struct hosts *h, const struct topology *t, struct err *e)
{
	for (size_t i = 0; i < h->place.len; i++) {
		const char *node = h->place.item[i].name, *where = h->place.item[i].text;

		if (!topology_any_by_name(t, node))
			return err_set(e, CODE_PLACEMENT,
				       "'place' names '%s', which is no service of the "
				       "Compose file",
				       node);
		if (hosts_index(h, where) == h->len && !hosts_have_rack(h, where))
			return err_set(e, CODE_PLACEMENT,
				       "'place' puts '%s' on '%s', which is neither a "
				       "host nor a rack",
				       node, where);
	}
	return 0;
}

static size_t voters_on(const struct topology *t, int32_t host)
{
	size_t n = 0;

	for (size_t i = 0; i < t->len; i++)
		n += t->nodes[i].host == host && (t->nodes[i].roles & ROLE_CONTROLLER);
	return n;
}

static int check_quorum(const struct hosts *h, const struct topology *t, struct err *e)
{
	size_t voters = topology_voters(t), bearable = quorum_minority(voters);

	if (h->len == 1 || h->quorum_on_one_host)
		return 0;
	for (size_t i = 0; i < h->len; i++) {
		size_t here = voters_on(t, (int32_t)i);

		if (here > bearable)
			return err_set(
				e, CODE_PLACEMENT,
				"%zu of %zu voters would be on host '%s', so that its loss takes "
				"the quorum: give more hosts, move voters with 'place', or say "
				"'quorum_on_one_host: true'",
				here, voters, h->at[i].name);
	}
	return 0;
}

int hosts_place(const struct hosts *h, struct topology *t, struct err *e)
{
	struct seating s = {.hosts = h, .topology = t};

	if (h->len == 0)
		return 0;
	if (check_names(h, t, e) < 0)
		return -1;
	s.is_seated = xcalloc(t->len + 1, sizeof(bool));
	seat_named(&s);
	seat_rest(&s, ROLE_CONTROLLER);
	seat_rest(&s, ROLE_BROKER);
	seat_companions(&s);
	free(s.is_seated);
	hosts_release(&t->hosts);
	hosts_copy(&t->hosts, h);
	return check_quorum(h, t, e);
}
