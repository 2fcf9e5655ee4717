#include "docker/endpoints.h"

#include "base/mem.h"
#include "docker/maps.h"

void endpoint_read(const char *network, const json_t *o, struct endpoint *out)
{
	const json_t *fixed = js_at(o, "IPAMConfig");

	*out = (struct endpoint){.network = xstrdup(network),
				 .has_config = json_is_object(fixed),
				 .fixed_ipv4 = js_dup_or_null(fixed, "IPv4Address"),
				 .fixed_ipv6 = js_dup_or_null(fixed, "IPv6Address"),
				 .gateway_priority = js_int(o, "GwPriority"),
				 .network_id = js_dup(o, "NetworkID"),
				 .endpoint_id = js_dup(o, "EndpointID"),
				 .ipv4 = js_dup(o, "IPAddress"),
				 .ipv6 = js_dup(o, "GlobalIPv6Address"),
				 .mac = js_dup(o, "MacAddress")};
	js_texts(o, "Aliases", &out->aliases);
	js_texts(o, "Links", &out->links);
	js_pairs(o, "DriverOpts", &out->driver_opts);
}

void endpoint_write(json_t *o, const struct endpoint *p, bool has_priority)
{
	json_t *fixed;

	js_put_texts(o, "Aliases", &p->aliases);
	js_put_texts(o, "Links", &p->links);
	js_put_pairs(o, "DriverOpts", &p->driver_opts);
	if (has_priority)
		js_put_int(o, "GwPriority", p->gateway_priority);
	if (p->has_config || p->fixed_ipv4 || p->fixed_ipv6) {
		fixed = js_put_object(o, "IPAMConfig");
		js_put_text(fixed, "IPv4Address", p->fixed_ipv4);
		js_put_text(fixed, "IPv6Address", p->fixed_ipv6);
	}
}

static char *copy(const char *text)
{
	return text ? xstrdup(text) : NULL;
}

void endpoint_copy(struct endpoint *to, const struct endpoint *from)
{
	*to = (struct endpoint){.network = copy(from->network),
				.has_config = from->has_config,
				.fixed_ipv4 = copy(from->fixed_ipv4),
				.fixed_ipv6 = copy(from->fixed_ipv6),
				.gateway_priority = from->gateway_priority,
				.network_id = copy(from->network_id),
				.endpoint_id = copy(from->endpoint_id),
				.ipv4 = copy(from->ipv4),
				.ipv6 = copy(from->ipv6),
				.mac = copy(from->mac)};
	text_list_copy(&to->aliases, &from->aliases);
	text_list_copy(&to->links, &from->links);
	pair_list_copy(&to->driver_opts, &from->driver_opts);
}

void endpoint_release(struct endpoint *p)
{
	free(p->network);
	free(p->fixed_ipv4);
	free(p->fixed_ipv6);
	free(p->network_id);
	free(p->endpoint_id);
	free(p->ipv4);
	free(p->ipv6);
	free(p->mac);
	text_list_release(&p->aliases);
	text_list_release(&p->links);
	pair_list_release(&p->driver_opts);
	*p = (struct endpoint){0};
}

static void save(json_t *o, const struct endpoint *p)
{
	js_put_text(o, "Network", p->network);
	endpoint_write(o, p, true);
}

static int load(const json_t *o, struct endpoint *out, struct err *e)
{
	if (!*js_text(o, "Network"))
		return err_set(e, CODE_JOURNAL_GARBLED,
			       "a saved network endpoint has no network");
	endpoint_read(js_text(o, "Network"), o, out);
	return 0;
}

/* Cannot fail: the texts came from JSON. */
static char *written(json_t *take, const char *otherwise)
{
	struct err ignored = {0};
	char *line = js_body(take, &ignored);

	return line ? line : xstrdup(otherwise);
}

char *endpoint_save(const struct endpoint *p)
{
	json_t *o = json_object();

	save(o, p);
	return written(o, "{}");
}

int endpoint_load(const char *line, struct endpoint *out, struct err *e)
{
	json_t *o = js_parse(line, strlen(line), e);
	int rc = o ? load(o, out, e) : -1;

	json_decref(o);
	return rc;
}

void endpoint_list_release(struct endpoint_list *l)
{
	endpoints_free(l->items, l->len);
	*l = (struct endpoint_list){0};
}

char *endpoint_list_save(const struct endpoint_list *l)
{
	json_t *all = json_array();

	for (size_t i = 0; i < l->len; i++)
		save(js_add_object(all), &l->items[i]);
	return written(all, "[]");
}

int endpoint_list_load(const char *line, struct endpoint_list *out, struct err *e)
{
	json_t *all = js_parse(line, strlen(line), e);
	const json_t *o;
	size_t i;
	int rc = all ? 0 : -1;

	*out = (struct endpoint_list){0};
	if (all && !json_is_array(all))
		rc = err_set(e, CODE_JOURNAL_GARBLED,
			     "saved network endpoints are no list: '%.80s'", line);
	json_array_foreach (all, i, o) {
		if (rc == 0)
			rc = load(o, GROW(out->items, out->len), e);
	}
	json_decref(all);
	if (rc < 0)
		endpoint_list_release(out);
	return rc;
}
