#include "diag_kit.h"

#include "base/str.h"

#include <string.h>

static bool is_code(const char *p)
{
	return str_starts(p, " [K") && strspn(p + 3, "0123456789") == 3 &&
	       str_starts(p + 6, "]\n");
}

void diags_plain(const struct diags *d, struct strbuf *out)
{
	struct strbuf all = STRBUF_INIT;

	diags_text(d, &all);
	for (const char *p = strbuf_text(&all); *p; p++) {
		if (is_code(p))
			p += strlen(" [K205]");
		strbuf_addch(out, *p);
	}
	strbuf_release(&all);
}
