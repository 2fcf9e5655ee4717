#include "fake_engine.h"

#include "base/mem.h"
#include "base/strbuf.h"
#include "docker/engine.h"
#include "scratch.h"

#include <pthread.h>
#include <stdatomic.h>
#include <strings.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

enum { CONNECTIONS = 64, DEEP = 1000000 };

struct route {
	char *method;
	char *path;
	char *body;
	char *type;
	struct fake_reply reply;
	bool is_spent;
};

struct connection {
	struct fake_engine *owner;
	pthread_t thread;
	int fd;
	bool is_used;
};

struct fake_engine {
	char host[128];
	int listener;
	pthread_t thread;
	atomic_bool is_dead;
	pthread_mutex_t lock; /* over all below */
	struct route *routes;
	size_t n_routes;
	char **requests;
	size_t n_requests;
	size_t drop_at; /* count down to the request meant; DEEP: never */
	size_t fail_at;
	bool has_clock, has_date;
	int info_ms;
	int64_t ahead_ns;
	int64_t drift_ppm, drifts_since_ns;
	char version[256];
	struct connection connections[CONNECTIONS];
};

static const struct fake_reply no_page = {.status = 404,
					  .body = "{\"message\":\"page not found\"}",
					  .type = "application/json"};
static const struct fake_reply no_luck = {.status = 500,
					  .body = "{\"message\":\"told to fail\"}",
					  .type = "application/json"};

static void must(bool ok)
{
	if (!ok)
		abort();
}

static bool send_all(int fd, const char *bytes, size_t n)
{
	while (n > 0) {
		ssize_t sent = send(fd, bytes, n, MSG_NOSIGNAL);

		if (sent <= 0)
			return false;
		bytes += sent;
		n -= (size_t)sent;
	}
	return true;
}

static bool send_chunks(int fd, const struct fake_reply *r, size_t len)
{
	for (size_t at = 0; at < len; at += r->chunk) {
		size_t n = len - at < r->chunk ? len - at : r->chunk;
		struct strbuf b = STRBUF_INIT;
		bool ok;

		if (at > 0 && r->pause_ms)
			(void)usleep((useconds_t)r->pause_ms * 1000);
		strbuf_addf(&b, "%zx\r\n", n);
		strbuf_add(&b, r->body + at, n);
		strbuf_addstr(&b, "\r\n");
		ok = send_all(fd, b.buf, b.len);
		strbuf_release(&b);
		if (!ok)
			return false;
	}
	return r->stays_open || r->is_cut || send_all(fd, "0\r\n\r\n", 5);
}

static bool send_body(int fd, const struct fake_reply *r, size_t len)
{
	size_t times = r->repeat ? r->repeat : 1;

	if (r->chunk)
		return send_chunks(fd, r, len);
	for (size_t i = 0; i < times; i++)
		if (!send_all(fd, r->body, len))
			return false;
	return !r->until_close;
}

static int64_t wall_ns(void)
{
	struct timespec now;

	must(clock_gettime(CLOCK_REALTIME, &now) == 0);
	return now.tv_sec * NS_PER_S + now.tv_nsec;
}

/* What the engine's clock says; returns its nanoseconds. */
static long tell_time(const struct fake_engine *f, struct tm *out)
{
	int64_t ns = wall_ns();
	time_t s;

	ns += f->ahead_ns + (ns - f->drifts_since_ns) / 1000 * f->drift_ppm / 1000;
	s = (time_t)(ns / NS_PER_S);
	must(gmtime_r(&s, out) != NULL);
	return (long)(ns % NS_PER_S);
}

static void add_date(const struct fake_engine *f, struct strbuf *head)
{
	char text[64];
	struct tm tm;

	if (!f->has_date)
		return;
	(void)tell_time(f, &tm);
	must(strftime(text, sizeof(text), "%a, %d %b %Y %H:%M:%S GMT", &tm) > 0);
	strbuf_addf(head, "Date: %s\r\n", text);
}

