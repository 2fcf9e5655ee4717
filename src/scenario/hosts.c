/* hosts.c - the machines a cluster is spread over: in the scenario, or in a file of their own. */
#include "base/file.h"
#include "base/mem.h"
#include "base/str.h"
#include "scenario/build.h"

#include <arpa/inet.h>

enum { HOSTS_MAX = 100, HOST_NAME_MAX_CHARS = 64 };

static char *text_of(const struct params *p, const char *name)
{
	const char *text = params_text(p, name, NULL);

	return text && *text ? xstrdup(text) : NULL;
}

static char *path_of(const struct build *b, const struct params *p, const char *name)
{
	const char *text = params_text(p, name, NULL);

	return text && *text ? path_join(b->dir, text) : NULL;
}

static void check_engine(struct build *b, const struct ynode *map, const struct host *h,
			 const struct hosts *others)
{
	const struct ynode *at = ynode_get(map, "engine");

	if (!h->engine)
		return;
	if (!str_starts(h->engine, "unix://") && !str_starts(h->engine, "tcp://") &&
	    !str_starts(h->engine, "ssh://"))
		diags_found(
			b->diags, CODE_HOST_ENTRY, at,
			"'%s' is no engine's address: unix:///PATH, tcp://HOST:PORT or "
			"ssh://[USER@]HOST[:PORT]",
			h->engine);
	for (size_t i = 0; i < others->len; i++)
		if (others->at[i].engine && strcmp(others->at[i].engine, h->engine) == 0)
			diags_found(b->diags, CODE_HOST_ENTRY, at,
				    "host '%s' has this engine already: each host needs "
				    "one of its own",
				    others->at[i].name);
	if (h->tls && !str_starts(h->engine, "tcp://"))
		diags_found(b->diags, CODE_KEYS_TOGETHER, ynode_get(map, "tls"),
			    "'tls' is for engines at tcp://, this one is at '%s'",
			    h->engine);
}

/* A variable that is not set makes an empty text of one. */
static void check_text(struct build *b, const struct ynode *map, const struct params *p,
		       const char *name)
{
	const char *text = params_text(p, name, NULL);

	if (text && !*text)
		diags_found(b->diags, CODE_EMPTY, ynode_key(map, name), "'%s' is empty",
			    name);
}

/* It becomes part of what nodes advertise, and of other hosts' tables of names. */
static bool is_address(const char *text)
{
	static const char name_chars[] = "abcdefghijklmnopqrstuvwxyz"
					 "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_";
	struct in6_addr a;

	return inet_pton(AF_INET6, text, &a) == 1 ||
	       (text[0] != '-' && text[strspn(text, name_chars)] == '\0');
}

static void check_address(struct build *b, const struct ynode *map, const struct host *h)
{
	if (h->address && !is_address(h->address))
		diags_found(b->diags, CODE_HOST_ENTRY, ynode_get(map, "address"),
			    "'%s' is no host's address: an IP address or a name, without "
			    "port, brackets or '://'",
			    h->address);
}

static void read_host(struct build *b, const struct yentry *entry, struct hosts *out)
{
	struct params p = {0};
	struct host h;

	(void)read_name(b, entry->key, entry->key->text, "a host's name",
			HOST_NAME_MAX_CHARS);
	if (!ynode_is_map(entry->value)) {
		diags_found(b->diags, CODE_WRONG_SHAPE,
			    entry->value ? entry->value : entry->key,
			    "host '%s' wants a mapping with 'engine' and 'address'",
			    entry->key->text);
		return;
	}
	(void)read_fields(b, entry->value, host_fields, NULL, "a host", &p);
	h = (struct host){.name = xstrdup(entry->key->text),
			  .engine = text_of(&p, "engine"),
			  .tls = path_of(b, &p, "tls"),
			  .rack = text_of(&p, "rack"),
			  .address = text_of(&p, "address"),
			  .engine_stop = text_of(&p, "engine_stop"),
			  .engine_kill = text_of(&p, "engine_kill"),
			  .engine_start = text_of(&p, "engine_start")};
	if (!h.rack)
		h.rack = xstrdup(h.name);
	check_text(b, entry->value, &p, "engine");
	check_text(b, entry->value, &p, "address");
	check_engine(b, entry->value, &h, out);
	check_address(b, entry->value, &h);
	*GROW(out->at, out->len) = h;
	params_release(&p);
}

