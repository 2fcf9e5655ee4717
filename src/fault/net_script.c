/* The script that a helper runs in a node's network namespace. */
#include "fault/net_script.h"

/* iptables is the nftables one or, on kernels without, the legacy one. `look` prints what is ours. */
static const char head[] =
	"ipt=iptables\n"
	"$ipt -w 5 -S INPUT >/dev/null 2>&1 || ipt=iptables-legacy\n"
	"rules() { $ipt-save -c -t filter 2>/dev/null | grep KCHAOS || :; }\n"
	"look() { rules; tc qdisc show; }\n"
	"n() {\n"
	"  c=$(echo \"$was\" | sed -n \"s/^\\(\\[[0-9:]*\\]\\) .*kchaos:$1\\\"* .*/\\1/p\")\n"
	"  echo \"${c:-[0:0]}\"\n"
	"}\n"
	"was=$(look)\n"
	"devices=$(ip -o -4 addr show scope global | cut -d' ' -f2 | sort -u)\n";

/* IPv4 is what is cut: nothing may go past it. */
static const char no_ipv6[] =
	"if ip -o -6 addr show scope global | grep -q .; then\n"
	"  echo 'it has IPv6 addresses too, and only IPv4 would be cut off: leave "
	"enable_ipv6 out of the network'\n"
	"  exit 4\n"
	"fi\n";

static const char refill[] = "$ipt-restore -w 5 --noflush --counters <<END\n"
			     "*filter\n"
			     ":KCHAOS - [0:0]\n";
static const char hook[] = "COMMIT\n"
			   "END\n"
			   "$ipt -w 5 -C INPUT -j KCHAOS 2>/dev/null || "
			   "$ipt -w 5 -I INPUT 1 -j KCHAOS\n";

static const char remove_rules[] =
	"case \"$was\" in *KCHAOS*)\n"
	"  while $ipt -w 5 -D INPUT -j KCHAOS 2>/dev/null; do :; done\n"
	"  $ipt -w 5 -F KCHAOS\n"
	"  $ipt -w 5 -X KCHAOS ;;\n"
	"esac\n";

static const char remove_shape[] =
	"for d in $devices; do\n"
	"  if tc qdisc show dev \"$d\" | grep -q ' 6b63: root'; then\n"
	"    tc qdisc del dev \"$d\" root\n"
	"  fi\n"
	"  if tc filter show dev \"$d\" parent ffff: 2>/dev/null | grep -q kchaos0; then\n"
	"    tc qdisc del dev \"$d\" ingress\n"
	"  fi\n"
	"done\n"
	"if ip link show kchaos0 >/dev/null 2>&1; then ip link del kchaos0; fi\n";

static const char make_ingress[] = "ip link add kchaos0 type ifb\n"
				   "ip link set kchaos0 up\n";
static const char lead_in[] =
	"tc qdisc add dev \"$d\" handle ffff: ingress\n"
	"tc filter add dev \"$d\" parent ffff: protocol ip u32 match u32 0 0 "
	"action mirred egress redirect dev kchaos0\n";

static const char tail[] = "echo \"kchaos: at $(date +%s.%N)\" $devices\n"
			   "echo 'kchaos: was'\n"
			   "echo \"$was\"\n"
			   "echo 'kchaos: is'\n"
			   "look\n";

/* Nobody that the fault is for has an address. */
static bool is_aimless(const struct net_wish *aim, const struct net_world *w)
{
	if (!aim || !aim->from.len)
		return false;
	for (size_t i = 0; i < w->topology->len; i++)
		if (ids_has(&aim->from, w->topology->nodes[i].id) && *w->addresses[i])
			return false;
	return true;
}

static bool wants_rules(const struct net_plan *p)
{
	for (size_t i = 0; i < p->len; i++)
		if (p->items[i].wish.kind == NET_DROP ||
		    p->items[i].wish.kind == NET_LOSS)
			return true;
	return false;
}

static void add_rules(struct net_plan *p, const struct net_world *w, struct strbuf *out)
{
	if (!wants_rules(p)) {
		strbuf_addstr(out, remove_rules);
		return;
	}
	strbuf_addstr(out, no_ipv6);
	strbuf_addstr(out, refill);
	net_rules(p, w, out);
	strbuf_addstr(out, hook);
}

/* From scratch: qdiscs have no "make it so" over another kind. */
static void add_shape(const struct net_shape *s, const struct net_world *w,
		      struct strbuf *out)
{
	strbuf_addstr(out, remove_shape);
	if (s->in_rate) {
		strbuf_addstr(out, make_ingress);
		net_shape_in(s, out);
	}
	strbuf_addstr(out, "for d in $devices; do :\n");
	net_shape_out(s, w, out);
	if (s->in_rate)
		strbuf_addstr(out, lead_in);
	strbuf_addstr(out, "done\n");
}

void net_script(struct net_plan *p, const struct net_world *w, struct strbuf *out)
{
	p->is_aimless = is_aimless(p->shape.aim, w);
	strbuf_addstr(out, head);
	add_rules(p, w, out);
	add_shape(&p->shape, w, out);
	strbuf_addstr(out, tail);
}
