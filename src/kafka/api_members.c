#include "kafka/api_members.h"

enum { MIN_MEMBER = 1 + 1 + 1 + 1, MIN_LEFT = 1 + 1 + 2 + 1 };

/* Groups of consumers have "consumer", and the coordinator would look into what they say. */
static const char protocol_type[] = "kchaos";
static const char protocol[] = "ask";

void join_request(struct strbuf *body, const struct join *j)
{
	wire_put_str(body, j->group);
	wire_put_i32(body, j->session_timeout_ms);
	wire_put_i32(body, j->rebalance_timeout_ms);
	wire_put_str(body, j->member);
	wire_put_str(body, NULL); /* instance */
	wire_put_str(body, protocol_type);
	wire_put_count(body, 1);
	wire_put_str(body, protocol);
	wire_put_str(body, ""); /* metadata */
	wire_put_no_tags(body);
	wire_put_no_tags(body);
}

static void skip_members(struct wire_reader *r)
{
	for (size_t n = wire_get_count(r, MIN_MEMBER); n > 0 && !r->bad; n--) {
		wire_skip_bytes(r); /* name */
		wire_skip_bytes(r); /* instance */
		wire_skip_bytes(r); /* metadata */
		wire_skip_tags(r);
	}
}

int joined_decode(struct joined *out, struct wire_reader *r, struct err *e)
{
	struct joined j = {0};

	(void)wire_get_i32(r); /* throttle time */
	j.error = wire_get_i16(r);
	j.generation = wire_get_i32(r);
	wire_skip_bytes(r); /* protocol */
	wire_skip_bytes(r); /* leader */
	j.member = wire_get_str(r);
	skip_members(r);
	wire_skip_tags(r);
	if (wire_done(r, KAPI_JOIN_GROUP, e) < 0) {
		joined_release(&j);
		return -1;
	}
	*out = j;
	return 0;
}

void joined_release(struct joined *j)
{
	free(j->member);
	*j = (struct joined){.generation = -1};
}

void sync_request(struct strbuf *body, const char *group, int32_t generation,
		  const char *member)
{
	wire_put_str(body, group);
	wire_put_i32(body, generation);
	wire_put_str(body, member);
	wire_put_str(body, NULL); /* instance */
	wire_put_count(body, 1);
	wire_put_str(body, member);
	wire_put_str(body, ""); /* assignment */
	wire_put_no_tags(body);
	wire_put_no_tags(body);
}

int sync_decode(int16_t *out_error, struct wire_reader *r, struct err *e)
{
	int16_t error;

	(void)wire_get_i32(r); /* throttle time */
	error = wire_get_i16(r);
	wire_skip_bytes(r); /* assignment */
	wire_skip_tags(r);
	if (wire_done(r, KAPI_SYNC_GROUP, e) < 0)
		return -1;
	*out_error = error;
	return 0;
}

void leave_request(struct strbuf *body, const char *group, const char *member)
{
	wire_put_str(body, group);
	wire_put_count(body, 1);
	wire_put_str(body, member);
	wire_put_str(body, NULL); /* instance */
	wire_put_no_tags(body);
	wire_put_no_tags(body);
}

int leave_decode(int16_t *out_error, struct wire_reader *r, struct err *e)
{
	int16_t error, own = 0;

	(void)wire_get_i32(r); /* throttle time */
	error = wire_get_i16(r);
	for (size_t n = wire_get_count(r, MIN_LEFT); n > 0 && !r->bad; n--) {
		wire_skip_bytes(r); /* name */
		wire_skip_bytes(r); /* instance */
		own = wire_get_i16(r);
		wire_skip_tags(r);
	}
	wire_skip_tags(r);
	if (wire_done(r, KAPI_LEAVE_GROUP, e) < 0)
		return -1;
	*out_error = error;
	if (!error)
		*out_error = own;
	return 0;
}
