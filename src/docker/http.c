#include "docker/http.h"

#include "base/mem.h"

#include <ctype.h>
#include <errno.h>
#include <pthread.h>
#include <strings.h>

struct http {
	CURL *curl;
	const struct engine_where *where;
	struct tunnels *tunnels;
	const atomic_bool *cancel;   /* or NULL */
	const atomic_bool *given_up; /* or NULL */
	/* Of the request under way: */
	const struct http_request *q;
	struct http_reply *out;
	struct curl_slist *headers;
	char detail[CURL_ERROR_SIZE];
};

static void init_curl(void)
{
	(void)curl_global_init(
		CURL_GLOBAL_DEFAULT); /* curl_easy_init() tells a failure */
}

static void init_curl_once(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	(void)pthread_once(&once, init_curl); /* cannot fail for a static one */
}

void http_prepare(CURL *curl, const struct engine_where *w, struct tunnels *tunnels)
{
	tunnels_use(tunnels, curl);
	(void)curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	(void)curl_easy_setopt(curl, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
	/* Silent streams to a host that is gone end within a minute or so. */
	(void)curl_easy_setopt(curl, CURLOPT_TCP_KEEPALIVE, 1L);
	(void)curl_easy_setopt(curl, CURLOPT_TCP_KEEPIDLE, 15L);
	(void)curl_easy_setopt(curl, CURLOPT_TCP_KEEPINTVL, 5L);
	(void)curl_easy_setopt(curl, CURLOPT_NOPROXY, "*");
	(void)curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS,
			       (long)HTTP_CONNECT_TIMEOUT_MS);
	(void)curl_easy_setopt(curl, CURLOPT_USERAGENT, "kchaos");
	if (w->socket_path)
		(void)curl_easy_setopt(curl, CURLOPT_UNIX_SOCKET_PATH, w->socket_path);
	if (w->ca_file)
		(void)curl_easy_setopt(curl, CURLOPT_CAINFO, w->ca_file);
	if (w->cert_file)
		(void)curl_easy_setopt(curl, CURLOPT_SSLCERT, w->cert_file);
	if (w->key_file)
		(void)curl_easy_setopt(curl, CURLOPT_SSLKEY, w->key_file);
	if (w->skip_verify) {
		(void)curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 0L);
		(void)curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 0L);
	}
}

struct http *http_new(const struct engine_where *where)
{
	struct http *h = xcalloc(1, sizeof(*h));

	init_curl_once();
	h->where = where;
	h->tunnels = tunnels_new(where);
	h->curl = curl_easy_init();
	if (!h->curl)
		abort(); /* out of memory, like xcalloc() */
	return h;
}

void http_free(struct http *h)
{
	if (!h)
		return;
	curl_easy_cleanup(h->curl);
	tunnels_free(h->tunnels);
	curl_slist_free_all(h->headers);
	free(h);
}

void http_set_cancel(struct http *h, const atomic_bool *cancel)
{
	h->cancel = cancel;
}

void http_set_given_up(struct http *h, const atomic_bool *given_up)
{
	h->given_up = given_up;
}

void http_reply_release(struct http_reply *r)
{
	strbuf_release(&r->body);
}

static size_t on_body(char *bytes, size_t one, size_t n, void *arg)
{
	struct http *h = arg;
	long status = 0;

	(void)one; /* always 1 */
	(void)curl_easy_getinfo(h->curl, CURLINFO_RESPONSE_CODE, &status);
	if (h->q->on_bytes && status == 200) {
		h->out->given_up = !h->q->on_bytes(h->q->arg, bytes, n);
		return h->out->given_up ? 0 : n;
	}
	strbuf_add(&h->out->body, bytes, n);
	return h->out->body.overflow ? 0 : n;
}

// NOLINTNEXTLINE(readability-non-const-parameter): curl's signature
static size_t on_header(char *line, size_t one, size_t n, void *arg)
{
	static const char date[] = "Date:";
	struct http *h = arg;
	char *text;

	(void)one; /* always 1 */
	if (n > sizeof(date) && strncasecmp(line, date, sizeof(date) - 1) == 0) {
		text = xstrndup(line + sizeof(date) - 1, n - sizeof(date) + 1);
		h->out->date_s = curl_getdate(text, NULL);
		free(text);
	}
	return n;
}

bool http_is_cancelled(const struct http *h)
{
	return h->cancel && atomic_load_explicit(h->cancel, memory_order_relaxed);
}

static bool is_given_up(const struct http *h)
{
	return h->given_up && atomic_load_explicit(h->given_up, memory_order_relaxed);
}

static int on_progress(void *arg, UNUSED curl_off_t a, UNUSED curl_off_t b,
		       UNUSED curl_off_t c, UNUSED curl_off_t d)
{
	const struct http *h = arg;

	return http_is_cancelled(h) || is_given_up(h) ||
	       (h->q->is_off && h->q->is_off(h->q->read_arg));
}

