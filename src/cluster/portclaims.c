#include "cluster/portclaims.h"

#include "base/mem.h"
#include "base/rng.h"

#include <arpa/inet.h>
#include <inttypes.h>
#include <netinet/in.h>
#include <stddef.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

enum {
	LOWEST = 15000, /* below: ports that other programs like */
	USUAL_EPHEMERAL =
		32768, /* where the kernel's own range begins unless told otherwise */
	TRIES = 200,
};

struct claim {
	char *variable; /* NULL: a port given by number */
	char text[8];   /* the number again */
	uint16_t port;
	int held; /* the bound socket, -1: handed over */
	int name; /* the abstract socket */
};

struct port_claims {
	struct claim *items;
	size_t len;
	struct rng rng;
	uint16_t below; /* where the kernel's own range begins */
};

static uint16_t ephemeral_begin(void)
{
	FILE *f = fopen("/proc/sys/net/ipv4/ip_local_port_range", "re");
	char line[64] = "";
	long low = 0;

	if (f) {
		if (fgets(line, sizeof(line), f))
			low = strtol(line, NULL, 10);
		(void)fclose(f); /* read only */
	}
	return low > LOWEST + TRIES && low <= UINT16_MAX ? (uint16_t)low
							 : USUAL_EPHEMERAL;
}

struct port_claims *port_claims_new(void)
{
	struct port_claims *c = xcalloc(1, sizeof(*c));

	rng_init(&c->rng, rng_fresh_seed(), "ports");
	c->below = ephemeral_begin();
	return c;
}

static void close_socket(int *fd)
{
	if (*fd >= 0)
		(void)close(*fd); /* nothing was written to it */
	*fd = -1;
}

void port_claims_free(struct port_claims *c)
{
	if (!c)
		return;
	for (size_t i = 0; i < c->len; i++) {
		close_socket(&c->items[i].held);
		close_socket(&c->items[i].name);
		free(c->items[i].variable);
	}
	free(c->items);
	free(c);
}

/* A name only one process can have, gone with the process: "\0kchaos/port/29091". */
static int bind_name(uint16_t port)
{
	struct sockaddr_un at = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	int n = snprintf(at.sun_path + 1, sizeof(at.sun_path) - 1, "kchaos/port/%u",
			 (unsigned)port);
	socklen_t len = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 +
				    (size_t)n);

	if (fd >= 0 && bind(fd, (const struct sockaddr *)&at, len) != 0)
		close_socket(&fd);
	return fd;
}

static int bind_port(const char *ip, uint16_t port)
{
	struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons(port)};
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	int on = 1;

	if (inet_pton(AF_INET, ip, &at.sin_addr) != 1)
		at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	/* As the engine's proxy does: connections of an earlier cluster that are closing are no
	 * obstacle, a listener is. Without listening the kernel would let two of us share it, so
	 * listen: nobody gets an answer before the port is handed over anyway. */
	if (fd >= 0 && (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) != 0 ||
			bind(fd, (const struct sockaddr *)&at, sizeof(at)) != 0 ||
			listen(fd, 1) != 0))
		close_socket(&fd);
	return fd;
}

static struct claim *find_port(const struct port_claims *c, uint16_t port)
{
	for (size_t i = 0; i < c->len; i++)
		if (c->items[i].port == port)
			return &c->items[i];
	return NULL;
}

static bool take(struct port_claims *c, const char *ip, uint16_t port,
		 const char *variable)
{
	struct claim claim = {.port = port, .held = -1, .name = -1};

	if (find_port(c, port))
		return false;
	claim.name = bind_name(port);
	claim.held = claim.name >= 0 ? bind_port(ip, port) : -1;
	if (claim.held < 0) {
		close_socket(&claim.name);
		return false;
	}
	claim.variable = variable ? xstrdup(variable) : NULL;
	(void)snprintf(claim.text, sizeof(claim.text), "%u", (unsigned)port);
	*GROW(c->items, c->len) = claim;
	return true;
}

bool port_claims_has(const struct port_claims *c, uint16_t port)
{
	return find_port(c, port) != NULL;
}

bool port_claims_take(struct port_claims *c, const char *ip, uint16_t port)
{
	return take(c, ip, port, NULL);
}

static struct claim *find_variable(const struct port_claims *c, const char *variable)
{
	for (size_t i = 0; i < c->len; i++)
		if (c->items[i].variable && strcmp(c->items[i].variable, variable) == 0)
			return &c->items[i];
	return NULL;
}

const char *port_claims_get(const struct port_claims *c, const char *variable)
{
	const struct claim *found = find_variable(c, variable);

	return found ? found->text : NULL;
}

uint16_t port_claims_choose(struct port_claims *c, const char *variable, uint16_t wanted)
{
	const struct claim *had = find_variable(c, variable);

	if (had)
		return had->port;
	if (wanted && take(c, "127.0.0.1", wanted, variable))
		return wanted;
	for (int i = 0; i < TRIES; i++) {
		uint64_t off = rng_below(&c->rng, (uint64_t)c->below - LOWEST);
		uint16_t port = (uint16_t)(LOWEST + off);

		if (take(c, "127.0.0.1", port, variable))
			return port;
	}
	return 0;
}

void port_claims_hand_over(struct port_claims *c, uint16_t port)
{
	struct claim *found = c ? find_port(c, port) : NULL;

	if (found)
		close_socket(&found->held);
}
