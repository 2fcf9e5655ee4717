#include "base/str.h"
#include "unit.h"

enum { UNTOUCHED = -7 };

typedef bool reader(const char *text, int64_t *out);

static const struct {
	reader *read;
	const char *text;
	int64_t want; /* UNTOUCHED: must be refused */
} readings[] = {
	{str_to_duration, "500ms", 500000000},
	{str_to_duration, "30s", 30000000000},
	{str_to_duration, "2m", 120000000000},
	{str_to_duration, "2min", 120000000000},
	{str_to_duration, "1h", 3600000000000},
	{str_to_duration, "100us", 100000},
	{str_to_duration, "0s", 0},
	{str_to_duration, "", UNTOUCHED},
	{str_to_duration, "30", UNTOUCHED},
	{str_to_duration, "s", UNTOUCHED},
	{str_to_duration, ".5s", UNTOUCHED},
	{str_to_duration, "5.s", UNTOUCHED},
	{str_to_duration, "1.5.5s", UNTOUCHED},
	{str_to_duration, "-1s", UNTOUCHED},
	{str_to_duration, "+1s", UNTOUCHED},
	{str_to_duration, " 1s", UNTOUCHED},
	{str_to_duration, "1s ", UNTOUCHED},
	{str_to_duration, "1 s", UNTOUCHED},
	{str_to_duration, "1S", UNTOUCHED},
	{str_to_duration, "1ns", UNTOUCHED},
	{str_to_duration, "1e3s", UNTOUCHED},
	{str_to_duration, "0x1s", UNTOUCHED},
	{str_to_duration, "1,5s", UNTOUCHED},
	{str_to_duration, "1.5s", 1500000000},
	{str_to_duration, "1.50000000s", 1500000000},
	{str_to_duration, "1.5000000h", 5400000000000}, /* decimals x unit > int64 */
	{str_to_duration, "0.999999999h", 3599999996400},
	{str_to_duration, "0.123456789s", 123456789},
	{str_to_duration, "0.000000001s", 1},
	{str_to_duration, "0.0000000010s", UNTOUCHED}, /* ten decimals */
	{str_to_duration, "0.0000001ms", UNTOUCHED},   /* finer than a ns */
	{str_to_duration, "0.001us", 1},
	{str_to_duration, "0.0001us", UNTOUCHED},
	{str_to_duration, "9223372036.854775807s", INT64_MAX},
	{str_to_duration, "9223372036.854775808s", UNTOUCHED},
	{str_to_duration, "9223372037s", UNTOUCHED},
	{str_to_duration, "2562047h", 9223369200000000000},
	{str_to_duration, "2562048h", UNTOUCHED},
	{str_to_duration, "99999999999999999999s", UNTOUCHED},
	{str_to_duration, "9999999999h", UNTOUCHED},

	{str_to_size, "512B", 512},
	{str_to_size, "1KiB", 1024},
	{str_to_size, "64MiB", 67108864},
	{str_to_size, "2GiB", 2147483648},
	{str_to_size, "1kB", 1000},
	{str_to_size, "3MB", 3000000},
	{str_to_size, "2GB", 2000000000},
	{str_to_size, "1.5KiB", 1536},
	{str_to_size, "0B", 0},
	{str_to_size, "0.5B", UNTOUCHED},
	{str_to_size, "0.3KiB", UNTOUCHED}, /* no whole number of bytes */
	{str_to_size, "1KB", UNTOUCHED},    /* 1000 or 1024? */
	{str_to_size, "1K", UNTOUCHED},
	{str_to_size, "1", UNTOUCHED},
	{str_to_size, "9223372036854775807B", INT64_MAX},
	{str_to_size, "9223372036854775808B", UNTOUCHED},
	{str_to_size, "8589934591GiB", 9223372035781033984},
	{str_to_size, "8589934592GiB", UNTOUCHED},

	{str_to_rate, "200/s", 200000},
	{str_to_rate, "0.5/s", 500},
	{str_to_rate, "0.001/s", 1},
	{str_to_rate, "0.0009/s", UNTOUCHED}, /* less than we count in */
	{str_to_rate, "600/m", 10000},
	{str_to_rate, "600/min", 10000},
	{str_to_rate, "1000000/h", 277777},
	{str_to_rate, "0/s", UNTOUCHED},
	{str_to_rate, "1/h", UNTOUCHED},
	{str_to_rate, "4/h", 1},
	{str_to_rate, "200", UNTOUCHED},
	{str_to_rate, "200/d", UNTOUCHED},
	{str_to_rate, "2562047788015/s", 2562047788015000},
	{str_to_rate, "9223372036854775807/s", UNTOUCHED},

	{str_to_percent, "99.9%", 999000},
	{str_to_percent, "0%", 0},
	{str_to_percent, "100%", 1000000},
	{str_to_percent, "99.9999%", 999999},
	{str_to_percent, "99.99999%", UNTOUCHED},
	{str_to_percent, "100.0001%", UNTOUCHED},
	{str_to_percent, "101%", UNTOUCHED},
	{str_to_percent, "-1%", UNTOUCHED},
	{str_to_percent, "99.9", UNTOUCHED},
	{str_to_percent, "99.9 %", UNTOUCHED},

	{str_to_cpus, "0.2", 200000000},
	{str_to_cpus, "1.5", 1500000000},
	{str_to_cpus, "2", 2000000000},
	{str_to_cpus, "0.01", 10000000},
	{str_to_cpus, "0.009", UNTOUCHED}, /* less than the engine takes */
	{str_to_cpus, "1024", 1024 * NS_PER_S},
	{str_to_cpus, "1024.1", UNTOUCHED},
	{str_to_cpus, "9223372036854775807", UNTOUCHED},
	{str_to_cpus, "200m", UNTOUCHED},
	{str_to_cpus, "20%", UNTOUCHED},
	{str_to_cpus, "-1", UNTOUCHED},
	{str_to_cpus, ".5", UNTOUCHED},
	{str_to_cpus, "", UNTOUCHED},

	{str_to_int, "0", 0},
	{str_to_int, "-0", 0},
	{str_to_int, "+5", 5},
	{str_to_int, "007", 7},
	{str_to_int, "9223372036854775807", INT64_MAX},
	{str_to_int, "9223372036854775808", UNTOUCHED},
	{str_to_int, "-9223372036854775808", INT64_MIN},
	{str_to_int, "-9223372036854775809", UNTOUCHED},
	{str_to_int, "", UNTOUCHED},
	{str_to_int, "-", UNTOUCHED},
	{str_to_int, "+-5", UNTOUCHED},
	{str_to_int, " 5", UNTOUCHED},
	{str_to_int, "5 ", UNTOUCHED},
	{str_to_int, "5.0", UNTOUCHED},
	{str_to_int, "5.", UNTOUCHED},
	{str_to_int, "0x10", UNTOUCHED},
	{str_to_int, "1e3", UNTOUCHED},
};

