#include "kafka/api_group.h"

enum { KEY_GROUP = 0 }; /* CoordinatorType.GROUP */
enum { MIN_DELETED_GROUP = 1 + 2 + 1 };
enum { MIN_COORDINATOR = 1 + 4 + 1 + 4 + 2 + 1 + 1 };

void coordinator_view_request(struct strbuf *body, const char *group)
{
	wire_put_i8(body, KEY_GROUP);
	wire_put_count(body, 1);
	wire_put_str(body, group);
	wire_put_no_tags(body);
}

/* One group was asked for. The address is not followed: the topology knows better. */
static void get_coordinator(struct coordinator_view *v, struct wire_reader *r)
{
	r->bad = wire_get_count(r, MIN_COORDINATOR) != 1 || r->bad;
	wire_skip_bytes(r); /* the group */
	v->node = wire_get_i32(r);
	wire_skip_bytes(r);    /* host */
	(void)wire_get_i32(r); /* port */
	v->error = wire_get_i16(r);
	v->message = wire_get_nullable_str(r);
	wire_skip_tags(r);
}

int coordinator_view_decode(struct coordinator_view *out, struct wire_reader *r,
			    struct err *e)
{
	struct coordinator_view v = {.node = -1};

	(void)wire_get_i32(r); /* throttle time */
	get_coordinator(&v, r);
	wire_skip_tags(r);
	if (wire_done(r, KAPI_FIND_COORDINATOR, e) < 0) {
		coordinator_view_release(&v);
		return -1;
	}
	if (v.error)
		v.node = -1;
	*out = v;
	return 0;
}

void coordinator_view_release(struct coordinator_view *v)
{
	free(v->message);
	*v = (struct coordinator_view){.node = -1};
}

void delete_group_request(struct strbuf *body, const char *group)
{
	wire_put_count(body, 1);
	wire_put_str(body, group);
	wire_put_no_tags(body);
}

int delete_group_decode(int16_t *out_error, struct wire_reader *r, struct err *e)
{
	int16_t error;

	(void)wire_get_i32(r); /* throttle time */
	r->bad = wire_get_count(r, MIN_DELETED_GROUP) != 1 || r->bad;
	wire_skip_bytes(r); /* the group */
	error = wire_get_i16(r);
	wire_skip_tags(r);
	wire_skip_tags(r);
	if (wire_done(r, KAPI_DELETE_GROUPS, e) < 0)
		return -1;
	*out_error = error;
	return 0;
}
