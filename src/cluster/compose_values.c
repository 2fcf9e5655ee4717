#include "cluster/compose_values.h"

#include "base/mem.h"
#include "base/str.h"
#include "base/strbuf.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <strings.h>

/* A number with a point at most, without sign, exponent or locale. Returns where it ends. */
static const char *read_number(const char *text, double *out)
{
	const char *p = text;
	double value = 0, scale = 1;

	for (; isdigit((unsigned char)*p); p++)
		value = value * 10 + (*p - '0');
	if (*p == '.')
		for (p++; isdigit((unsigned char)*p); p++) {
			scale /= 10;
			value += (*p - '0') * scale;
		}
	if (p == text || (p == text + 1 && *text == '.'))
		return NULL;
	*out = value;
	return p;
}

static bool to_int64(double value, int64_t *out)
{
	if (value >= 9.2e18)
		return false;
	*out = (int64_t)llround(value);
	return true;
}

struct unit {
	const char *name;
	double factor;
};

static const struct unit byte_units[] = {
	{"", 1},
	{"b", 1},
	{"k", 1024.},
	{"kb", 1024.},
	{"kib", 1024.},
	{"m", 1048576.},
	{"mb", 1048576.},
	{"mib", 1048576.},
	{"g", 1073741824.},
	{"gb", 1073741824.},
	{"gib", 1073741824.},
	{"t", 1099511627776.},
	{"tb", 1099511627776.},
	{"tib", 1099511627776.},
};

bool value_bytes(const char *text, int64_t *out)
{
	double value;
	const char *unit = read_number(text, &value);

	if (!unit)
		return false;
	while (*unit == ' ')
		unit++;
	for (size_t i = 0; i < ARRAY_LEN(byte_units); i++)
		if (strcasecmp(unit, byte_units[i].name) == 0)
			return to_int64(value * byte_units[i].factor, out);
	return false;
}

static const struct unit duration_units[] = {
	{"ns", 1},       {"us", 1e3},       {"ms", 1e6},        {"s", 1e9},
	{"m", 60 * 1e9}, {"h", 3600 * 1e9}, {"d", 86400 * 1e9}, {"w", 604800 * 1e9},
};

static bool duration_part(const char **p, double *sum)
{
	double value;
	const char *unit = read_number(*p, &value);
	size_t n = 0;

	if (!unit)
		return false;
	while (isalpha((unsigned char)unit[n]))
		n++;
	for (size_t i = 0; i < ARRAY_LEN(duration_units); i++) {
		const struct unit *u = &duration_units[i];

		if (strlen(u->name) == n && strncmp(unit, u->name, n) == 0) {
			*sum += value * u->factor;
			*p = unit + n;
			return true;
		}
	}
	return false;
}

bool value_duration(const char *text, int64_t *out_ns)
{
	const char *p = text;
	double sum = 0;

	do {
		if (!duration_part(&p, &sum))
			return false;
	} while (*p);
	return to_int64(sum, out_ns);
}

bool value_cpus(const char *text, int64_t *out_nano)
{
	double value;
	const char *end = read_number(text, &value);

	return end && !*end && to_int64(value * 1e9, out_nano);
}

bool value_bool(const char *text, bool *out)
{
	static const char *const yes[] = {"true", "yes", "on", "y", "1"};
	static const char *const no[] = {"false", "no", "off", "n", "0"};

	for (size_t i = 0; i < ARRAY_LEN(yes); i++) {
		if (strcasecmp(text, yes[i]) == 0)
			return *out = true;
		if (strcasecmp(text, no[i]) == 0) {
			*out = false;
			return true;
		}
	}
	return false;
}

bool value_int(const char *text, int64_t min, int64_t max, int64_t *out)
{
	int64_t n;

	if (!str_to_int(text, &n) || n < min || n > max)
		return false;
	*out = n;
	return true;
}

/* One word of a command line; *p is left behind it. false: a quote is open. */
static bool read_word(const char **p, struct strbuf *word)
{
	char quote = 0;
	const char *c = *p;

	for (; *c && (quote || !isspace((unsigned char)*c)); c++) {
		if (quote && *c == quote)
			quote = 0;
		else if (!quote && (*c == '\'' || *c == '"'))
			quote = *c;
		else if (*c == '\\' && quote != '\'' && c[1])
			strbuf_addch(word, *++c);
		else
			strbuf_addch(word, *c);
	}
	*p = c;
	return !quote;
}

bool value_words(const char *text, struct text_list *out)
{
	struct strbuf word = STRBUF_INIT;
	bool ok = true;

	while (ok) {
		while (isspace((unsigned char)*text))
			text++;
		if (!*text)
			break;
		strbuf_clear(&word);
		ok = read_word(&text, &word);
		if (ok)
			text_list_add(out, strbuf_text(&word));
	}
	strbuf_release(&word);
	return ok;
}

static int number_base(const char *p)
{
	if (*p != '0' || !p[1])
		return 10;
	switch (p[1]) {
	case 'x':
	case 'X': return 16;
	case 'b':
	case 'B': return 2;
	case 'o':
	case 'O': return 8;
	default: return isdigit((unsigned char)p[1]) ? 8 : 10; /* 017; "0.1" is none */
	}
}

