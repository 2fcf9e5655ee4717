#include "net_kit.h"

#include "base/mem.h"

enum { MOST_WISHES = 8 };

struct topology net_nodes;
static char *addresses[3];
struct net_world net_at;
struct net_plan net_wanted;
struct strbuf net_text;
struct err net_refused;

void net_set_up(void)
{
	static const char *const at[] = {"10.0.0.1", "10.0.0.2 10.1.0.2", ""};

	net_nodes = (struct topology){0};
	for (int i = 0; i < 3; i++) {
		*topology_add(&net_nodes) = (struct node){.id = i + 1,
							  .listens = {9092, 19092, 9093}};
		addresses[i] = xstrdup(at[i]);
	}
	net_at = (struct net_world){&net_nodes, addresses};
	net_wanted = (struct net_plan){
		.node = &net_nodes.nodes[0],
		.items = xcalloc(MOST_WISHES, sizeof(*net_wanted.items))};
	net_text = (struct strbuf)STRBUF_INIT;
	net_refused = (struct err){0};
}

void net_tear_down(void)
{
	for (int i = 0; i < 3; i++)
		free(addresses[i]);
	net_plan_release(&net_wanted);
	topology_release(&net_nodes);
	strbuf_release(&net_text);
}

int net_wish(const char *detail)
{
	struct net_item *item = &net_wanted.items[net_wanted.len];

	ck_assert_uint_lt(net_wanted.len, MOST_WISHES);
	ck_assert_msg(net_wish_read(detail, &item->wish), "%s", detail);
	item->number = (int64_t)++net_wanted.len;
	return net_shape_add(&net_wanted.shape, &item->wish, &net_refused);
}

void check_net_text(const char *want)
{
	ck_assert_str_eq(strbuf_text(&net_text), want);
}

void check_net_has(const char *part)
{
	ck_assert_msg(strstr(strbuf_text(&net_text), part) != NULL, "no '%s' in:\n%s",
		      part, strbuf_text(&net_text));
}

void check_net_has_not(const char *part)
{
	ck_assert_msg(strstr(strbuf_text(&net_text), part) == NULL, "'%s' in:\n%s", part,
		      strbuf_text(&net_text));
}
