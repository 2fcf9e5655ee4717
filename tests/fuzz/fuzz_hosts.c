/*
 * Any text as a hosts file: hosts that can be told apart, noted for `kchaos heal` and read again as they were, and nodes placed
 * on them; or errors that say why.
 */
#include "kit.h"

#include "base/file.h"
#include "cli/hosts.h"
#include "scenario/scenario.h"

static bool same_text(const char *a, const char *b)
{
	return a == b || (a && b && strcmp(a, b) == 0);
}

/* Folders of certificates are noted from the root. */
static void must_be_same(const struct host *a, const struct host *b)
{
	MUST(same_text(a->name, b->name) && same_text(a->rack, b->rack));
	MUST(same_text(a->engine, b->engine) && same_text(a->address, b->address));
	MUST(same_text(a->engine_stop, b->engine_stop));
	MUST(same_text(a->engine_kill, b->engine_kill));
	MUST(same_text(a->engine_start, b->engine_start));
	MUST(!a->tls == !b->tls);
}

static void note(const struct hosts *h)
{
	struct hosts back;
	struct err e = {0};

	(void)setenv("XDG_STATE_HOME", kit_dir(), 1);
	MUST(hosts_note("fuzz", h, &e) == 0);
	MUST(hosts_of_project(NULL, "fuzz", &back, &e) == 0);
	MUST(back.len == h->len && back.network == h->network);
	for (size_t i = 0; i < h->len; i++)
		must_be_same(&h->at[i], &back.at[i]);
	hosts_release(&back);
}

static void place(const struct hosts *h)
{
	struct topology t = kit_topology();
	struct err e = {0};

	if (kit_said_why(hosts_place(h, &t, &e), &e) == 0)
		for (size_t i = 0; i < t.len; i++)
			MUST(t.nodes[i].host >= 0 && (size_t)t.nodes[i].host < h->len);
	topology_release(&t);
}

static void look_at(const struct hosts *h)
{
	struct hosts copy;

	MUST(h->len > 0);
	for (size_t i = 0; i < h->len; i++) {
		MUST(h->at[i].name && h->at[i].engine && h->at[i].rack &&
		     h->at[i].address);
		MUST(hosts_index(h, h->at[i].name) == i);
	}
	hosts_copy(&copy, h);
	hosts_release(&copy);
	note(h);
	place(h);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *path = path_join(kit_dir(), "hosts.yaml");
	struct diags d = DIAGS_INIT;
	struct strbuf text = STRBUF_INIT;
	struct hosts h;

	kit_write("hosts.yaml", data, size);
	if (hosts_load(&h, path, &d) == 0)
		look_at(&h);
	else
		MUST(diags_count_errors(&d) > 0);
	diags_text(&d, &text);
	strbuf_release(&text);
	diags_release(&d);
	hosts_release(&h);
	free(path);
	return 0;
}