/* False: the connection is over. */
static bool answer(const struct fake_engine *f, int fd, const struct fake_reply *r)
{
	size_t len = r->len ? r->len : strlen(r->body);
	size_t times = r->repeat ? r->repeat : 1;
	int status = r->status ? r->status : 200;
	struct strbuf head = STRBUF_INIT;
	bool ok;

	strbuf_addf(&head, "HTTP/1.1 %d Canned\r\nContent-Type: %s\r\n", status, r->type);
	if (r->chunk)
		strbuf_addstr(&head, "Transfer-Encoding: chunked\r\n");
	else if (!r->until_close && status != 304)
		strbuf_addf(&head, "Content-Length: %zu\r\n", len * times);
	add_date(f, &head);
	strbuf_addstr(&head, "\r\n");
	ok = send_all(fd, head.buf, head.len);
	strbuf_release(&head);
	if (!ok)
		return false;
	if (r->is_cut)
		return (void)send_body(fd, r, len / 2), false;
	return status == 304 || send_body(fd, r, len);
}

static bool receive(int fd, struct strbuf *in)
{
	char bytes[4096];
	ssize_t n = recv(fd, bytes, sizeof(bytes), 0);

	if (n > 0)
		strbuf_add(in, bytes, (size_t)n);
	return n > 0;
}

/* The body after a head of `at` bytes that comes in chunks: appended to `out`. Returns where the request
 * ends, 0 when the connection did before. */
static size_t read_chunks(int fd, struct strbuf *in, size_t at, struct strbuf *out)
{
	for (;;) {
		const char *line_end = strstr(in->buf + at, "\r\n");
		size_t size = line_end ? strtoul(in->buf + at, NULL, 16) : 0;
		size_t start = line_end ? (size_t)(line_end - in->buf) + 2 : 0;

		if (!line_end || in->len < start + size + 2) {
			if (!receive(fd, in))
				return 0;
			continue;
		}
		strbuf_add(out, in->buf + start, size);
		at = start + size + 2;
		if (size == 0)
			return at;
	}
}

/* The same for a body whose length is told, or none. */
static size_t read_counted(int fd, struct strbuf *in, size_t at, size_t size,
			   struct strbuf *out)
{
	while (in->len < at + size)
		if (!receive(fd, in))
			return 0;
	strbuf_add(out, in->buf + at, size);
	return at + size;
}

/* Reads one request: "METHOD TARGET BODY"; false at the end of the connection. */
static bool read_request(int fd, struct strbuf *in, struct strbuf *out)
{
	const char *head_end, *length;
	size_t head, end;
	char *text;

	while (!(head_end = in->len ? strstr(in->buf, "\r\n\r\n") : NULL))
		if (!receive(fd, in))
			return false;
	head = (size_t)(head_end - in->buf) + 4;
	strbuf_clear(out);
	strbuf_add(out, in->buf, strcspn(in->buf, "\r"));
	out->len -= strlen(" HTTP/1.1");
	strbuf_addch(out, ' ');
	text = xstrndup(in->buf, head);
	length = strcasestr(text, "\r\nContent-Length:");
	if (strcasestr(text, "\r\nTransfer-Encoding: chunked"))
		end = read_chunks(fd, in, head, out);
	else
		end = read_counted(fd, in, head,
				   length ? strtoul(length + 17, NULL, 10) : 0, out);
	free(text);
	strbuf_drop_front(in, end);
	return end > 0;
}

/* Is it METHOD /v1.xx/PATH?... or without the version? */
static bool matches(const struct route *r, const char *request)
{
	size_t n = strlen(r->method);
	const char *path = request + n + 1;

	if (strncmp(request, r->method, n) != 0 || request[n] != ' ')
		return false;
	if (strncmp(path, "/v1.", 4) == 0)
		path += 4 + strspn(path + 4, "0123456789");
	n = strlen(r->path);
	return strncmp(path, r->path, n) == 0 && (path[n] == ' ' || path[n] == '?');
}

/* The lock is held. The texts stay: routes are never taken away. */
static struct fake_reply find_reply(struct fake_engine *f, const char *request)
{
	for (size_t i = 0; i < f->n_routes; i++) {
		struct route *r = &f->routes[i];

		if (r->is_spent || !matches(r, request))
			continue;
		if (r->reply.times > 0 && --r->reply.times == 0)
			r->is_spent = true;
		return r->reply;
	}
	return no_page;
}

