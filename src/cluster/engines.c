#include "cluster/engines.h"

#include "base/mem.h"
#include "cluster/parallel.h"

static int init_pool(struct engines *s, size_t i, const char *engine, struct err *e)
{
	const struct host *h = s->hosts.len ? &s->hosts.at[i] : NULL;

	return h ? pool_init_at(&s->pools[i], h->engine, h->tls, e)
		 : pool_init(&s->pools[i], engine, e);
}

int engines_init(struct engines *s, const char *engine, const struct hosts *hosts,
		 struct err *e)
{
	*s = (struct engines){.len = 1};
	if (hosts && hosts->len > 0) {
		hosts_copy(&s->hosts, hosts);
		s->len = hosts->len;
	}
	s->pools = xcalloc(s->len, sizeof(*s->pools));
	for (size_t i = 0; i < s->len; i++)
		if (init_pool(s, i, engine, e) < 0) {
			s->len = i + 1; /* its lock is there */
			return engines_blame(s, i, e);
		}
	return 0;
}

void engines_release(struct engines *s)
{
	for (size_t i = 0; i < s->len; i++)
		pool_release(&s->pools[i]);
	free(s->pools);
	hosts_release(&s->hosts);
	*s = (struct engines){0};
}

struct engine_pool *engines_pool(struct engines *s, int32_t host)
{
	return &s->pools[host >= 0 && (size_t)host < s->len ? host : 0];
}

struct engine *engines_take(struct engines *s, size_t i, struct err *e)
{
	return s->hosts.len ? pool_take_soon(&s->pools[i], e)
			    : pool_take(&s->pools[i], NULL, e);
}

int engines_blame(const struct engines *s, size_t i, struct err *e)
{
	return s->hosts.len ? err_wrap(e, "host '%s'", s->hosts.at[i].name) : -1;
}

struct greeting {
	struct engines *engines;
	bool may_miss;
	struct err *why; /* of each */
};

/* Never fails: who does not answer is found in `why`. */
static int greet(void *arg, size_t i, UNUSED struct err *e)
{
	struct greeting *g = arg;
	struct engine_pool *p = &g->engines->pools[i];
	struct engine *en = g->may_miss ? pool_take_soon(p, &g->why[i])
					: pool_take(p, NULL, &g->why[i]);

	pool_put(p, en);
	return 0;
}

int engines_greet(struct engines *s, char **missing, struct err *e)
{
	struct greeting g = {s, missing != NULL, xcalloc(s->len, sizeof(struct err))};
	int rc = parallel(s->len, greet, NULL, &g, e);

	for (size_t i = 0; i < s->len && rc == 0; i++) {
		if (g.why[i].kind == ERR_NONE)
			continue;
		(void)engines_blame(s, i, &g.why[i]);
		if (missing) {
			missing[i] = xstrdup(g.why[i].msg);
		} else {
			*e = g.why[i];
			rc = -1;
		}
	}
	free(g.why);
	return rc;
}

bool engines_answer(struct engines *s, int32_t host)
{
	struct err ignored = {0};
	struct engine *en = pool_take_soon(engines_pool(s, host), &ignored);

	engine_close(en);
	return en != NULL;
}
