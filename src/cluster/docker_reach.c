/*
 * docker_reach.c - does every host reach every other one over the nodes' network? Asked before a node is made, for
 * what is closed between two machines shows in Kafka only as a quorum that does not come about.
 *
 * It is asked from a container on each host, which stays in an overlay network as long as the cluster: an engine
 * gives up its part of such a network with its last container in it, and whoever joins at that very moment waits
 * in vain ("attaching to network failed ... context deadline exceeded", seen with 20.10).
 */
#include "base/mem.h"
#include "base/str.h"
#include "cluster/docker_faults.h"
#include "cluster/docker_up.h"
#include "cluster/parallel.h"

enum { ASK_MS = 20 * 1000 };

/* A container of ours on a host, from which the others are tried. */
struct outpost {
	char *id;
	char *address; /* where the others try it */
};

struct reaching {
	struct upping *up;
	const struct resource *network; /* NULL: the hosts' own */
	struct outpost *at;             /* as the engines */
};

static const struct hosts *hosts_of(const struct reaching *r)
{
	return &r->up->cluster->engines.hosts;
}

static void describe(const struct reaching *r, char *take_image, struct container_spec *s)
{
	const char *project = r->up->compose->project;

	s->name = xasprintf("%s-outpost", project);
	s->image = take_image;
	s->user = xstrdup("0");
	text_list_add(&s->entrypoint, "sleep");
	text_list_add(&s->entrypoint, "infinity");
	s->restart_policy = xstrdup("unless-stopped"); /* it is back before the nodes */
	text_list_add(&s->health.test, "NONE");
	text_list_add(&s->cap_drop, "ALL");
	text_list_add(&s->cap_add, "NET_RAW"); /* ping */
	if (r->network)
		container_spec_add_network(s)->network = xstrdup(r->network->name);
	else
		s->network_mode = xstrdup("host");
	labels_beside(project, "outpost", r->up->cluster->opts.run_id, r->up->up,
		      &s->labels);
}

static int learn_address(const struct reaching *r, struct engine *en, size_t i,
			 struct err *e)
{
	struct container_state s = {0};
	enum engine_result result;

	if (!r->network) {
		r->at[i].address = xstrdup(hosts_of(r)->at[i].address);
		return 0;
	}
	result = container_inspect(en, r->at[i].id, &s, e);
	if (result == ENGINE_DONE && s.n_networks > 0 && s.networks[0].ipv4)
		r->at[i].address = xstrdup(s.networks[0].ipv4);
	container_state_release(&s);
	if (r->at[i].address && *r->at[i].address)
		return 0;
	return result == ENGINE_FAILED
		       ? -1
		       : err_set(e, CODE_HELPER_FAILED,
				 "a container in network '%s' has no address there",
				 r->network->name);
}

static int set_up(void *arg, size_t i, struct err *e)
{
	struct reaching *r = arg;
	struct engine_pool *pool = &r->up->cluster->engines.pools[i];
	struct engine *en = pool_take(pool, &r->up->cluster->stop, e);
	char *image = en ? helper_image(en, e) : NULL;
	struct container_spec spec = {0};
	int rc = -1;

	if (image) {
		describe(r, image, &spec);
		rc = container_create(en, &spec, &r->at[i].id, e);
	}
	if (rc == 0 && container_start(en, r->at[i].id, e) == ENGINE_FAILED)
		rc = -1;
	if (rc == 0)
		rc = learn_address(r, en, i, e);
	container_spec_release(&spec);
	pool_put(pool, en);
	return rc < 0 ? engines_blame(&r->up->cluster->engines, i, e) : 0;
}

/*
 * A line for each address: what is wrong, or "ok". The first that is wrong is the last: each takes seconds, and
 * there may be many hosts. Without ping in the image, a port where nobody listens is tried: a refusal has come
 * all the way, too. The largest packet that the interface lets out is sent whole.
 */
const char upping_reach_script[] =
	"whole() { ping -c 1 -W 2 -M do -s $((mtu - head)) \"$to\" >/dev/null 2>&1; }\n"
	"heard() { ping -c 1 -W 2 \"$to\" >/dev/null 2>&1; }\n"
	"for to in \"$@\"; do\n"
	"if command -v ping >/dev/null; then\n"
	"  dev=$(ip -o route get \"$to\" | sed 's/.* dev \\([^ ]*\\).*/\\1/')\n"
	"  mtu=$(cat /sys/class/net/$dev/mtu)\n"
	"  case $to in *:*) head=48 ;; *) head=28 ;; esac\n"
	"  heard || heard || { echo silent; exit; }\n"
	"  [ \"$dev\" = lo ] || whole || whole || { echo \"mtu $mtu\"; exit; }\n"
	"else\n"
	"  timeout 3 bash -c \": < /dev/tcp/$to/9\" 2>/dev/null\n"
	"  [ $? != 124 ] || { echo silent; exit; }\n"
	"fi; echo ok; done\n";