static void set_timeout(CURL *curl, const struct http_request *q)
{
	if (!q->is_endless) {
		(void)curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, (long)q->timeout_ms);
		return;
	}
	(void)curl_easy_setopt(curl, CURLOPT_LOW_SPEED_LIMIT, 1L);
	(void)curl_easy_setopt(curl, CURLOPT_LOW_SPEED_TIME,
			       (long)((q->timeout_ms + 999) / 1000));
}

static size_t on_read(char *buf, size_t one, size_t n, void *arg)
{
	struct http *h = arg;
	ssize_t got = h->q->read_body(h->q->read_arg, buf, one * n);

	h->out->given_up = got < 0;
	return got < 0 ? CURL_READFUNC_ABORT : (size_t)got;
}

static void set_headers(struct http *h, const struct http_request *q)
{
	const char *type = q->content_type ? q->content_type : "application/json";
	bool has_body = q->body || q->read_body;
	char *line = xasprintf("Content-Type:%s%s", has_body ? " " : "",
			       has_body ? type : "");

	/* curl would wait a second for "100 Continue" before sending larger bodies. */
	h->headers = curl_slist_append(NULL, "Expect:");
	h->headers = curl_slist_append(h->headers, line);
	if (q->read_body)
		h->headers = curl_slist_append(h->headers, "Transfer-Encoding: chunked");
	free(line);
	(void)curl_easy_setopt(h->curl, CURLOPT_HTTPHEADER, h->headers);
}

static void set_body(struct http *h, const struct http_request *q)
{
	(void)curl_easy_setopt(h->curl, CURLOPT_CUSTOMREQUEST, q->method);
	if (strcmp(q->method, "GET") == 0 || strcmp(q->method, "DELETE") == 0)
		return;
	if (q->read_body) {
		(void)curl_easy_setopt(h->curl, CURLOPT_POST, 1L);
		(void)curl_easy_setopt(h->curl, CURLOPT_READFUNCTION, on_read);
		(void)curl_easy_setopt(h->curl, CURLOPT_READDATA, h);
		return;
	}
	(void)curl_easy_setopt(h->curl, CURLOPT_POSTFIELDSIZE_LARGE,
			       (curl_off_t)q->body_len);
	(void)curl_easy_setopt(h->curl, CURLOPT_POSTFIELDS, q->body ? q->body : "");
}

static void set_request(struct http *h, const struct http_request *q)
{
	char *url = xasprintf("%s%s", h->where->base, q->path);

	curl_easy_reset(h->curl); /* options go, connections stay */
	http_prepare(h->curl, h->where, h->tunnels);
	(void)curl_easy_setopt(h->curl, CURLOPT_URL, url);
	(void)curl_easy_setopt(h->curl, CURLOPT_ERRORBUFFER, h->detail);
	(void)curl_easy_setopt(h->curl, CURLOPT_WRITEFUNCTION, on_body);
	(void)curl_easy_setopt(h->curl, CURLOPT_WRITEDATA, h);
	(void)curl_easy_setopt(h->curl, CURLOPT_HEADERFUNCTION, on_header);
	(void)curl_easy_setopt(h->curl, CURLOPT_HEADERDATA, h);
	(void)curl_easy_setopt(h->curl, CURLOPT_XFERINFOFUNCTION, on_progress);
	(void)curl_easy_setopt(h->curl, CURLOPT_XFERINFODATA, h);
	(void)curl_easy_setopt(h->curl, CURLOPT_NOPROGRESS,
			       h->cancel || h->given_up || q->is_off ? 0L : 1L);
	(void)curl_easy_setopt(h->curl, CURLOPT_FORBID_REUSE, q->is_last ? 1L : 0L);
	set_timeout(h->curl, q);
	set_headers(h, q);
	set_body(h, q);
	free(url);
}

CURL *http_begin(struct http *h, const struct http_request *q, struct http_reply *out)
{
	*out = (struct http_reply){0};
	strbuf_limit(&out->body, q->max_body ? q->max_body : HTTP_BODY_MAX);
	h->q = q;
	h->out = out;
	h->detail[0] = '\0';
	set_request(h, q);
	return h->curl;
}

int http_finish(struct http *h, CURLcode code, struct err *e)
{
	struct http_reply *out = h->out;

	(void)curl_easy_setopt(h->curl, CURLOPT_HTTPHEADER, NULL);
	curl_slist_free_all(h->headers);
	h->headers = NULL;
	(void)curl_easy_getinfo(h->curl, CURLINFO_RESPONSE_CODE, &out->status);
	out->timed_out = code == CURLE_OPERATION_TIMEDOUT;
	if (code == CURLE_OK)
		return 0;
	if (out->given_up)
		return -1;
	if (out->body.overflow)
		return err_set(
			e, CODE_ENGINE_GARBLED,
			"the Docker engine at %s: %s: the answer is longer than %zu "
			"bytes",
			h->where->url, h->q->what, out->body.max);
	if (code == CURLE_ABORTED_BY_CALLBACK && is_given_up(h) && !http_is_cancelled(h))
		return err_set(
			e, CODE_ENGINE_GONE,
			"the Docker engine at %s has fallen silent; %s, which it was asked "
			"for, is not waited for",
			h->where->url, h->q->what);
	return http_failure(&(struct http_broken){.curl = h->curl,
						  .code = code,
						  .where = h->where,
						  .tunnels = h->tunnels,
						  .what = h->q->what,
						  .detail = h->detail},
			    e);
}

