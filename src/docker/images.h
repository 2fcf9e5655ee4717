/*
 * images.h - the engine's images: which are here, what they are, and fetching one.
 *
 * Owner: results are the caller's, to be released. Threads and failures as engine.h.
 */
#ifndef DOCKER_IMAGES_H
#define DOCKER_IMAGES_H

#include "docker/engine.h"
#include "docker/lists.h"

struct image {
	char *id;              /* "sha256:..." */
	struct text_list tags; /* "kchaos/kafka:4.3.1" */
	struct text_list digests;
	struct pair_list labels;
	struct text_list env;        /* image_inspect() only, as all below */
	struct text_list cmd;        /* the image's own command */
	struct text_list entrypoint; /* and entrypoint */
	struct text_list layers;     /* digests of what they hold, lowest first */
	char *arch;                  /* "amd64" */
	char *os;
	char *user;
	int64_t size_bytes;    /* both, as all below */
	int64_t created_at_ns; /* wall clock, or NEVER */
};

/* ENGINE_DONE and *out filled, or ENGINE_GONE: no such image here. */
enum engine_result image_inspect(struct engine *en, const char *ref, struct image *out,
				 struct err *e);
void image_release(struct image *i);

/* Of two that were inspected. The id is a digest of all an image is; but engines that keep images in containerd's
 * store take another one than those that keep them themselves. */
bool image_is_same(const struct image *a, const struct image *b);

struct image_list {
	struct image *items;
	size_t len;
};

/* Images that carry the label "key=value" (or "key"). */
int image_list(struct engine *en, const char *label, struct image_list *out,
	       struct err *e);
void image_list_release(struct image_list *l);

/* One step of a pull: the layer ("" for the whole) and how far it is (0, 0 when not said). */
struct pull_progress {
	const char *layer;
	const char *status; /* "Downloading", "Pull complete" */
	int64_t current_bytes;
	int64_t total_bytes;
};
typedef void pull_progress_fn(void *arg, const struct pull_progress *p);

/* Fetches "name[:tag]" or "name@sha256:..."; no tag means "latest", never all of them. Anonymous.
 * `progress` may be NULL. Silent for longer than the engine's timeout: failed. */
int image_pull(struct engine *en, const char *ref, pull_progress_fn *progress, void *arg,
	       struct err *e);

/* How much of a copy has gone over, all in all. */
typedef void image_copy_fn(void *arg, int64_t bytes);

/*
 * Brings an image from one engine to another under the same name, as it is there, without a registry:
 * what `from` exports is handed to `to` as it comes, in pieces; memory does not grow with the image.
 * ENGINE_ALREADY: `to` has the same one under that name; ENGINE_GONE: `from` has none. A name without
 * tag means "latest"; a digest is no name that could be carried over. Either engine's cancel flag ends
 * it; an engine may be silent for its timeout and four minutes (exporting begins with all layers put
 * aside, loading ends with a whole image unpacked). `to` uses nothing of a copy that broke off.
 * Errors say which side failed. `progress` may be NULL.
 */
enum engine_result image_copy(struct engine *from, struct engine *to, const char *ref,
			      image_copy_fn *progress, void *arg, struct err *e);

/* Gives an image a further name "name:tag". */
enum engine_result image_tag(struct engine *en, const char *ref, const char *name,
			     const char *tag, struct err *e);
enum engine_result image_remove(struct engine *en, const char *ref, struct err *e);

#endif
