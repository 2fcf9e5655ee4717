#include "view_kit.h"

#include "base/mem.h"

/* Three combined nodes 1..3 and a broker 4; times in ms. */
static struct node nodes[] = {
	{.id = 1, .roles = ROLE_BROKER | ROLE_CONTROLLER},
	{.id = 2, .roles = ROLE_BROKER | ROLE_CONTROLLER},
	{.id = 3, .roles = ROLE_BROKER | ROLE_CONTROLLER},
	{.id = 4, .roles = ROLE_BROKER},
};
static const struct topology topology = {.nodes = nodes, .len = 4};

struct view told;

void view_kit_begin(void)
{
	view_init(&told, &topology);
}

void view_kit_end(void)
{
	view_release(&told);
}

int64_t at_ms(int64_t n)
{
	return n * NS_PER_MS;
}

void tell_reach(int64_t at, int32_t node, enum side side, bool up)
{
	struct event ev = EVENT(REACH, at_ms(at));

	ev.node = node;
	ev.side = side;
	ev.up = up;
	view_apply(&told, &ev);
}

void tell_claim(int64_t at, int32_t node, int32_t epoch, int64_t high_watermark)
{
	struct event ev = EVENT(CLAIM, at_ms(at));

	ev.node = node;
	ev.up = true;
	ev.epoch = epoch;
	ev.offset = high_watermark;
	view_apply(&told, &ev);
}

void tell_no_claim(int64_t at, int32_t node)
{
	struct event ev = EVENT(CLAIM, at_ms(at));

	ev.node = node;
	view_apply(&told, &ev);
}

void tell_belief(int64_t at, int32_t node, int32_t leader, int32_t epoch)
{
	struct event ev = EVENT(BELIEF, at_ms(at));

	ev.node = node;
	ev.leader = leader;
	ev.epoch = epoch;
	view_apply(&told, &ev);
}

void tell_metadata(int64_t at, int32_t node, int64_t offset)
{
	struct event ev = EVENT(METADATA, at_ms(at));

	ev.node = node;
	ev.offset = offset;
	view_apply(&told, &ev);
}

void ids_of(struct ids *s, const char *digits)
{
	for (; *digits; digits++)
		ids_add(s, *digits - '0');
}

void tell_partition(int64_t at, int32_t node, int32_t p, int32_t leader, const char *isr)
{
	struct event ev = EVENT(PARTITION, at_ms(at));
	char topic[] = "payments";

	ev.node = node;
	ev.topic = topic;
	ev.partition = p;
	ev.leader = leader;
	ids_of(&ev.replicas, "123");
	ids_of(&ev.isr, isr);
	view_apply(&told, &ev);
	ids_release(&ev.replicas);
	ids_release(&ev.isr);
}

void tell_engine(int64_t at, int32_t node, const char *word)
{
	struct event ev = EVENT(ENGINE, at_ms(at));
	char *copy = xstrdup(word);

	ev.node = node;
	ev.name = copy;
	view_apply(&told, &ev);
	free(copy);
}

int32_t controller_at(int64_t at)
{
	return view_controller(&told, at_ms(at), NULL);
}

void tell_broker(int32_t node, int64_t offset, int32_t leader)
{
	tell_reach(0, node, SIDE_BROKER, true);
	tell_metadata(0, node, offset);
	tell_partition(0, node, 0, leader, "123");
}

void tell_voters(int32_t node, int64_t own, int64_t other)
{
	struct voter_lag voters[] = {{node, own}, {2, other}};
	struct event ev = EVENT(CLAIM, 0);

	ev.node = node;
	ev.up = true;
	ev.voters = voters;
	ev.n_voters = 2;
	view_apply(&told, &ev);
	voters[0].log_end_offset = -99; /* the view has its own */
}
