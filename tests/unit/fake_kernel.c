#include "fake_kernel.h"

#include "base/mem.h"
#include "base/str.h"

enum { NAMESPACES = 16 };

/* By node id. A node that was started anew has a fresh one. */
static struct namespace
{
	int64_t since_wall_ns;
	char *rules; /* as iptables-save shows them */
	bool shapes_out, shapes_in;
}
namespaces[NAMESPACES];

static void forget(struct namespace *n, int64_t since_wall_ns)
{
	free(n->rules);
	*n = (struct namespace){.since_wall_ns = since_wall_ns, .rules = xstrdup("")};
}

void fake_kernel_begin(void)
{
	for (size_t i = 0; i < NAMESPACES; i++)
		forget(&namespaces[i], NEVER);
}

void fake_kernel_end(void)
{
	for (size_t i = 0; i < NAMESPACES; i++) {
		free(namespaces[i].rules);
		namespaces[i].rules = NULL;
	}
}

static void look(const struct namespace *n, struct strbuf *out)
{
	strbuf_addstr(out, n->rules);
	if (*n->rules)
		strbuf_addstr(out, "[9:540] -A INPUT -j KCHAOS\n");
	if (n->shapes_out)
		strbuf_addstr(out, "qdisc tbf 6b63: dev eth0 root refcnt 2\n");
	if (n->shapes_in)
		strbuf_addstr(out, "qdisc tbf 6b63: dev kchaos0 root refcnt 2\n");
}

/* "$(n 7:0) -A KCHAOS -s 10.0.0.2 -m comment --comment kchaos:7:0 -j DROP": the counters are the
 * shell's business. */
static void refill(struct namespace *n, const char *script)
{
	struct strbuf rules = STRBUF_INIT;

	for (const char *line = script; *line;) {
		size_t len = strcspn(line, "\n");
		const char *rule = str_starts(line, "$(n ") ? strchr(line, ')') : NULL;

		if (rule)
			strbuf_addf(&rules, "[3:180]%.*s\n",
				    (int)(len - (size_t)(rule + 1 - line)), rule + 1);
		line += len + (line[len] != '\0');
	}
	free(n->rules);
	n->rules = strbuf_detach(&rules);
}

static bool is_plugged(struct fake_cluster *f, int32_t node)
{
	char *faults = fake_cluster_faults(f);
	char *line = xasprintf("node %d unplugged", node);
	bool is = !strstr(faults, line);

	free(line);
	free(faults);
	return is;
}

bool fake_kernel_answer(struct fake_cluster *f, const struct node *node,
			const struct helper_job *job, int *out_exit_code,
			struct strbuf *out)
{
	struct namespace *n = &namespaces[node->id % NAMESPACES];
	int64_t since = fake_cluster_state(f, node->id).started_wall_ns;
	bool plugged = is_plugged(f, node->id);

	*out_exit_code = 0;
	if (str_starts(job->script, "has() {"))
		return true; /* a probe: it can all be done here */
	if (!str_starts(job->script, "ipt="))
		return false;
	if (n->since_wall_ns != since)
		forget(n, since);
	strbuf_addf(out, "kchaos: at 1763797400.123456789%s\nkchaos: was\n",
		    plugged ? " eth0" : "");
	look(n, out);
	refill(n, job->script);
	n->shapes_out = plugged && strstr(job->script, "add dev \"$d\" root handle");
	n->shapes_in = strstr(job->script, "add dev kchaos0 root handle") != NULL;
	strbuf_addstr(out, "kchaos: is\n");
	look(n, out);
	fake_cluster_mark(f, node->id, "net",
			  *n->rules || n->shapes_out || n->shapes_in ? "changed" : "");
	return true;
}
