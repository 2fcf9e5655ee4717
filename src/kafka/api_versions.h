/*
 * api_versions.h - ApiVersions: which versions of which requests a node answers, and how far its
 * metadata has come.
 *
 * v3 is asked first. A node that does not know v3 answers in v0 form with error 35; ask again
 * with v0 then (KIP-511).
 * Owner: the caller releases what decode filled. Fails: decode returns -1, output untouched.
 */
#ifndef KAFKA_API_VERSIONS_H
#define KAFKA_API_VERSIONS_H

#include "kafka/wire.h"

struct api_range {
	int16_t api, min, max;
};

struct api_feature {
	char *name; /* "metadata.version", "kraft.version", ... */
	int16_t level;
};

struct api_versions {
	int16_t error;
	struct api_range *ranges;
	size_t n_ranges;
	/* On a broker: the offset of the metadata it has applied, so it tells staleness even while
	 * there is no controller. On a controller: the last feature change only. -1: not told. */
	int64_t features_epoch;
	struct api_feature
		*features; /* finalized ones; v3 leaves out those whose minimum is 0 */
	size_t n_features;
};

void api_versions_request(struct strbuf *body, int version);
int api_versions_decode(struct api_versions *out, int version, struct wire_reader *r,
			struct err *e);
void api_versions_release(struct api_versions *v);

/* The best version both sides speak, not above `wanted_max`; -1: none. */
int api_versions_best(const struct api_versions *v, enum kapi api, int wanted_max);

/* The level of the finalized feature called `name`; -1: not told. */
int api_versions_feature(const struct api_versions *v, const char *name);

#endif
