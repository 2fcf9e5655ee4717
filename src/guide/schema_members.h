/*
 * schema_members.h - guide's own: the members of an object that no table of the program reads, one by one.
 * Owner: the caller. Threads: pure. Fails: only without memory.
 */
#ifndef GUIDE_SCHEMA_MEMBERS_H
#define GUIDE_SCHEMA_MEMBERS_H

#include "guide/schema_json.h"

/*
 * Types: i integer, n number, b boolean, s text, * anything; NAME an object of that name; "?" behind it: or null;
 * "[...]" a list of it; "~" before it: it may be missing.
 */
struct schema_member {
	const char *name; /* NULL ends the table */
	const char *type;
	const char *help; /* NULL: its name says it */
};

#define SCHEMA_MEMBER_END        \
	{                        \
		NULL, NULL, NULL \
	}

/* An object that has all of them, but for those that may be missing. */
json_t *schema_members(const struct schema_member *m);

#endif
