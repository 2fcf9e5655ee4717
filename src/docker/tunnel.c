#include "docker/tunnel.h"

#include "base/mem.h"
#include "base/spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

/* What is looked at for the words; blanks may go. */
#define TAIL_MAX INT64_C(480)

enum {
	STDERR_MAX = 64 * 1024,
	WORDS_MAX = 240, /* of an error's text, which says more */
	GRACE_MS = 1000, /* to say its last words, for one that hung up by itself */
	ARGS_MAX = 20,
};

struct tunnel {
	int fd;       /* curl's end */
	int listener; /* where curl connects it to; -1: it has */
	pid_t pid;    /* 0: not started yet, or it could not be */
	int words;    /* what it writes to stderr */
};

struct tunnels {
	const struct engine_where *where;
	struct tunnel *items;
	size_t len;
	char words[WORDS_MAX + 1];
};

struct tunnels *tunnels_new(const struct engine_where *where)
{
	struct tunnels *t;

	if (!where->ssh_host)
		return NULL;
	t = xcalloc(1, sizeof(*t));
	t->where = where;
	return t;
}

static void close_if(int fd)
{
	if (fd >= 0)
		(void)close(fd);
}

/* A file in memory that does not grow: a pipe that nobody reads would stop the process. */
static int words_file(void)
{
	int fd = memfd_create("ssh", MFD_CLOEXEC | MFD_ALLOW_SEALING);

	if (fd < 0)
		return -1;
	if (ftruncate(fd, STDERR_MAX) != 0 || fcntl(fd, F_ADD_SEALS, F_SEAL_GROW) != 0) {
		(void)close(fd);
		return -1;
	}
	return fd;
}

/* Joins lines with blanks, and keeps the end: what went wrong comes last, after banners. */
static void keep_words(struct tunnels *t, const char *text, size_t n)
{
	size_t to = 0;

	while (n > 0 && (text[n - 1] == '\n' || text[n - 1] == '\r'))
		n--;
	if (n > WORDS_MAX) {
		text += n - WORDS_MAX;
		n = WORDS_MAX;
	}
	for (size_t i = 0; i < n; i++) {
		bool is_blank = text[i] <= ' ' ||
				text[i] > '~'; /* what is not ASCII, too */

		if (!is_blank || (to > 0 && t->words[to - 1] != ' '))
			t->words[to++] = (char)(is_blank ? ' ' : text[i]);
	}
	t->words[to] = '\0';
}

static void read_words(struct tunnels *t, int fd)
{
	off_t end = lseek(fd, 0, SEEK_CUR); /* as far as the process has written */
	off_t start = end > TAIL_MAX ? end - TAIL_MAX : 0;
	char text[TAIL_MAX];
	ssize_t n = end > 0 ? pread(fd, text, (size_t)(end - start), start) : 0;

	if (n > 0)
		keep_words(t, text, (size_t)n);
}

/* "ssh -l USER -p PORT ... -- HOST docker ...": argv's texts are borrowed but for *out_host. */
static void arguments(const struct engine_where *w, const char *program,
		      const char *argv[ARGS_MAX], char **out_host)
{
	/* A host that drops everything: known after 10 s, in mid connection after 45. */
	static const char *const options[] = {
		"-o", "ConnectTimeout=10",     "-o", "ServerAliveInterval=15",
		"-o", "ServerAliveCountMax=3", "-T", "--"};
	size_t n = 0;

	argv[n++] = program;
	if (w->ssh_user) {
		argv[n++] = "-l";
		argv[n++] = w->ssh_user;
	}
	if (w->ssh_port) {
		argv[n++] = "-p";
		argv[n++] = w->ssh_port;
	}
	for (size_t i = 0; i < ARRAY_LEN(options); i++)
		argv[n++] = options[i];
	argv[n++] = w->ssh_host;
	argv[n++] = "docker";
	*out_host = w->ssh_socket ? xasprintf("--host=unix://%s", w->ssh_socket) : NULL;
	if (*out_host)
		argv[n++] = *out_host;
	argv[n++] = "system";
	argv[n++] = "dial-stdio";
	argv[n] = NULL;
}

static void start(struct tunnels *t, int far_end, struct tunnel *out)
{
	// NOLINTNEXTLINE(concurrency-mt-unsafe): nobody sets the environment
	const char *named = getenv("KCHAOS_SSH");
	const char *program = named && *named ? named : "ssh";
	const char *argv[ARGS_MAX] = {0};
	char *host = NULL, *copy[ARGS_MAX] = {0}, why[128];
	int rc;

	arguments(t->where, program, argv, &host);
	for (size_t i = 0; argv[i]; i++)
		copy[i] = xstrdup(argv[i]);
	rc = spawn_child(&(struct spawn){.program = program,
					 .argv = copy,
					 .env = environ,
					 .in = far_end,
					 .out = far_end,
					 .err = out->words,
					 .own_session = true},
			 &out->pid);
	if (rc != 0) {
		out->pid = 0;
		(void)snprintf(t->words, sizeof(t->words),
			       "cannot start '%s' (is openssh-client installed?): %s",
			       program, strerror_r(rc, why, sizeof(why)));
	}
	for (size_t i = 0; copy[i]; i++)
		free(copy[i]);
	free(host);
}

