/* An image brought from one engine to another: whole, or not at all, and whose fault it was. */
#include "base/mem.h"
#include "docker/images.h"
#include "fake_engine.h"
#include "unit.h"

#include <pthread.h>
#include <unistd.h>

static struct fake_engine *f_from, *f_to;
static struct engine *from, *to;
static struct err e;

static void open_engines(void)
{
	e = (struct err){0};
	f_from = fake_engine_new();
	f_to = fake_engine_new();
	from = fake_engine_open(f_from, &e);
	to = fake_engine_open(f_to, &e);
	ck_assert_msg(from && to, "%s", e.msg);
}

static void close_engines(void)
{
	engine_close(from);
	engine_close(to);
	fake_engine_free(f_from);
	fake_engine_free(f_to);
}

#define IMAGE_JSON "/images/k:1/json"
#define IMAGE      "{\"Id\":\"sha256:aa\",\"RepoTags\":[\"k:1\"]}"
#define OTHER      "{\"Id\":\"sha256:bb\",\"RepoTags\":[\"k:1\"]}"
#define NO_IMAGE   "{\"message\":\"No such image: k:1\"}"
#define LOADED     "{\"stream\":\"Loaded image: k:1\\n\"}\n"

static void from_has(const struct fake_reply *archive)
{
	fake_engine_on(f_from, "GET", IMAGE_JSON, &(struct fake_reply){.body = IMAGE});
	fake_engine_on(f_from, "GET", "/images/k:1/get", archive);
}

/* `to` answers the first look with `before`, the second with `after`. */
static void to_takes(const char *before, const char *after, const struct fake_reply *load)
{
	fake_engine_on(f_to, "GET", IMAGE_JSON,
		       &(struct fake_reply){.status = strstr(before, "Id") ? 200 : 404,
					    .body = before,
					    .times = 1});
	fake_engine_on(f_to, "GET", IMAGE_JSON,
		       &(struct fake_reply){.status = strstr(after, "Id") ? 200 : 404,
					    .body = after});
	fake_engine_on(f_to, "POST", "/images/load", load);
}

static void on_progress(void *arg, int64_t bytes)
{
	int64_t *last = arg;

	ck_assert_int_gt(bytes, *last);
	*last = bytes;
}

START_TEST(an_image_goes_over_byte_by_byte)
{
	static const char load[] = "POST /v1.41/images/load ";
	size_t n = 3 * 1000 * 1000;
	char *tar = xcalloc(1, n + 1);
	int64_t told = 0;

	for (size_t i = 0; i < n; i++)
		tar[i] = (char)('a' + (i * 7 + i / 1000) % 26);
	from_has(&(struct fake_reply){.body = tar,
				      .len = n,
				      .type = "application/x-tar",
				      .chunk = _i ? 70001 : 0});
	to_takes(_i ? NO_IMAGE : OTHER, IMAGE, &(struct fake_reply){.body = LOADED});
	ck_assert_msg(image_copy(from, to, "k:1", on_progress, &told, &e) == ENGINE_DONE,
		      "%s", e.msg);
	ck_assert_int_eq(told, (int64_t)n);
	ck_assert_int_eq(strncmp(fake_engine_request(f_to, 1), load, strlen(load)), 0);
	ck_assert(strcmp(fake_engine_request(f_to, 1) + strlen(load), tar) == 0);
	free(tar);
}
END_TEST

START_TEST(an_image_that_is_there_already_stays_where_it_is)
{
	from_has(&(struct fake_reply){.body = "tar"});
	to_takes(IMAGE, IMAGE, &(struct fake_reply){.body = LOADED});
	ck_assert_int_eq(image_copy(from, to, "k:1", NULL, NULL, &e), ENGINE_ALREADY);
	ck_assert_uint_eq(fake_engine_count(f_from), 1);
	ck_assert_uint_eq(fake_engine_count(f_to), 1);
}
END_TEST

START_TEST(an_image_that_is_nowhere_is_told_from_a_failure)
{
	fake_engine_on(f_from, "GET", IMAGE_JSON,
		       &(struct fake_reply){.status = 404, .body = NO_IMAGE});
	ck_assert_int_eq(image_copy(from, to, "k:1", NULL, NULL, &e), ENGINE_GONE);
	ck_assert_int_eq(e.kind, ERR_NONE);
	ck_assert_uint_eq(fake_engine_count(f_to), 0);
}
END_TEST

START_TEST(a_name_without_tag_means_latest_and_a_digest_does_not_go_over)
{
	fake_engine_on(f_from, "GET", "/images/r:5000/k:latest/json",
		       &(struct fake_reply){.status = 404, .body = NO_IMAGE});
	ck_assert_int_eq(image_copy(from, to, "r:5000/k", NULL, NULL, &e), ENGINE_GONE);
	ck_assert_int_eq(image_copy(from, to, "k@sha256:aa", NULL, NULL, &e),
			 ENGINE_FAILED);
	ck_assert_msg(strstr(e.msg, "give the image a tag") != NULL, "%s", e.msg);
}
END_TEST

