#include "cluster/addresses.h"

#include "base/mem.h"
#include "base/str.h"

#include <arpa/inet.h>

enum { TRIES = 5 };

/* What the engine chose; it is free again when this returns. */
static char *free_subnet(struct engine *en, const struct network_spec *spec,
			 struct err *e)
{
	struct network n = {0};
	char *subnet = NULL;

	if (network_inspect(en, spec->name, &n, e) == ENGINE_DONE && n.subnet &&
	    n.subnet[0])
		subnet = xstrdup(n.subnet);
	network_release(&n);
	if (subnet && network_remove(en, spec->name, e) == ENGINE_FAILED) {
		free(subnet);
		return NULL;
	}
	return subnet;
}

static enum engine_result create(struct engine *en, const struct network_spec *spec,
				 struct err *e)
{
	char *id = NULL;
	enum engine_result result = network_create(en, spec, &id, e);

	free(id);
	return result;
}

/* Once: let the engine choose, then ask for just that. ENGINE_GONE: somebody else took the
 * subnet in between. */
static enum engine_result try_pinned(struct engine *en, const struct network_spec *spec,
				     char **out_subnet, struct err *e)
{
	struct network_spec pinned = *spec;
	struct err taken = {0};
	enum engine_result result = create(en, spec, e);
	char *subnet;

	if (result != ENGINE_DONE)
		return result;
	subnet = free_subnet(en, spec, e);
	if (!subnet)
		return e->kind == ERR_NONE ? ENGINE_DONE
					   : ENGINE_FAILED; /* without: as it is */
	pinned.subnet = subnet;
	result = create(en, &pinned, &taken);
	if (result == ENGINE_DONE) {
		*out_subnet = subnet;
		return ENGINE_DONE;
	}
	free(subnet);
	return result == ENGINE_FAILED ? ENGINE_GONE : result;
}

enum engine_result network_create_pinned(struct engine *en,
					 const struct network_spec *spec,
					 char **out_subnet, struct err *e)
{
	enum engine_result result = ENGINE_GONE;

	*out_subnet = NULL;
	if (spec->subnet || (spec->driver && strcmp(spec->driver, "bridge") != 0 &&
			     strcmp(spec->driver, "overlay") != 0))
		return create(en, spec, e);
	for (int i = 0; i < TRIES && result == ENGINE_GONE; i++)
		result = try_pinned(en, spec, out_subnet, e);
	return result == ENGINE_GONE ? create(en, spec, e) : result;
}

/* "172.22.0.0/16" */
static bool parse_subnet(const char *subnet, uint32_t *out_base, int64_t *out_bits)
{
	const char *slash = strchr(subnet, '/');
	char text[INET_ADDRSTRLEN] = {0};
	struct in_addr base;

	if (!slash || (size_t)(slash - subnet) >= sizeof(text) ||
	    !str_to_int(slash + 1, out_bits))
		return false;
	memcpy(text, subnet, (size_t)(slash - subnet));
	if (*out_bits < 8 || *out_bits > 30 || inet_pton(AF_INET, text, &base) != 1)
		return false;
	*out_base = ntohl(base.s_addr);
	return true;
}

char *address_in(const char *subnet, uint32_t n)
{
	char text[INET_ADDRSTRLEN] = {0};
	struct in_addr address;
	uint32_t base;
	int64_t bits;

	if (!parse_subnet(subnet, &base, &bits))
		return NULL;
	if (n >= (1U << (32 - bits)) - 1)
		return NULL; /* the last one is the broadcast address */
	address.s_addr = htonl(base + n);
	return inet_ntop(AF_INET, &address, text, sizeof(text)) ? xstrdup(text) : NULL;
}

bool address_is_in(const char *subnet, const char *address)
{
	struct in_addr a;
	uint32_t base;
	int64_t bits;

	return parse_subnet(subnet, &base, &bits) &&
	       inet_pton(AF_INET, address, &a) == 1 &&
	       (ntohl(a.s_addr) >> (32 - bits)) == (base >> (32 - bits));
}
