/*
 * A Kafka node that answers anything, over a real socket: frames, negotiation, the observer's
 * questions and what it tells of the answers. What it tells must be fit to be recorded.
 *
 * The first byte picks the side that is asked. An answer is a byte for its form, then a counted
 * body (kit.h): behind a right header, or as the bytes of the stream themselves, in one piece or two.
 */
#include "kit.h"

#include "kafka/wire.h"
#include "model/view.h"
#include "observe/probe.h"
#include "record/event_json.h"
#include "record/writer.h"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { MOST_ANSWERS = 16, LONGEST = 4096 };
enum form { IS_RAW = 1, IS_OTHERS = 2, IN_TWO = 4, IS_LATE = 8, IS_CANNED = 16 };

static void on_event(void *arg, const struct event *ev)
{
	char *line = event_to_json(ev), *again;
	struct event back;
	struct err e = {0};

	MUST(event_from_json(&back, line, strlen(line), &e) == EVENT_LINE_OK);
	again = event_to_json(&back);
	MUST(strcmp(line, again) == 0);
	view_apply(arg, &back);
	event_release(&back);
	free(line);
	free(again);
}

/* ---- the node ---- */

struct node_end {
	int fd;
	struct bytes in;
};

/* The last request's number and kind; false: none came. Requests are never sent twice at once. */
static bool read_request(const struct node_end *n, struct wire_request *out)
{
	uint8_t bytes[LONGEST];
	ssize_t got = recv(n->fd, bytes, sizeof(bytes), 0);
	struct wire_reader r = wire_reader_of(bytes, got > 0 ? (size_t)got : 0);

	MUST(got < 0 || wire_get_i32(&r) == (int32_t)(got - 4));
	out->api = (enum kapi)wire_get_i16(&r);
	out->version = wire_get_i16(&r);
	out->correlation = wire_get_i32(&r);
	return !r.bad;
}

/* A node of today: every request we know, in every version. */
static void put_versions(struct strbuf *b)
{
	static const int16_t apis[] = {1, 2, 3, 18, 19, 20, 43, 55, 60, 75};

	wire_put_i16(b, 0);
	wire_put_count(b, ARRAY_LEN(apis));
	for (size_t i = 0; i < ARRAY_LEN(apis); i++) {
		wire_put_i16(b, apis[i]);
		wire_put_i16(b, 0);
		wire_put_i16(b, 13);
		wire_put_no_tags(b);
	}
	wire_put_i32(b, 0);
	wire_put_no_tags(b);
}

static void put_body(struct strbuf *b, const struct wire_request *q, uint8_t form,
		     struct bytes body)
{
	bool is_flexible = q->version >= kapi_row(q->api)->first_flexible;

	wire_put_i32(b, q->correlation + (form & IS_OTHERS ? 1 : 0));
	if (is_flexible && q->api != KAPI_API_VERSIONS)
		wire_put_no_tags(b);
	if ((form & IS_CANNED) && q->api == KAPI_API_VERSIONS && q->version >= 3)
		put_versions(b);
	else
		strbuf_add(b, body.at, body.left);
}

static void send_bytes(const struct node_end *n, const void *bytes, size_t len)
{
	if (len > 0) /* a full socket or a gone client: as if it were lost */
		(void)send(n->fd, bytes, len, MSG_NOSIGNAL);
}

/* A probe that has failed would connect again in its time: here it has had its chance. */
static void poke(struct probe *p, short events, int64_t *now_ns)
{
	*now_ns += NS_PER_MS;
	if (p->conn.state != KCONN_IDLE)
		probe_run(p, events, *now_ns);
}

/* Answers one request. False: there was none, or there is nothing left to say. */
static bool answer(struct node_end *n, struct probe *p, int64_t *now_ns)
{
	struct strbuf body = STRBUF_INIT, out = STRBUF_INIT;
	struct wire_request q = {.api = KAPI_FETCH};
	uint8_t form;
	size_t cut;

	if (n->in.left == 0 || !read_request(n, &q))
		return false;
	form = take_byte(&n->in);
	put_body(&body, &q, form, take_counted(&n->in));
	if (!(form & IS_RAW))
		wire_put_i32(&out, (int32_t)body.len);
	strbuf_add(&out, body.buf, body.len);
	cut = form & IN_TWO ? out.len / 2 : 0;
	send_bytes(n, out.buf, cut);
	if (cut)
		poke(p, POLLIN, now_ns);
	send_bytes(n, out.buf + cut, out.len - cut);
	*now_ns += form & IS_LATE ? 3 * NS_PER_S : 0;
	strbuf_release(&body);
	strbuf_release(&out);
	return true;
}

/* ---- the two together ---- */

/* As if the connection had just been made. The node's end has a name, for without names both ends
 * have the same, and a connection to itself is none. */
static void connect_to(struct probe *p, struct node_end *n)
{
	const struct sockaddr any = {.sa_family = AF_UNIX};
	int ends[2];

	MUST(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends) ==
	     0);
	MUST(bind(ends[1], &any, sizeof(any.sa_family)) == 0);
	p->conn.fd = ends[0];
	p->conn.state = KCONN_CONNECTING;
	p->conn.timeout_ns = 2 * NS_PER_S;
	n->fd = ends[1];
}

static void talk(struct probe *p, struct node_end *n)
{
	int64_t now_ns = 0;

	poke(p, POLLOUT, &now_ns);
	for (int i = 0; i < MOST_ANSWERS && p->conn.state != KCONN_IDLE; i++) {
		if (!answer(n, p, &now_ns))
			break;
		poke(p, POLLIN, &now_ns);
		now_ns += 40 * NS_PER_MS; /* so that the next round is due now and then */
		poke(p, 0, &now_ns);
	}
	(void)close(n->fd);
	poke(p, POLLIN, &now_ns);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct topology t = kit_topology();
	struct node_end node = {.in = {data, size}};
	struct view view;
	struct probe p = {.node = 1,
			  .side = take_byte(&node.in) % 2 ? SIDE_CONTROLLER : SIDE_BROKER,
			  .pace = {100 * NS_PER_MS, NS_PER_S, 2 * NS_PER_S},
			  .tell = on_event,
			  .arg = &view};

	view_init(&view, &t);
	probe_init(&p, "127.0.0.1", 1);
	probe_first(&p, INT64_MAX / 2);
	p.due_ns = 0;
	connect_to(&p, &node);
	talk(&p, &node);
	probe_release(&p);
	view_release(&view);
	topology_release(&t);
	return 0;
}