START_TEST(values_are_read_exactly_or_refused)
{
	int64_t got = UNTOUCHED;
	bool ok = readings[_i].read(readings[_i].text, &got);

	ck_assert_msg(ok == (readings[_i].want != UNTOUCHED), "'%s'", readings[_i].text);
	ck_assert_msg(got == readings[_i].want, "'%s': %lld", readings[_i].text,
		      (long long)got);
}
END_TEST

static const struct {
	const char *a, *b;
	unsigned limit, want;
} distances[] = {
	{"", "", 9, 0},
	{"abc", "abc", 9, 0},
	{"abc", "abd", 9, 1},
	{"abc", "ab", 9, 1},
	{"", "abc", 9, 3},
	{"kitten", "sitting", 9, 3},
	{"kitten", "sitting", 2, 2},
	{"abc", "xyz", 0, 0},
	{"ab", "ba", 9, 2},
};

START_TEST(the_distance_counts_single_changes_up_to_a_limit)
{
	ck_assert_uint_eq(
		str_distance(distances[_i].a, distances[_i].b, distances[_i].limit),
		distances[_i].want);
	ck_assert_uint_eq(
		str_distance(distances[_i].b, distances[_i].a, distances[_i].limit),
		distances[_i].want);
}
END_TEST

START_TEST(a_text_too_long_to_compare_is_far_away)
{
	char big[66];

	memset(big, 'x', sizeof(big));
	big[65] = '\0';
	ck_assert_uint_eq(str_distance(big, "x", 5), 5);
	big[64] = '\0'; /* the longest that is compared */
	ck_assert_uint_eq(str_distance(big, big, 5), 0);
}
END_TEST

struct word {
	const char *name;
	int other;
};

static const struct word words[] = {
	{"kill", 1}, {"pause", 2}, {"partition", 3}, {"up", 4}};

