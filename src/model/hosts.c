#include "model/hosts.h"

#include "base/mem.h"

static const char *const networks[] = {
#define NETWORK_NAME(id, name) name,
	HOST_NETWORKS(NETWORK_NAME)
#undef NETWORK_NAME
};

const char *host_network_name(enum host_network n)
{
	return networks[n];
}

bool host_network_from(const char *name, enum host_network *out)
{
	for (size_t i = 0; i < ARRAY_LEN(networks); i++)
		if (strcmp(networks[i], name) == 0) {
			*out = (enum host_network)i;
			return true;
		}
	return false;
}

static char *copy(const char *text)
{
	return text ? xstrdup(text) : NULL;
}

struct host host_copy(const struct host *from)
{
	return (struct host){.name = copy(from->name),
			     .engine = copy(from->engine),
			     .tls = copy(from->tls),
			     .rack = copy(from->rack),
			     .address = copy(from->address),
			     .engine_stop = copy(from->engine_stop),
			     .engine_kill = copy(from->engine_kill),
			     .engine_start = copy(from->engine_start)};
}

void host_release(struct host *h)
{
	free(h->name);
	free(h->engine);
	free(h->tls);
	free(h->rack);
	free(h->address);
	free(h->engine_stop);
	free(h->engine_kill);
	free(h->engine_start);
}

void hosts_release(struct hosts *h)
{
	for (size_t i = 0; i < h->len; i++)
		host_release(&h->at[i]);
	free(h->at);
	params_release(&h->place);
	*h = (struct hosts){0};
}

void hosts_copy(struct hosts *to, const struct hosts *from)
{
	*to = (struct hosts){.network = from->network,
			     .quorum_on_one_host = from->quorum_on_one_host};
	for (size_t i = 0; i < from->len; i++)
		*GROW(to->at, to->len) = host_copy(&from->at[i]);
	for (size_t i = 0; i < from->place.len; i++)
		params_set(&to->place, from->place.item[i].name, from->place.item[i].text,
			   0);
}

size_t hosts_index(const struct hosts *h, const char *name)
{
	for (size_t i = 0; i < h->len; i++)
		if (strcmp(h->at[i].name, name) == 0)
			return i;
	return h->len;
}

bool hosts_have_rack(const struct hosts *h, const char *rack)
{
	for (size_t i = 0; i < h->len; i++)
		if (strcmp(h->at[i].rack, rack) == 0)
			return true;
	return false;
}