/* Listens on a port that the kernel chooses; it goes where curl will connect to. */
static int listen_somewhere(struct curl_sockaddr *address)
{
	struct sockaddr_in name = {.sin_family = AF_INET,
				   .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t len = sizeof(name);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd < 0)
		return -1;
	if (bind(fd, (const struct sockaddr *)&name, sizeof(name)) == 0 &&
	    listen(fd, 1) == 0 && getsockname(fd, (struct sockaddr *)&name, &len) == 0) {
		address->family = AF_INET;
		address->addrlen = sizeof(name);
		memcpy(&address->addr, &name, sizeof(name));
		return fd;
	}
	(void)close(fd);
	return -1;
}

/*
 * curl 7.88 connects also what it was told to be connected (CURL_SOCKOPT_ALREADY_CONNECTED, repaired in
 * 8.0), and uses no connection twice whose other end has no address, as ends of socket pairs. So it is
 * given something to connect to; ssh gets the other end when it has, in on_connected().
 */
static curl_socket_t on_open(void *arg, UNUSED curlsocktype purpose,
			     struct curl_sockaddr *address)
{
	struct tunnels *t = arg;
	struct tunnel one = {.words = words_file(),
			     .listener = listen_somewhere(address),
			     .fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};

	t->words[0] = '\0';
	if (one.words < 0 || one.listener < 0 || one.fd < 0) {
		close_if(one.words);
		close_if(one.listener);
		close_if(one.fd);
		return CURL_SOCKET_BAD;
	}
	*GROW(t->items, t->len) = one;
	return one.fd;
}

/* Are these the two ends of one connection? */
static bool are_ends(int far_end, int near_end)
{
	struct sockaddr_in far_peer = {0}, near_own = {0};
	socklen_t n = sizeof(far_peer), m = sizeof(near_own);

	return getpeername(far_end, (struct sockaddr *)&far_peer, &n) == 0 &&
	       getsockname(near_end, (struct sockaddr *)&near_own, &m) == 0 &&
	       far_peer.sin_port == near_own.sin_port &&
	       far_peer.sin_addr.s_addr == near_own.sin_addr.s_addr;
}

/* The far end of our own connection: whoever is on this machine may connect to a port. -1: not yet. */
static int accept_own(const struct tunnel *one)
{
	struct pollfd p = {.fd = one->listener, .events = POLLIN};
	const int yes = 1;

	while (poll(&p, 1, 0) > 0) {
		int fd = accept4(one->listener, NULL, NULL, SOCK_CLOEXEC);

		if (fd < 0)
			return -1;
		if (are_ends(fd, one->fd)) {
			/* What it writes goes at once; else it would only be slower. */
			(void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof(yes));
			return fd;
		}
		(void)close(fd);
	}
	return -1;
}

/* Before each request, also over a connection that is kept: a process for every one that has none. When
 * it cannot be started curl finds its end closed, and the words say why. */
static int on_connected(void *arg, UNUSED char *ip, UNUSED char *local_ip,
			UNUSED int port, UNUSED int local_port)
{
	struct tunnels *t = arg;

	for (size_t i = 0; i < t->len; i++) {
		struct tunnel *one = &t->items[i];
		int far_end = one->listener >= 0 ? accept_own(one) : -1;

		if (far_end < 0)
			continue;
		(void)close(one->listener);
		one->listener = -1;
		start(t, far_end, one);
		(void)close(far_end);
	}
	return CURL_PREREQFUNC_OK;
}

static void end_tunnel(struct tunnels *t, const struct tunnel *one)
{
	struct pollfd p = {.fd = one->fd, .events = POLLRDHUP};
	bool hung_up = poll(&p, 1, 0) > 0 &&
		       (p.revents & (POLLRDHUP | POLLHUP | POLLERR));

	(void)close(one->fd);
	close_if(one->listener);
	if (one->pid > 0) {
		(void)spawn_end(one->pid, hung_up ? GRACE_MS : 0);
		read_words(t, one->words);
	}
	(void)close(one->words);
}

static int on_close(void *arg, curl_socket_t fd)
{
	struct tunnels *t = arg;

	for (size_t i = 0; i < t->len; i++) {
		struct tunnel one = t->items[i];

		if (one.fd != fd)
			continue;
		t->items[i] = t->items[t->len - 1];
		t->items[--t->len] = (struct tunnel){0}; /* as GROW() left it */
		end_tunnel(t, &one);
		return 0;
	}
	return close(fd);
}

void tunnels_use(struct tunnels *t, CURL *curl)
{
	if (!t)
		return;
	(void)curl_easy_setopt(curl, CURLOPT_OPENSOCKETFUNCTION, on_open);
	(void)curl_easy_setopt(curl, CURLOPT_OPENSOCKETDATA, t);
	(void)curl_easy_setopt(curl, CURLOPT_PREREQFUNCTION, on_connected);
	(void)curl_easy_setopt(curl, CURLOPT_PREREQDATA, t);
	(void)curl_easy_setopt(curl, CURLOPT_CLOSESOCKETFUNCTION, on_close);
	(void)curl_easy_setopt(curl, CURLOPT_CLOSESOCKETDATA, t);
}

const char *tunnels_words(const struct tunnels *t)
{
	return t ? t->words : "";
}

void tunnels_free(struct tunnels *t)
{
	if (!t)
		return;
	for (size_t i = 0; i < t->len; i++)
		end_tunnel(t, &t->items[i]);
	free(t->items);
	free(t);
}