/* Ids of other stores are digests of something else; the layers are the same. */
START_TEST(the_same_image_in_another_kind_of_store_is_known_again)
{
#define LAYERED(id)                                            \
	"{\"Id\":\"sha256:" id "\",\"RootFS\":{\"Layers\":[\"" \
	"sha256:l1\"]},\"Created\":\"2026-01-01T00:00:00Z\"}"
	fake_engine_on(f_from, "GET", IMAGE_JSON,
		       &(struct fake_reply){.body = LAYERED("aa")});
	to_takes(LAYERED("bb"), IMAGE, &(struct fake_reply){.body = LOADED});
	ck_assert_int_eq(image_copy(from, to, "k:1", NULL, NULL, &e), ENGINE_ALREADY);
}
END_TEST

static const struct {
	struct fake_reply archive, load;
	const char *after;
	const char *error; /* with %s: where `from`, or where `to` is */
	bool is_from;
} failures[] = {
	{{.status = 500, .body = "{\"message\":\"disk on fire\"}"},
	 {.body = LOADED},
	 NO_IMAGE,
	 "reading it from %s: Docker engine: GET /images/k:1/get: 500 disk on fire",
	 true},
	{{.body = "tartartar", .is_cut = true},
	 {.body = LOADED},
	 NO_IMAGE,
	 "reading it from %s: the Docker engine at",
	 true},
	{{.body = "tar"},
	 {.status = 500, .body = "{\"message\":\"no space left\"}"},
	 NO_IMAGE,
	 "loading it into %s: Docker engine: POST /images/load: 500 no space left",
	 false},
	{{.body = "tar"},
	 {.body = "{\"errorDetail\":{\"message\":\"unexpected EOF\"}}"},
	 NO_IMAGE,
	 "loading it into %s: unexpected EOF",
	 false},
	{{.body = "tar"},
	 {.body = LOADED, .is_cut = true},
	 NO_IMAGE,
	 "loading it into %s: the Docker engine at",
	 false},
	{{.body = "tar"},
	 {.body = LOADED},
	 OTHER,
	 "%s took it, but does not have it under that name",
	 false},
};

START_TEST(a_copy_that_fails_says_on_which_side)
{
	char *want = NULL;
	const char *at = strstr(failures[_i].error, "%s");

	from_has(&failures[_i].archive);
	to_takes(NO_IMAGE, failures[_i].after, &failures[_i].load);
	ck_assert_int_eq(image_copy(from, to, "k:1", NULL, NULL, &e), ENGINE_FAILED);
	want = xasprintf("%.*s%s%s", (int)(at - failures[_i].error), failures[_i].error,
			 engine_url(failures[_i].is_from ? from : to), at + 2);
	ck_assert_msg(strstr(e.msg, want) != NULL, "%s", e.msg);
	ck_assert_ptr_nonnull(strstr(e.msg, "cannot copy image 'k:1' from "));
	free(want);
}
END_TEST

/* The archive broke off: what `to` got must not end as if it were whole. */
START_TEST(an_archive_that_breaks_off_is_never_ended_properly)
{
	from_has(&(struct fake_reply){.body = "tartartar", .chunk = 2, .is_cut = true});
	to_takes(NO_IMAGE, NO_IMAGE, &(struct fake_reply){.body = LOADED});
	ck_assert_int_eq(image_copy(from, to, "k:1", NULL, NULL, &e), ENGINE_FAILED);
	ck_assert_uint_eq(fake_engine_count(f_to), 1); /* the look, and no whole load */
}
END_TEST

static atomic_bool cancel;

static void *cancel_soon(UNUSED void *arg)
{
	(void)usleep(50 * 1000); /* whenever it comes, the copy ends */
	atomic_store(&cancel, true);
	return NULL;
}

START_TEST(either_engines_cancel_flag_ends_a_copy)
{
	pthread_t thread;

	from_has(&(struct fake_reply){.body = "tar", .chunk = 1, .stays_open = true});
	to_takes(NO_IMAGE, NO_IMAGE, &(struct fake_reply){.body = LOADED});
	engine_set_cancel(_i ? from : to, &cancel);
	ck_assert_int_eq(pthread_create(&thread, NULL, cancel_soon, NULL), 0);
	ck_assert_int_eq(image_copy(from, to, "k:1", NULL, NULL, &e), ENGINE_FAILED);
	ck_assert_int_eq(e.kind, ERR_INTERRUPTED);
	ck_assert_int_eq(pthread_join(thread, NULL), 0);
}
END_TEST

static Suite *docker_copy_suite(void)
{
	Suite *s = suite_create("docker_copy");
	TCase *tc = tcase_create("copy");

	tcase_add_checked_fixture(tc, open_engines, close_engines);
	tcase_set_timeout(tc, 30);
	tcase_add_loop_test(tc, an_image_goes_over_byte_by_byte, 0, 2);
	tcase_add_test(tc, an_image_that_is_there_already_stays_where_it_is);
	tcase_add_test(tc, an_image_that_is_nowhere_is_told_from_a_failure);
	tcase_add_test(tc, a_name_without_tag_means_latest_and_a_digest_does_not_go_over);
	tcase_add_test(tc, the_same_image_in_another_kind_of_store_is_known_again);
	tcase_add_loop_test(tc, a_copy_that_fails_says_on_which_side, 0,
			    (int)ARRAY_LEN(failures));
	tcase_add_test(tc, an_archive_that_breaks_off_is_never_ended_properly);
	tcase_add_loop_test(tc, either_engines_cancel_flag_ends_a_copy, 0, 2);
	suite_add_tcase(s, tc);
	return s;
}

UNIT_SUITE(docker_copy_suite)
