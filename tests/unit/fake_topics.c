#include "fake_topics.h"

#include <stdatomic.h>

static void put_ids(struct strbuf *b, int n)
{
	wire_put_count(b, (size_t)n);
	for (int32_t id = 1; id <= n; id++)
		wire_put_i32(b, id);
}

static size_t of_first_topic(const struct fake_words *w)
{
	size_t n = 0;

	while (n < w->n_partitions &&
	       strcmp(w->partition[n].topic, w->partition[0].topic) == 0)
		n++;
	return n;
}

void fake_put_metadata(struct strbuf *b, const struct fake_words *w)
{
	size_t n = of_first_topic(w);

	wire_put_i32(b, 0);
	wire_put_count(b, 0);
	wire_put_str(b, "cluster");
	wire_put_i32(b, 1);
	wire_put_count(b, n ? 1 : 0);
	if (n) {
		wire_put_i16(b, w->topic_error);
		wire_put_str(b, w->partition[0].topic);
		wire_put_uuid(b, (struct wire_uuid){{9}});
		wire_put_bool(b, false);
		wire_put_count(b, n);
	}
	for (size_t i = 0; i < n; i++) {
		wire_put_i16(b, 0);
		wire_put_i32(b, w->partition[i].partition);
		wire_put_i32(b, w->partition[i].leader);
		wire_put_i32(b, w->partition[i].epoch);
		put_ids(b, 3);
		put_ids(b, w->partition[i].n_isr);
		put_ids(b, 0);
		wire_put_no_tags(b);
	}
	if (n) {
		wire_put_i32(b, 0);
		wire_put_no_tags(b);
	}
	wire_put_no_tags(b);
}

void fake_put_created(struct strbuf *b, const struct fake_words *w)
{
	wire_put_i32(b, 0);
	wire_put_count(b, 1);
	wire_put_str(b, "t");
	wire_put_uuid(b, (struct wire_uuid){{9}});
	wire_put_i16(b, w->create_error);
	wire_put_str(b, NULL);
	wire_put_i32(b, 1);
	wire_put_i16(b, 1);
	wire_put_count(b, 0);
	wire_put_no_tags(b);
	wire_put_no_tags(b);
}

void fake_put_deleted(struct strbuf *b, const struct fake_words *w)
{
	wire_put_i32(b, 0);
	wire_put_count(b, 1);
	wire_put_str(b, "t");
	wire_put_uuid(b, (struct wire_uuid){{9}});
	wire_put_i16(b, w->delete_error);
	wire_put_str(b, NULL);
	wire_put_no_tags(b);
	wire_put_no_tags(b);
}

static atomic_int_fast64_t kept;

void fake_put_coordinator(struct strbuf *b, const struct fake_words *w)
{
	wire_put_i32(b, 0);
	wire_put_count(b, 1);
	wire_put_str(b, "g");
	wire_put_i32(b, w->coordinator);
	wire_put_str(b, "h");
	wire_put_i32(b, 9092);
	wire_put_i16(b, w->find_error);
	wire_put_str(b, NULL);
	wire_put_no_tags(b);
	wire_put_no_tags(b);
}

void fake_put_joined(struct strbuf *b, const struct fake_words *w, struct wire_reader *r)
{
	char *name;
	bool named;

	wire_skip_bytes(r); /* group */
	(void)wire_get_i32(r);
	(void)wire_get_i32(r);
	name = wire_get_str(r);
	named = name && strcmp(name, "m-1") == 0;
	free(name);
	wire_put_i32(b, 0);
	wire_put_i16(b, named ? w->join_error : KERR_MEMBER_ID_REQUIRED);
	wire_put_i32(b, named ? 3 : -1);
	wire_put_str(b, "ask");
	wire_put_str(b, "m-1");
	wire_put_str(b, "m-1");
	wire_put_count(b, 0);
	wire_put_no_tags(b);
}

void fake_put_synced(struct strbuf *b, const struct fake_words *w)
{
	wire_put_i32(b, 0);
	wire_put_i16(b, w->sync_error);
	wire_put_str(b, "");
	wire_put_no_tags(b);
}

void fake_put_left(struct strbuf *b)
{
	wire_put_i32(b, 0);
	wire_put_i16(b, 0);
	wire_put_count(b, 0);
	wire_put_no_tags(b);
}

static void put_only_partition(struct strbuf *b)
{
	wire_put_i32(b, 0);
	wire_put_count(b, 1);
	wire_put_str(b, "t");
	wire_put_count(b, 1);
	wire_put_i32(b, 0);
}

void fake_put_commit(struct strbuf *b, const struct fake_words *w, struct wire_reader *r)
{
	wire_skip_bytes(r); /* group */
	(void)wire_get_i32(r);
	wire_skip_bytes(r); /* member */
	wire_skip_bytes(r); /* instance */
	(void)wire_get_count(r, 1);
	wire_skip_bytes(r); /* topic */
	(void)wire_get_count(r, 1);
	(void)wire_get_i32(r);
	if (!w->commit_error)
		atomic_store(&kept, wire_get_i64(r));
	put_only_partition(b);
	wire_put_i16(b, w->commit_error);
	wire_put_no_tags(b);
	wire_put_no_tags(b);
	wire_put_no_tags(b);
}

void fake_put_committed(struct strbuf *b, const struct fake_words *w)
{
	put_only_partition(b);
	wire_put_i64(b, w->forgets ? 0 : atomic_load(&kept));
	wire_put_i32(b, -1);
	wire_put_str(b, NULL);
	wire_put_i16(b, w->fetch_error);
	wire_put_no_tags(b);
	wire_put_no_tags(b);
	wire_put_i16(b, 0);
	wire_put_no_tags(b);
}
