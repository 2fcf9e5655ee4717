#include "kafka/api_commits.h"

enum {
	MIN_TOPIC = 1 + 1 + 1,
	MIN_COMMIT = 4 + 2 + 1,
	MIN_COMMITTED = 4 + 8 + 4 + 1 + 2 + 1,
};

/* One topic with one partition was asked for: exactly that must come. */
static void get_only_partition(struct wire_reader *r, size_t min_bytes)
{
	r->bad = wire_get_count(r, MIN_TOPIC) != 1 || r->bad;
	wire_skip_bytes(r); /* the topic */
	r->bad = wire_get_count(r, min_bytes) != 1 || r->bad;
	(void)wire_get_i32(r); /* the partition */
}

static void skip_ends(struct wire_reader *r)
{
	wire_skip_tags(r); /* the partition's */
	wire_skip_tags(r); /* the topic's */
}

void commit_request(struct strbuf *body, const struct commit *c)
{
	wire_put_str(body, c->group);
	wire_put_i32(body, c->generation);
	wire_put_str(body, c->member);
	wire_put_str(body, NULL); /* instance */
	wire_put_count(body, 1);
	wire_put_str(body, c->topic);
	wire_put_count(body, 1);
	wire_put_i32(body, c->partition);
	wire_put_i64(body, c->offset);
	wire_put_i32(body, -1);   /* leader epoch: not known */
	wire_put_str(body, NULL); /* metadata */
	wire_put_no_tags(body);
	wire_put_no_tags(body);
	wire_put_no_tags(body);
}

int commit_decode(int16_t *out_error, struct wire_reader *r, struct err *e)
{
	int16_t error;

	(void)wire_get_i32(r); /* throttle time */
	get_only_partition(r, MIN_COMMIT);
	error = wire_get_i16(r);
	skip_ends(r);
	wire_skip_tags(r);
	if (wire_done(r, KAPI_OFFSET_COMMIT, e) < 0)
		return -1;
	*out_error = error;
	return 0;
}

void committed_request(struct strbuf *body, const char *group, const char *topic,
		       int32_t partition)
{
	wire_put_str(body, group);
	wire_put_count(body, 1);
	wire_put_str(body, topic);
	wire_put_count(body, 1);
	wire_put_i32(body, partition);
	wire_put_no_tags(body);
	wire_put_bool(body, false); /* also while a transaction is open */
	wire_put_no_tags(body);
}

static void get_committed(struct committed *c, struct wire_reader *r)
{
	get_only_partition(r, MIN_COMMITTED);
	c->offset = wire_get_i64(r);
	(void)wire_get_i32(r); /* leader epoch */
	wire_skip_bytes(r);    /* metadata */
	c->error = wire_get_i16(r);
	skip_ends(r);
}

/* An error of the group may come without partitions. */
static bool has_topics(const struct wire_reader *r)
{
	struct wire_reader look = *r;

	return wire_get_uvarint(&look) > 1;
}

int committed_decode(struct committed *out, struct wire_reader *r, struct err *e)
{
	struct committed c = {.offset = -1};
	int16_t error;
	bool told;

	(void)wire_get_i32(r); /* throttle time */
	told = has_topics(r);
	if (told)
		get_committed(&c, r);
	else
		(void)wire_get_count(r, MIN_TOPIC);
	error = wire_get_i16(r);
	wire_skip_tags(r);
	r->bad = r->bad || (!told && !error); /* neither an offset nor a reason */
	if (wire_done(r, KAPI_OFFSET_FETCH, e) < 0)
		return -1;
	if (error)
		c.error = error;
	if (c.error)
		c.offset = -1;
	*out = c;
	return 0;
}
