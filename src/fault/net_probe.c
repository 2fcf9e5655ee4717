/* Can the engine's kernel do it? Tried in a helper's own network namespace, where it hurts nobody. */
#include "base/str.h"
#include "fault/job.h"
#include "fault/net.h"

/* `try MODULE COMMAND...`: what the kernel refuses is named by the module it takes. */
static const char frame[] =
	"has() { command -v \"$1\" >/dev/null || { echo \"no-tool $1\"; exit 3; }; }\n"
	"try() {\n"
	"  m=$1; shift\n"
	"  said=$(\"$@\" 2>&1) || { echo \"no-module $m\"; exit 3; }\n"
	"}\n"
	"has iptables\n"
	"has tc\n"
	"ipt=iptables\n"
	"$ipt -w 5 -S INPUT >/dev/null 2>&1 || ipt=iptables-legacy\n";

static const char rules[] =
	"try nf_tables $ipt -N KCHAOS\n"
	"try xt_comment $ipt -A KCHAOS -m comment --comment kchaos -j DROP\n";

static const char loss[] =
	"try xt_statistic $ipt -A KCHAOS -m statistic --mode random --probability 0.5 -j "
	"DROP\n";

static const char rate[] =
	"try sch_tbf tc qdisc add dev lo root tbf rate 1mbps burst 32768 latency 400ms\n"
	"try ifb ip link add kchaos0 type ifb\n"
	"try sch_ingress tc qdisc add dev lo handle ffff: ingress\n"
	"try act_mirred tc filter add dev lo parent ffff: protocol ip u32 match u32 0 0 "
	"action mirred egress redirect dev kchaos0\n";

static const char netem[] = "try sch_netem tc qdisc add dev lo root netem delay 1ms\n";

static const char aim[] = "try sch_htb tc qdisc replace dev lo root handle 1: htb\n"
			  "try cls_u32 tc filter add dev lo parent 1: protocol ip u32 "
			  "match u32 0 0 flowid 1:1\n";

/* "no-module sch_netem" */
static const char *named(const char *said, const char *word)
{
	const char *at = strstr(said, word);

	return at ? at + strlen(word) : NULL;
}

static int refuse(const struct strbuf *out, int code, struct err *e)
{
	const char *said = strbuf_text(out);
	const char *tool = named(said, "no-tool "), *module = named(said, "no-module ");
	const char *name = module ? module : tool ? tool : said;
	int len = (int)strcspn(name, "\n");

	if (module)
		return err_set(e, CODE_KERNEL_MODULE,
			       "the engine's kernel has no %.*s: load the module on the "
			       "engine's host (modprobe %.*s; cloud images have it in a "
			       "package such as linux-modules-extra)",
			       len, name, len, name);
	if (tool)
		return err_set(
			e, CODE_HELPER_MISSING,
			"the helper's image has no '%.*s': compose/image/helper.sh "
			"builds one that has",
			len, name);
	return err_set(e, CODE_HELPER_FAILED,
		       "a try in a helper failed: %.*s (exit code %d)", len, name, code);
}

static int try_on(struct action_ctx *ctx, const struct node *node, const char *what,
		  const char *more, struct err *e)
{
	struct strbuf script = STRBUF_INIT, out = STRBUF_INIT;
	struct helper_job job = {.caps = "NET_ADMIN NET_RAW"};
	int code = 0, rc;

	strbuf_addf(&script, "%s%s%s", frame, what, more);
	job.script = strbuf_text(&script);
	rc = cluster_help(ctx->cluster, node, &job, &code, &out, e);
	if (rc == 0 && code != 0)
		rc = refuse(&out, code, e);
	strbuf_release(&script);
	strbuf_release(&out);
	return rc;
}

static bool is_first_of_its_host(const struct topology *t, size_t i)
{
	for (size_t k = 0; k < i; k++)
		if (t->nodes[k].host == t->nodes[i].host)
			return false;
	return true;
}

/* On each host: their kernels may differ. */
static int try(struct action_ctx *ctx, const char *what, const char *more, struct err *e)
{
	const struct topology *t = ctx->topology;

	for (size_t i = 0; i < t->len; i++) {
		const struct host *h = topology_host(t, &t->nodes[i]);

		if (is_first_of_its_host(t, i) &&
		    try_on(ctx, &t->nodes[i], what, more, e) < 0)
			return h ? err_wrap(e, "host '%s'", h->name) : -1;
	}
	return 0;
}

int net_possible_rules(struct action_ctx *ctx, UNUSED const struct action_plan *a,
		       struct err *e)
{
	return try(ctx, rules, "", e);
}

int net_possible_loss(struct action_ctx *ctx, UNUSED const struct action_plan *a,
		      struct err *e)
{
	return try(ctx, rules, loss, e);
}

int net_possible_rate(struct action_ctx *ctx, const struct action_plan *a, struct err *e)
{
	return try(ctx, rate, params_get(&a->params, "from") ? aim : "", e);
}

int net_possible_netem(struct action_ctx *ctx, UNUSED const struct action_plan *a,
		       struct err *e)
{
	return try(ctx, netem, aim, e);
}