/* Is it this one? The lock is held. */
static bool count_down(size_t *at)
{
	if (*at == DEEP)
		return false;
	*at = *at > 0 ? *at - 1 : DEEP;
	return *at == DEEP;
}

static struct fake_reply time_reply(const struct fake_engine *f, char time[64])
{
	char text[32];
	struct tm tm;
	long ns;

	(void)usleep((useconds_t)f->info_ms * 500);
	ns = tell_time(f, &tm);
	must(strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%S", &tm) > 0);
	(void)usleep((useconds_t)f->info_ms * 500);
	(void)snprintf(time, 64, "{\"SystemTime\":\"%s.%09ldZ\"}", text, ns);
	return (struct fake_reply){.body = time, .type = "application/json"};
}

/* What to do with a request; false: close. */
static bool serve(struct fake_engine *f, int fd, const char *request)
{
	char version[sizeof(f->version)], time[64];
	struct fake_reply r;
	bool is_dropped;

	must(pthread_mutex_lock(&f->lock) == 0);
	r = find_reply(f, request);
	if (strncmp(request, "GET /version ", 13) == 0) {
		memcpy(version, f->version, sizeof(version));
		r = (struct fake_reply){.body = version, .type = "application/json"};
	} else {
		char **slot = GROW(f->requests, f->n_requests);

		*slot = xstrdup(request);
		if (f->has_clock && strncmp(request, "GET /v1.41/info ", 16) == 0)
			r = time_reply(f, time);
	}
	is_dropped = count_down(&f->drop_at);
	if (count_down(&f->fail_at))
		r = no_luck;
	must(pthread_mutex_unlock(&f->lock) == 0);
	if (is_dropped)
		return false;
	return r.never || answer(f, fd, &r);
}

static void *talk(void *arg)
{
	struct connection *c = arg;
	struct strbuf in = STRBUF_INIT, request = STRBUF_INIT;

	while (read_request(c->fd, &in, &request) &&
	       serve(c->owner, c->fd, strbuf_text(&request)))
		;
	(void)shutdown(c->fd, SHUT_RDWR);
	strbuf_release(&in);
	strbuf_release(&request);
	return NULL;
}

static void *listen_on(void *arg)
{
	struct fake_engine *f = arg;

	for (size_t i = 0; i < CONNECTIONS; i++) {
		struct connection *c = &f->connections[i];
		int fd = accept(f->listener, NULL, NULL);

		if (fd < 0)
			break;
		must(pthread_mutex_lock(&f->lock) == 0);
		c->owner = f;
		c->fd = fd;
		c->is_used = true;
		must(pthread_create(&c->thread, NULL, talk, c) == 0);
		must(pthread_mutex_unlock(&f->lock) == 0);
	}
	return NULL;
}

struct fake_engine *fake_engine_new(void)
{
	struct fake_engine *f = xcalloc(1, sizeof(*f));
	struct sockaddr_un un = {.sun_family = AF_UNIX};
	char *dir = scratch_dir();

	(void)snprintf(un.sun_path, sizeof(un.sun_path), "%s/docker.sock", dir);
	free(dir);
	(void)snprintf(f->host, sizeof(f->host), "unix://%s", un.sun_path);
	f->drop_at = f->fail_at = DEEP;
	must(pthread_mutex_init(&f->lock, NULL) == 0);
	fake_engine_speaks(f, "20.10.24", "1.41", "1.12");
	f->listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	must(f->listener >= 0);
	must(bind(f->listener, (const struct sockaddr *)&un, sizeof(un)) == 0);
	must(listen(f->listener, CONNECTIONS) == 0);
	must(pthread_create(&f->thread, NULL, listen_on, f) == 0);
	return f;
}

void fake_engine_die(struct fake_engine *f)
{
	if (atomic_exchange(&f->is_dead, true))
		return;
	(void)shutdown(f->listener, SHUT_RDWR); /* wakes accept() */
	must(pthread_join(f->thread, NULL) == 0);
	(void)close(f->listener);
	for (size_t i = 0; i < CONNECTIONS; i++) {
		struct connection *c = &f->connections[i];

		if (!c->is_used)
			continue;
		(void)shutdown(c->fd, SHUT_RDWR);
		must(pthread_join(c->thread, NULL) == 0);
		(void)close(c->fd);
	}
}

void fake_engine_free(struct fake_engine *f)
{
	if (!f)
		return;
	fake_engine_die(f);
	for (size_t i = 0; i < f->n_routes; i++) {
		free(f->routes[i].method);
		free(f->routes[i].path);
		free(f->routes[i].body);
		free(f->routes[i].type);
	}
	free(f->routes);
	for (size_t i = 0; i < f->n_requests; i++)
		free(f->requests[i]);
	free(f->requests);
	(void)pthread_mutex_destroy(&f->lock);
	free(f);
}

const char *fake_engine_host(const struct fake_engine *f)
{
	return f->host;
}

struct engine *fake_engine_open(struct fake_engine *f, struct err *e)
{
	struct engine_where w;
	struct engine *en;

