#include "compose_kit.h"

#include "base/str.h"
#include "unit.h"

struct diags diags;
struct compose *compose;

struct compose *compose_kit_load(const char *text, const struct compose_opts *opts)
{
	struct compose_opts none = {0};
	struct strbuf said = STRBUF_INIT;

	diags = (struct diags)DIAGS_INIT;
	compose = compose_parse("/nowhere/proj/compose.yaml", text, strlen(text),
				opts ? opts : &none, &diags);
	diags_text(&diags, &said);
	ck_assert_msg(compose != NULL, "%s", strbuf_text(&said));
	strbuf_release(&said);
	return compose;
}

void compose_kit_open(void)
{
	static const char *const names[] = {"COMPOSE_PROJECT_NAME", "COMPOSE_PROFILES",
					    "KAFKA1_PORT", "IMAGE"};

	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		ck_assert_int_eq(unsetenv(names[i]), 0);
}

void compose_kit_close(void)
{
	compose_free(compose);
	compose = NULL;
	diags_release(&diags);
}