int http_do(struct http *h, const struct http_request *q, struct http_reply *out,
	    struct err *e)
{
	CURL *curl = http_begin(h, q, out);

	return http_finish(h, curl_easy_perform(curl), e);
}

/* What a person can do about it. */
static const char *next_step(const struct engine_where *w, CURLcode code, int cause)
{
	if (code == CURLE_SSL_CONNECT_ERROR || code == CURLE_PEER_FAILED_VERIFICATION)
		return w->is_named ? "do the endpoint's TLS files fit the engine's?"
				   : "do the certificates in DOCKER_CERT_PATH fit the "
				     "engine's?";
	if (cause == EACCES || cause == EPERM)
		return "may you use it? (be root, or in the group 'docker')";
	if (w->is_named)
		return "is Docker running there, and is the endpoint right?";
	if (!w->socket_path)
		return "is it running, and is its address right? (DOCKER_HOST, 'docker "
		       "context ls')";
	if (cause == ENOENT)
		return "is Docker installed and running? (or set DOCKER_HOST)";
	return "is it running? (systemctl start docker, or set DOCKER_HOST)";
}

static int unreachable(const struct http_broken *b, struct err *e)
{
	char text[128];
	const char *why = *b->detail ? b->detail : curl_easy_strerror(b->code);
	long cause = 0;

	(void)curl_easy_getinfo(b->curl, CURLINFO_OS_ERRNO, &cause);
	if (cause > 0) {
		why = strerror_r((int)cause, text, sizeof(text));
		if (why != text)
			(void)snprintf(text, sizeof(text), "%s", why);
		text[0] = (char)tolower((unsigned char)text[0]);
		why = text;
	}
	return err_set(e, CODE_ENGINE_UNREACHABLE,
		       "cannot reach the Docker engine at %s: %s; %s", b->where->url, why,
		       next_step(b->where, b->code, (int)cause));
}

/* What ssh said is why. */
static int ssh_failed(const struct http_broken *b, struct err *e)
{
	const struct engine_where *w = b->where;

	return err_set(
		e, CODE_ENGINE_UNREACHABLE,
		"cannot reach the Docker engine at %s: %s; does 'ssh%s%s %s%s%s docker "
		"version' work, without asking for anything?",
		w->url, tunnels_words(b->tunnels), w->ssh_port ? " -p " : "",
		w->ssh_port ? w->ssh_port : "", w->ssh_user ? w->ssh_user : "",
		w->ssh_user ? "@" : "", w->ssh_host);
}

/* Over TCP a connection that never came about is another matter than an engine that is silent. */
static int too_slow(const struct http_broken *b, struct err *e)
{
	double seconds = 0;
	long sent = 0; /* bytes of the request */
	const char *words = tunnels_words(b->tunnels);

	(void)curl_easy_getinfo(b->curl, CURLINFO_TOTAL_TIME, &seconds);
	(void)curl_easy_getinfo(b->curl, CURLINFO_REQUEST_SIZE, &sent);
	if (sent == 0 && !b->where->ssh_host)
		return err_set(
			e, CODE_ENGINE_UNREACHABLE,
			"cannot reach the Docker engine at %s: nothing answered "
			"within %.1f s; is the host up, and does no firewall stand "
			"between?",
			b->where->url, seconds);
	return err_set(
		e, CODE_ENGINE_GONE,
		"the Docker engine at %s did not answer %s within %.1f s%s%s%s; is "
		"it stuck, or its host?",
		b->where->url, b->what, seconds, *words ? " (ssh: " : "", words,
		*words ? ")" : "");
}

int http_failure(const struct http_broken *b, struct err *e)
{
	if (b->code == CURLE_ABORTED_BY_CALLBACK)
		return err_set(e, CODE_INTERRUPTED, "%s: interrupted", b->what);
	if (b->code == CURLE_OPERATION_TIMEDOUT)
		return too_slow(b, e);
	if (*tunnels_words(b->tunnels))
		return ssh_failed(b, e);
	if (b->code == CURLE_COULDNT_CONNECT || b->code == CURLE_COULDNT_RESOLVE_HOST ||
	    b->code == CURLE_SSL_CONNECT_ERROR ||
	    b->code == CURLE_PEER_FAILED_VERIFICATION)
		return unreachable(b, e);
	return err_set(e, CODE_ENGINE_GONE,
		       "the Docker engine at %s went away during %s: %s", b->where->url,
		       b->what, *b->detail ? b->detail : curl_easy_strerror(b->code));
}

void http_escape(struct strbuf *out, const char *text)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "0123456789-._~/:@";

	for (; *text; text++) {
		if (strchr(plain, *text))
			strbuf_addch(out, *text);
		else
			strbuf_addf(out, "%%%02X", (unsigned)(unsigned char)*text);
	}
}
