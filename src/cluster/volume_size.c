#include "cluster/volume_size.h"

#include "base/mem.h"
#include "base/str.h"

bool volume_is_tmpfs(const char *driver, const struct pair_list *options)
{
	const char *type = pair_list_get(options, "type");

	return (!driver || strcmp(driver, "local") == 0) && type &&
	       strcmp(type, "tmpfs") == 0;
}

/* "300m" as mount(8) takes it: k, m, g, or bytes. A percentage depends on the host's memory: 0. */
static int64_t read_size(const char *text, size_t len)
{
	static const char units[] = "kmg";
	char *number = xstrndup(text, len);
	const char *unit;
	int64_t n = 0;

	len = strlen(number);
	unit = len > 0 ? strchr(units, number[len - 1] | 0x20) : NULL;
	if (unit)
		number[len - 1] = '\0';
	if (!str_to_int(number, &n) || n < 0 || n > INT64_MAX >> 30)
		n = 0;
	free(number);
	return unit ? n << (10 * (unit - units + 1)) : n;
}

/* In the options of mount(8), the last one counts. */
int64_t volume_size(const struct pair_list *options)
{
	const char *o = pair_list_get(options, "o");
	int64_t size = 0;

	if (!o || !volume_is_tmpfs(NULL, options))
		return 0;
	while (*o) {
		size_t n = strcspn(o, ",");

		if (str_starts(o, "size="))
			size = read_size(o + 5, n - 5);
		o += n + (o[n] == ',');
	}
	return size;
}
