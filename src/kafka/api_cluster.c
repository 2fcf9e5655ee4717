#include "kafka/api_cluster.h"

enum { MIN_NODE = 4 + 1 + 4 + 1 + 1 };

void node_list_release(struct node_list *l)
{
	for (size_t i = 0; i < l->len; i++) {
		free(l->rows[i].host);
		free(l->rows[i].rack);
	}
	free(l->rows);
	*l = (struct node_list){0};
}

void cluster_view_request(struct strbuf *body, int version, enum endpoint_type type,
			  bool with_fenced)
{
	wire_put_bool(body, false); /* authorized operations */
	if (version >= 1)
		wire_put_i8(body, (int8_t)type);
	if (version >= 2)
		wire_put_bool(body, with_fenced);
	wire_put_no_tags(body);
}

static void get_nodes(struct node_list *l, int version, struct wire_reader *r)
{
	WIRE_GET_ARRAY(r, l->rows, l->len, MIN_NODE);
	for (size_t i = 0; i < l->len && !r->bad; i++) {
		struct node_row *n = &l->rows[i];

		n->id = wire_get_i32(r);
		n->host = wire_get_str(r);
		n->port = wire_get_i32(r);
		n->rack = wire_get_nullable_str(r);
		n->is_fenced = version >= 2 && wire_get_bool(r);
		wire_skip_tags(r);
	}
}

int cluster_view_decode(struct cluster_view *out, int version, struct wire_reader *r,
			struct err *e)
{
	struct cluster_view v = {0};

	(void)wire_get_i32(r); /* throttle time */
	v.error = wire_get_i16(r);
	v.message = wire_get_nullable_str(r);
	if (version >= 1)
		(void)wire_get_i8(r); /* endpoint type, as asked */
	v.cluster_id = wire_get_str(r);
	v.controller_id = wire_get_i32(r);
	get_nodes(&v.nodes, version, r);
	(void)wire_get_i32(r); /* authorized operations */
	wire_skip_tags(r);
	if (wire_done(r, KAPI_DESCRIBE_CLUSTER, e) < 0) {
		cluster_view_release(&v);
		return -1;
	}
	*out = v;
	return 0;
}

void cluster_view_release(struct cluster_view *v)
{
	free(v->message);
	free(v->cluster_id);
	node_list_release(&v->nodes);
	*v = (struct cluster_view){.controller_id = -1};
}
