/*
 * interpolate.h - variables in values, as Compose replaces them:
 *
 *     $VAR ${VAR}            its value; "" and a warning when unset
 *     ${VAR-d}   ${VAR:-d}   d when unset / when unset or empty
 *     ${VAR?e}   ${VAR:?e}   an error with the text e when unset / when unset or empty
 *     ${VAR+r}   ${VAR:+r}   r when set / when set and not empty, else ""
 *     $$                     a $
 *
 * d, e and r may hold variables again, braces in them must pair; only the branch taken is looked
 * at. Any other $ is an error. Keys are left alone.
 * Owner: the tree keeps the new texts. Threads: one. Fails: errors go to the diags, the value
 * then stays as written.
 */
#ifndef YAML_INTERPOLATE_H
#define YAML_INTERPOLATE_H

#include "yaml/tree.h"

/* All new texts of a tree together: an exploding variable is refused. */
enum { YAML_MAX_INTERPOLATED = 16 * 1024 * 1024 };

/* The value of a variable, or NULL when unset; must stay valid until the next call. */
typedef const char *yaml_lookup_fn(void *arg, const char *name);

/* Once per tree; a second call changes nothing. Values keep their place in the file. */
void yaml_interpolate(struct ynode *root, yaml_lookup_fn *lookup, void *arg,
		      struct diags *d);

/* The same for one text, appended to `out`; `at` (may be NULL) is where it stands. Returns -1
 * after an error, with `out` as it was. */
int yaml_interpolate_text(const char *text, yaml_lookup_fn *lookup, void *arg,
			  const struct ypos *at, struct strbuf *out, struct diags *d);

#endif