	(void)unsetenv("DOCKER_API_VERSION");
	(void)unsetenv("DOCKER_TLS_VERIFY");
	if (engine_where_find(f->host, &w, e) < 0)
		return NULL;
	en = engine_open(&w, e);
	engine_where_release(&w);
	return en;
}

void fake_engine_speaks(struct fake_engine *f, const char *version, const char *api_max,
			const char *api_min)
{
	must(pthread_mutex_lock(&f->lock) == 0);
	(void)snprintf(
		f->version, sizeof(f->version),
		"{\"Version\":\"%s\",\"ApiVersion\":\"%s\",\"MinAPIVersion\":\"%s\","
		"\"Os\":\"linux\",\"Arch\":\"amd64\"}",
		version, api_max, api_min);
	must(pthread_mutex_unlock(&f->lock) == 0);
}

void fake_engine_clock(struct fake_engine *f, int64_t ahead_ns, bool has_date)
{
	must(pthread_mutex_lock(&f->lock) == 0);
	f->has_clock = true;
	f->has_date = has_date;
	f->ahead_ns = ahead_ns;
	must(pthread_mutex_unlock(&f->lock) == 0);
}

void fake_engine_drift(struct fake_engine *f, int64_t ppm)
{
	must(pthread_mutex_lock(&f->lock) == 0);
	f->drift_ppm = ppm;
	f->drifts_since_ns = wall_ns();
	must(pthread_mutex_unlock(&f->lock) == 0);
}

void fake_engine_slow_info(struct fake_engine *f, int ms)
{
	must(pthread_mutex_lock(&f->lock) == 0);
	f->info_ms = ms;
	must(pthread_mutex_unlock(&f->lock) == 0);
}

void fake_engine_on(struct fake_engine *f, const char *method, const char *path,
		    const struct fake_reply *reply)
{
	const char *body = reply->body ? reply->body : "";
	struct route *r;

	must(pthread_mutex_lock(&f->lock) == 0);
	r = GROW(f->routes, f->n_routes);
	r->reply = *reply;
	r->method = xstrdup(method);
	r->path = xstrdup(path);
	r->body = reply->len ? xmemdup(body, reply->len) : xstrdup(body);
	r->type = xstrdup(reply->type ? reply->type : "application/json");
	r->reply.body = r->body;
	r->reply.type = r->type;
	must(pthread_mutex_unlock(&f->lock) == 0);
}

static void set_counter(struct fake_engine *f, size_t *counter, size_t i)
{
	must(pthread_mutex_lock(&f->lock) == 0);
	*counter = i;
	must(pthread_mutex_unlock(&f->lock) == 0);
}

void fake_engine_drop(struct fake_engine *f, size_t i)
{
	set_counter(f, &f->drop_at, i);
}

void fake_engine_fail(struct fake_engine *f, size_t i)
{
	set_counter(f, &f->fail_at, i);
}

size_t fake_engine_count(struct fake_engine *f)
{
	size_t n;

	must(pthread_mutex_lock(&f->lock) == 0);
	n = f->n_requests;
	must(pthread_mutex_unlock(&f->lock) == 0);
	return n;
}

const char *fake_engine_request(struct fake_engine *f, size_t i)
{
	const char *text;

	must(pthread_mutex_lock(&f->lock) == 0);
	text = i < f->n_requests ? f->requests[i] : NULL;
	must(pthread_mutex_unlock(&f->lock) == 0);
	return text;
}
