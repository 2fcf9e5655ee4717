/*
 * listeners.h - Kafka's lists of listeners and voters, as texts; private to cluster/.
 *
 * Owner: the caller; _release(). Threads: any. Fails: returns false on text that is no such list.
 */
#ifndef CLUSTER_LISTENERS_H
#define CLUSTER_LISTENERS_H

#include "base/base.h"

/* NAME://host:port */
struct listener {
	char *name;
	char *host; /* "": every address */
	int port;
};

struct listeners {
	struct listener *items;
	size_t len;
};

bool listeners_parse(const char *text, struct listeners *out);
void listeners_release(struct listeners *l);
const struct listener *listeners_find(const struct listeners *l,
				      const char *name); /* or NULL */

/* id@host:port */
struct voter {
	int32_t id;
	char *host;
	int port;
};

struct voters {
	struct voter *items;
	size_t len;
};

bool voters_parse(const char *text, struct voters *out);
/* The same with a directory behind each: "1@kafka1:9093:JEXY6aqzQY-32P5TStzaFg". */
bool initial_voters_parse(const char *text, struct voters *out);
/* host:port; the ids are -1. */
bool servers_parse(const char *text, struct voters *out);
void voters_release(struct voters *v);

/* Is `word` an item of a list "A,B , C"? */
bool names_has(const char *list, const char *word);

/* The value of a name in "NAME:VALUE,NAME:VALUE"; caller frees; NULL: not there. */
char *names_value(const char *map, const char *name);

#endif