static int refuse(const struct reaching *r, size_t from, size_t to, const char *word,
		  struct err *e)
{
	const struct host *a = &hosts_of(r)->at[from], *b = &hosts_of(r)->at[to];

	if (str_starts(word, "mtu "))
		return err_set(
			e, CODE_HOST_UNREACHED,
			"packets of %s bytes do not get from host '%s' to host '%s' in one "
			"piece, smaller ones do: the network's MTU is larger than the way "
			"between them bears; %s",
			word + 4, a->name, b->name,
			r->network ? "set 'driver_opts: {com.docker.network.driver.mtu: "
				     "1400}' on the Compose file's network"
				   : "lower the MTU of the hosts' interfaces");
	return r->network
		       ? err_set(e, CODE_HOST_UNREACHED,
				 "host '%s' does not reach host '%s' over the overlay "
				 "network: between %s and %s open udp 4789 (its packets) "
				 "and tcp and udp 7946 (who is where)",
				 a->name, b->name, a->address, b->address)
		       : err_set(e, CODE_HOST_UNREACHED,
				 "host '%s' does not reach host '%s' at %s: a firewall or a "
				 "wrong 'address'",
				 a->name, b->name, b->address);
}

static int judge(const struct reaching *r, size_t from, char *lines, struct err *e)
{
	for (size_t to = 0; to < r->up->n_engines; to++) {
		size_t n = strcspn(lines, "\n");

		if (to == from)
			continue;
		if (lines[n] == '\0')
			return err_set(e, CODE_HELPER_FAILED,
				       "host '%s' did not tell whom it reaches: %s",
				       hosts_of(r)->at[from].name, lines);
		lines[n] = '\0';
		if (strcmp(lines, "ok") != 0)
			return refuse(r, from, to, lines, e);
		lines += n + 1;
	}
	return 0;
}

static int ask(const struct reaching *r, struct engine *en, size_t i,
	       struct exec_result *out, struct err *e)
{
	struct exec_spec spec = {.called = "the reach check", .timeout_ms = ASK_MS};
	enum engine_result result;

	text_list_add(&spec.cmd, "bash");
	text_list_add(&spec.cmd, "-c");
	text_list_add(&spec.cmd, upping_reach_script);
	text_list_add(&spec.cmd, "reach");
	for (size_t k = 0; k < r->up->n_engines; k++)
		if (k != i)
			text_list_add(&spec.cmd, r->at[k].address);
	result = container_exec(en, r->at[i].id, &spec, out, e);
	text_list_release(&spec.cmd);
	if (result == ENGINE_GONE)
		return err_set(e, CODE_HELPER_FAILED,
			       "somebody removed the container of the reach check");
	return result == ENGINE_DONE ? 0 : -1;
}

static int try_others(void *arg, size_t i, struct err *e)
{
	struct reaching *r = arg;
	struct engine_pool *pool = &r->up->cluster->engines.pools[i];
	struct engine *en = pool_take(pool, &r->up->cluster->stop, e);
	struct exec_result result = {0};
	int rc = en ? ask(r, en, i, &result, e) : -1;

	if (rc < 0) {
		(void)engines_blame(&r->up->cluster->engines, i, e);
	} else {
		char *lines = xstrdup(strbuf_text(&result.out));

		rc = judge(r, i, lines, e);
		free(lines);
	}
	exec_result_release(&result);
	pool_put(pool, en);
	return rc;
}

static void pulse(void *arg)
{
	const struct reaching *r = arg;

	upping_pulse(r->up);
}

/* What cannot be removed now goes with the project. */
static int dismiss(void *arg, size_t i, UNUSED struct err *e)
{
	struct reaching *r = arg;
	struct engine_pool *pool = &r->up->cluster->engines.pools[i];
	struct err ignored = {0};
	struct engine *en = pool_take(pool, NULL, &ignored);

	if (en && r->at[i].id)
		(void)container_remove(en, r->at[i].id, true, true, &ignored);
	pool_put(pool, en);
	return 0;
}

static const struct resource *network_of(const struct compose *c)
{
	for (size_t i = 0; i < c->n_networks; i++)
		if (c->networks[i].is_used)
			return &c->networks[i];
	return NULL;
}

int upping_check_reach(struct upping *u, struct err *e)
{
	struct reaching r = {.up = u, .network = network_of(u->compose)};
	struct err ignored = {0};
	int rc;

	if (u->n_engines == 1)
		return 0;
	if (upping_tell(u, "checking that the hosts reach each other", e) < 0)
		return -1;
	r.at = xcalloc(u->n_engines, sizeof(*r.at));
	rc = parallel(u->n_engines, set_up, pulse, &r, e);
	if (rc == 0)
		rc = parallel(u->n_engines, try_others, pulse, &r, e);
	if (!r.network)
		(void)parallel(u->n_engines, dismiss, pulse, &r, &ignored);
	for (size_t i = 0; i < u->n_engines; i++) {
		free(r.at[i].id);
		free(r.at[i].address);
	}
	free(r.at);
	return rc;
}