static void read_map(struct build *b, const struct ynode *map, struct hosts *out)
{
	if (map->len == 0)
		diags_found(b->diags, CODE_EMPTY, map, "'hosts' names none");
	if (!read_count(b, map, HOSTS_MAX, "hosts"))
		return;
	yaml_foreach (e, map)
		read_host(b, e, out);
}

/* Where each is put is checked when the nodes are known (hosts_place). */
static void read_rest(struct build *b, const struct ynode *map, const struct params *p,
		      struct hosts *out)
{
	(void)host_network_from(params_text(p, "network", "auto"), &out->network);
	out->quorum_on_one_host = params_num(p, "quorum_on_one_host", 0) != 0;
	read_config(b, ynode_get(map, "place"), "'place'", &out->place);
}

static void read_file(struct build *b, const struct ynode *at, struct hosts *out)
{
	char *path = path_join(b->dir, at->text);

	if (!b->src->trust_files && hosts_load(out, path, b->diags) < 0)
		diags_note(b->diags, at, "the hosts file is named here");
	free(path);
}

/* Keys that mean nothing without hosts are mistakes. */
static void refuse_without(struct build *b, const struct ynode *map)
{
	static const char *const names[] = {"network", "place", "quorum_on_one_host"};

	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		if (ynode_key(map, names[i]))
			diags_found(b->diags, CODE_KEYS_TOGETHER,
				    ynode_key(map, names[i]),
				    "'%s' is about 'hosts', which %s", names[i],
				    ynode_get(map, "hosts")
					    ? "are in a file of their own: say it there"
					    : "are missing");
}

void read_hosts(struct build *b, const struct ynode *map, const struct params *p,
		struct hosts *out)
{
	const struct ynode *hosts = ynode_get(map, "hosts");

	if (ynode_is_map(hosts)) {
		read_map(b, hosts, out);
		read_rest(b, map, p, out);
		return;
	}
	if (ynode_is_map(map))
		refuse_without(b, map);
	if (!hosts)
		return;
	if (ynode_is_scalar(hosts) && !ynode_is_null(hosts))
		read_file(b, hosts, out);
	else
		diags_found(b->diags, CODE_WRONG_SHAPE, ynode_key(map, "hosts"),
			    "'hosts' wants the machines by name, or the path of a hosts "
			    "file, not %s",
			    ynode_kind_name(hosts));
}

static void read_whole(struct build *b, const struct ynode *root, struct hosts *out)
{
	struct params p = {0};

	if (!ynode_is_map(root)) {
		diags_found(b->diags, CODE_WRONG_SHAPE, root,
			    "a hosts file is a mapping with 'hosts', not %s",
			    ynode_kind_name(root));
		return;
	}
	(void)read_fields(b, root, hosts_fields, NULL, "a hosts file", &p);
	if (ynode_is_map(ynode_get(root, "hosts")))
		read_map(b, ynode_get(root, "hosts"), out);
	read_rest(b, root, &p, out);
	params_release(&p);
}

int hosts_load(struct hosts *out, const char *path, struct diags *d)
{
	struct scenario_source src = {.path = path};
	struct build b = {.diags = d, .src = &src, .dir = path_dir(path)};
	size_t before = diags_count_errors(d);
	struct yaml_doc doc = {0};

	*out = (struct hosts){0};
	if (yaml_load(&doc, path, d) == 0) {
		yaml_interpolate(doc.root, scenario_environment, NULL, d);
		read_whole(&b, doc.root, out);
	}
	yaml_release(&doc);
	free(b.dir);
	return diags_count_errors(d) > before ? -1 : 0;
}
