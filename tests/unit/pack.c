#include "pack.h"

#include "base/mem.h"

#include <sys/socket.h>

void pack_put(struct pack *p, const void *bytes, size_t n)
{
	if (p->len + n > sizeof(p->bytes))
		abort(); /* raise PACK_MAX */
	memcpy(p->bytes + p->len, bytes, n);
	p->len += n;
}

void pack_num(struct pack *p, int64_t n)
{
	pack_put(p, &n, sizeof(n));
}

void pack_text(struct pack *p, const char *text)
{
	pack_num(p, text != NULL);
	if (text)
		pack_put(p, text, strlen(text) + 1);
}

void pack_ids(struct pack *p, const struct ids *ids)
{
	pack_num(p, ids ? (int64_t)ids->len : -1);
	for (size_t i = 0; ids && i < ids->len; i++)
		pack_num(p, ids->id[i]);
}

void unpack(struct pack *p, void *to, size_t n)
{
	if (p->at + n > p->len)
		abort(); /* the sides do not agree */
	memcpy(to, p->bytes + p->at, n);
	p->at += n;
}

int64_t unpack_num(struct pack *p)
{
	int64_t n;

	unpack(p, &n, sizeof(n));
	return n;
}

const char *unpack_text(struct pack *p)
{
	const char *text;

	if (unpack_num(p) == 0)
		return NULL;
	text = p->bytes + p->at;
	p->at += strlen(text) + 1;
	return text;
}

char *unpack_copy(struct pack *p)
{
	const char *text = unpack_text(p);

	return text ? xstrdup(text) : NULL;
}

bool unpack_ids(struct pack *p, struct ids *out)
{
	int64_t n = unpack_num(p);

	for (int64_t i = 0; i < n; i++)
		ids_add(out, (int32_t)unpack_num(p));
	return n >= 0;
}

bool pack_send(int fd, const struct pack *p)
{
	return send(fd, p->bytes, p->len, MSG_NOSIGNAL) == (ssize_t)p->len;
}

bool pack_receive(int fd, struct pack *p)
{
	ssize_t n = recv(fd, p->bytes, sizeof(p->bytes), 0);

	p->len = n > 0 ? (size_t)n : 0;
	p->at = 0;
	return n > 0;
}