/* YAML's whole numbers, with the base prefixes Go reads: 0x10, 0o17, 017, 0b1, 1_000. */
static bool yaml_int(const char *text, int64_t *out)
{
	bool minus = *text == '-';
	const char *p = text + (*text == '-' || *text == '+');
	char digits[72], *end;
	size_t n = 0;
	int base;

	if (!isdigit((unsigned char)*p))
		return false;
	base = number_base(p);
	if (base != 10)
		p += isdigit((unsigned char)p[1]) ? 1 : 2;
	for (; *p; p++) {
		if (*p == '_')
			continue;
		if (!isxdigit((unsigned char)*p) || n + 1 >= sizeof(digits))
			return false;
		digits[n++] = *p;
	}
	digits[n] = '\0';
	errno = 0;
	*out = strtoll(digits, &end, base);
	if (minus)
		*out = -*out;
	return n > 0 && errno == 0 && !*end;
}

/* [-+]? digits with a point and/or an exponent. */
static bool is_yaml_float(const char *text)
{
	const char *p = text + (*text == '-' || *text == '+');
	bool has_digit = false, is_float = false;

	for (; isdigit((unsigned char)*p); p++)
		has_digit = true;
	if (*p == '.') {
		is_float = true;
		for (p++; isdigit((unsigned char)*p); p++)
			has_digit = true;
	}
	if (has_digit && (*p == 'e' || *p == 'E')) {
		p += 1 + (p[1] == '-' || p[1] == '+');
		is_float = isdigit((unsigned char)*p);
		while (isdigit((unsigned char)*p))
			p++;
	}
	return has_digit && is_float && !*p;
}

/* The shortest digits that read back as the same number, as Go's %v prints them. */
static char *print_float(double value)
{
	char buf[48];
	int digits = 1;
	double exponent = value == 0 ? 0 : floor(log10(fabs(value)));

	do
		(void)snprintf(buf, sizeof(buf), "%.*e", digits - 1, value);
	while (++digits <= 17 && strtod(buf, NULL) != value);
	if (exponent < -4 || exponent >= 21)
		return xstrdup(buf);
	digits = digits - 2 - (int)exponent;
	return xasprintf("%.*f", digits > 0 ? digits : 0, value);
}

char *value_print(const struct ynode *n)
{
	static const char *const truths[] = {"true", "True", "TRUE"};
	static const char *const lies[] = {"false", "False", "FALSE"};
	int64_t whole;

	if (n->is_null)
		return xstrdup("");
	/* What a variable was replaced in is a text, whatever it looks like now. */
	if (!n->is_plain || n->interpolated)
		return xstrdup(n->text);
	for (size_t i = 0; i < ARRAY_LEN(truths); i++) {
		if (strcmp(n->text, truths[i]) == 0)
			return xstrdup("true");
		if (strcmp(n->text, lies[i]) == 0)
			return xstrdup("false");
	}
	if (yaml_int(n->text, &whole))
		return xasprintf("%" PRId64, whole);
	if (is_yaml_float(n->text))
		return print_float(strtod(n->text, NULL));
	return xstrdup(n->text);
}

bool read_scalar(const struct ynode *n, const char *what, struct diags *d)
{
	if (ynode_is_scalar(n) && !ynode_is_null(n))
		return true;
	diags_found(d, CODE_WRONG_SHAPE, n, "'%s' wants a text, not %s", what,
		    ynode_kind_name(n));
	return false;
}

bool read_bool(const struct ynode *n, const char *what, bool *out, struct diags *d)
{
	if (!read_scalar(n, what, d))
		return false;
	if (value_bool(n->text, out))
		return true;
	diags_found(d, CODE_WRONG_VALUE, n, "'%s' wants true or false, not '%s'", what,
		    n->text);
	return false;
}

bool read_texts(const struct ynode *n, const char *what, struct text_list *out,
		struct diags *d)
{
	bool ok = true;

	if (!ynode_is_list(n)) {
		if (!read_scalar(n, what, d))
			return false;
		text_list_add(out, n->text);
		return true;
	}
	yaml_foreach (e, n) {
		if (!read_scalar(e->value, what, d)) {
			ok = false;
			continue;
		}
		char *text = value_print(e->value);

		text_list_add(out, text);
		free(text);
	}
	return ok;
}

static bool read_pair_item(const struct ynode *n, const char *what, struct pair_list *out,
			   struct diags *d)
{
	const char *equals;
	char *key;

	if (!read_scalar(n, what, d))
		return false;
	equals = strchr(n->text, '=');
	key = xstrndup(n->text, equals ? (size_t)(equals - n->text) : strlen(n->text));
	pair_list_set(out, key, equals ? equals + 1 : "");
	free(key);
	return true;
}

bool read_pairs(const struct ynode *n, const char *what, struct pair_list *out,
		struct diags *d)
{
	bool ok = true;

	if (ynode_is_scalar(n)) {
		diags_found(d, CODE_WRONG_SHAPE, n,
			    "'%s' wants a mapping or a list of 'name=value', not %s",
			    what, ynode_kind_name(n));
		return false;
	}
	yaml_foreach (e, n) {
		if (!e->key) {
			ok = read_pair_item(e->value, what, out, d) && ok;
		} else if (!ynode_is_scalar(e->value)) {
			diags_found(d, CODE_WRONG_SHAPE, e->value,
				    "'%s' wants a text in '%s', not %s", e->key->text,
				    what, ynode_kind_name(e->value));
			ok = false;
		} else {
			char *text = value_print(e->value);

			pair_list_set(out, e->key->text, text);
			free(text);
		}
	}
	return ok;
}