static const struct {
	const char *typed;
	const char *want; /* NULL: nothing near enough */
} guesses[] = {
	{"kil", "kill"},  {"kil1", "kill"}, {"pasue", "pause"}, {"partion", "partition"},
	{"Kill", "kill"}, {"upp", "up"},    {"restart", NULL},  {"xyz", NULL},
	{"", NULL},       {"a", NULL}, /* a short word is not near everything */
};

START_TEST(the_nearest_word_is_suggested_when_it_is_near)
{
	const char *got = str_nearest(guesses[_i].typed, words, ARRAY_LEN(words),
				      sizeof(words[0]));

	if (guesses[_i].want)
		ck_assert_str_eq(got, guesses[_i].want);
	else
		ck_assert_msg(!got, "'%s': %s", guesses[_i].typed, got);
}
END_TEST

static const struct {
	int64_t ns;
	const char *want;
} lengths[] = {
	{0, "0.0 ms"},
	{800000, "0.8 ms"},
	{9949999, "9.9 ms"},
	{9950000, "10 ms"},
	{250000000, "250 ms"},
	{999499999, "999 ms"},
	{999500000, "1.00 s"}, /* not "1000 ms" */
	{1250000000, "1.25 s"},
	{119994999999, "119.99 s"},
	{119995000000, "2 min 0 s"}, /* not "120.00 s" */
	{125000000000, "2 min 5 s"},
	{125900000000, "2 min 6 s"},
	{3599700000000, "60 min 0 s"}, /* not "59 min 60 s" */
	{-1250000000, "-1.25 s"},
	{-800000, "-0.8 ms"},
	{INT64_MAX, "153722867 min 17 s"},
	{-INT64_MAX, "-153722867 min 17 s"},
	{NEVER, "never"},
};

START_TEST(a_duration_is_written_as_people_say_it)
{
	ck_assert_str_eq(DURATION_TEXT(lengths[_i].ns), lengths[_i].want);
}
END_TEST

START_TEST(a_duration_is_cut_to_the_buffer)
{
	char small[5] = "####";

	ck_assert_str_eq(str_duration(small, sizeof(small), 1250000000), "1.25");
}
END_TEST

static const struct {
	int64_t bytes;
	const char *want;
} sizes[] = {
	{0, "0 B"},
	{1023, "1023 B"},
	{1024, "1.0 KiB"},
	{1536, "1.5 KiB"},
	{10188, "9.9 KiB"},
	{10240, "10 KiB"},
	{1048063, "1023 KiB"},
	{1048575, "1.0 MiB"}, /* not "1024 KiB" */
	{314572800, "300 MiB"},
	{26843545600, "25 GiB"},
	{-5, "-5 B"},
};

START_TEST(a_size_is_written_as_people_say_it)
{
	ck_assert_str_eq(BYTES_TEXT(sizes[_i].bytes), sizes[_i].want);
}
END_TEST

START_TEST(a_text_starts_with_each_of_its_beginnings_only)
{
	ck_assert(str_starts("leader of payments", "leader of "));
	ck_assert(str_starts("leader", ""));
	ck_assert(!str_starts("lead", "leader"));
}
END_TEST

static Suite *str_suite(void)
{
	Suite *s = suite_create("str");
	TCase *tc = tcase_create("core");

	tcase_add_loop_test(tc, values_are_read_exactly_or_refused, 0,
			    (int)ARRAY_LEN(readings));
	tcase_add_loop_test(tc, the_distance_counts_single_changes_up_to_a_limit, 0,
			    (int)ARRAY_LEN(distances));
	tcase_add_test(tc, a_text_too_long_to_compare_is_far_away);
	tcase_add_loop_test(tc, the_nearest_word_is_suggested_when_it_is_near, 0,
			    (int)ARRAY_LEN(guesses));
	tcase_add_loop_test(tc, a_duration_is_written_as_people_say_it, 0,
			    (int)ARRAY_LEN(lengths));
	tcase_add_test(tc, a_duration_is_cut_to_the_buffer);
	tcase_add_loop_test(tc, a_size_is_written_as_people_say_it, 0,
			    (int)ARRAY_LEN(sizes));
	tcase_add_test(tc, a_text_starts_with_each_of_its_beginnings_only);
	suite_add_tcase(s, tc);
	return s;
}

UNIT_SUITE(str_suite)
