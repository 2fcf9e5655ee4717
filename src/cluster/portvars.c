#include "cluster/portvars.h"

#include "base/mem.h"
#include "base/str.h"
#include "cluster/compose_values.h"
#include "cluster/portclaims.h"

#include <ctype.h>

const char *port_host_part(const char *text, size_t *out_len)
{
	const char *begin = text, *part = NULL;
	size_t depth = 0;

	/* Ends at the last colon outside braces and brackets, begins behind the one before. */
	for (const char *p = text; *p; p++) {
		if (strchr("{[", *p))
			depth++;
		else if (strchr("}]", *p) && depth > 0)
			depth--;
		else if (*p == ':' && depth == 0) {
			part = begin;
			*out_len = (size_t)(p - begin);
			begin = p + 1;
		}
	}
	return part && *out_len > 0 ? part : NULL;
}

static size_t name_length(const char *text, size_t len)
{
	size_t n = 0;

	if (len == 0 || isdigit((unsigned char)*text))
		return 0;
	while (n < len && (isalnum((unsigned char)text[n]) || text[n] == '_'))
		n++;
	return n;
}

/* Does the brace that opens a text close at its very end? */
static bool is_in_braces(const char *text, size_t len)
{
	size_t depth = 0;

	if (len < 4 || text[1] != '{')
		return false;
	for (size_t i = 1; i < len; i++) {
		depth += text[i] == '{';
		depth -= text[i] == '}' && depth > 0;
		if (depth == 0)
			return i == len - 1;
	}
	return false;
}

char *port_variable(const char *text, size_t len, uint16_t *out_default)
{
	bool braces = is_in_braces(text, len);
	const char *name = text + 1 + braces, *rest;
	size_t room, n;
	int64_t port = 0;
	char *number;

	*out_default = 0;
	if (len < 2 || *text != '$')
		return NULL;
	room = len - 1 - (braces ? 2 : 0);
	n = name_length(name, room);
	rest = name + n;
	if (n == 0 || (n < room && (!braces || !strchr(":-?", *rest))))
		return NULL;
	if (n < room) {
		size_t skip = 1 + (*rest == ':');

		if (rest[skip - 1] != '-' && rest[skip - 1] != '?')
			return NULL;
		number = xstrndup(rest + skip, room > n + skip ? room - n - skip : 0);
		if (rest[skip - 1] == '-' && value_int(number, 1, UINT16_MAX, &port))
			*out_default = (uint16_t)port;
		free(number);
	}
	return xstrndup(name, n);
}

/* Set, though perhaps to nothing: then it is the user's choice, unless the file says :- to it. */
static bool is_set(const struct compose *c, const char *name)
{
	const char *value = compose_variable(c, name);

	return value && *value;
}

static void choose(struct compose *c, const struct ynode *at, const char *part,
		   size_t len, struct diags *d)
{
	uint16_t wanted;
	char *name = port_variable(part, len, &wanted);

	if (name && !is_set(c, name) && port_claims_choose(c->claims, name, wanted) == 0)
		diags_found(d, CODE_NO_FREE_PORT, at,
			    "no port of this machine is free for '%s'", name);
	free(name);
}

static void choose_for_port(struct compose *c, const struct ynode *port, struct diags *d)
{
	const struct ynode *published = ynode_get(port, "published");
	const char *part = NULL;
	size_t len = 0;

	if (ynode_is_scalar(port))
		part = port_host_part(port->text, &len);
	else if (published && ynode_is_scalar(published)) {
		part = published->text;
		len = strlen(part);
	}
	if (part)
		choose(c, published ? published : port, part, len, d);
}

void port_variables_choose(struct compose *c, struct diags *d)
{
	const struct ynode *services = ynode_get(c->doc.root, "services");

	if (!ynode_is_map(services))
		return;
	yaml_foreach (s, services) {
		const struct ynode *ports = ynode_get(s->value, "ports");

		yaml_foreach (port, ynode_is_list(ports) ? ports : NULL)
			choose_for_port(c, port->value, d);
	}
}
