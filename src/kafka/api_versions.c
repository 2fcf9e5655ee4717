#include "kafka/api_versions.h"

/* Brokers insist on [a-zA-Z0-9] with dots and dashes inside, else INVALID_REQUEST. */
static const char software_name[] = "kchaos";
static const char software_version[] = "0.1";

enum { TAG_FEATURES_EPOCH = 1, TAG_FINALIZED_FEATURES = 2 };
enum { MIN_RANGE = 2 + 2 + 2, MIN_FEATURE = 1 + 2 + 2 };

void api_versions_request(struct strbuf *body, int version)
{
	if (version < 3)
		return;
	wire_put_str(body, software_name);
	wire_put_str(body, software_version);
	wire_put_no_tags(body);
}

static void get_features(struct api_versions *v, struct wire_reader *r)
{
	if (v->features) { /* the same tag twice: a liar, and it would leak */
		r->bad = true;
		return;
	}
	WIRE_GET_ARRAY(r, v->features, v->n_features, MIN_FEATURE);
	for (size_t i = 0; i < v->n_features && !r->bad; i++) {
		v->features[i].name = wire_get_str(r);
		v->features[i].level = wire_get_i16(r);
		(void)wire_get_i16(r); /* the lowest level still finalized */
		wire_skip_tags(r);
	}
}

static void get_tags(struct api_versions *v, struct wire_reader *r)
{
	for (size_t n = wire_get_tag_count(r); n > 0 && !r->bad; n--) {
		uint32_t tag;
		struct wire_reader field = wire_get_tag(r, &tag);

		if (tag == TAG_FEATURES_EPOCH)
			v->features_epoch = wire_get_i64(&field);
		else if (tag == TAG_FINALIZED_FEATURES)
			get_features(v, &field);
		r->bad = r->bad || field.bad;
	}
}

static void get_all(struct api_versions *v, bool flexible, struct wire_reader *r)
{
	v->n_ranges = flexible ? wire_get_count(r, MIN_RANGE + 1)
			       : wire_get_count32(r, MIN_RANGE);
	v->ranges = xcalloc(v->n_ranges, sizeof(*v->ranges));
	for (size_t i = 0; i < v->n_ranges && !r->bad; i++) {
		v->ranges[i].api = wire_get_i16(r);
		v->ranges[i].min = wire_get_i16(r);
		v->ranges[i].max = wire_get_i16(r);
		if (flexible)
			wire_skip_tags(r);
	}
}

int api_versions_decode(struct api_versions *out, int version, struct wire_reader *r,
			struct err *e)
{
	struct api_versions v = {.features_epoch = -1};

	v.error = wire_get_i16(r);
	if (v.error == KERR_UNSUPPORTED_VERSION)
		version = 0; /* whatever was asked, this answer has the oldest form */
	get_all(&v, version >= 3, r);
	if (version >= 1)
		(void)wire_get_i32(r); /* throttle time */
	if (version >= 3)
		get_tags(&v, r);
	if (wire_done(r, KAPI_API_VERSIONS, e) < 0) {
		api_versions_release(&v);
		return -1;
	}
	*out = v;
	return 0;
}

void api_versions_release(struct api_versions *v)
{
	for (size_t i = 0; v->features && i < v->n_features; i++)
		free(v->features[i].name);
	free(v->features);
	free(v->ranges);
	*v = (struct api_versions){.features_epoch = -1};
}

static int least(int a, int b)
{
	return a < b ? a : b;
}

int api_versions_best(const struct api_versions *v, enum kapi api, int wanted_max)
{
	const struct kapi_row *ours = kapi_row(api);
	int top = least(wanted_max, ours->max_version);

	for (size_t i = 0; i < v->n_ranges; i++) {
		const struct api_range *theirs = &v->ranges[i];
		int best = least(top, theirs->max);

		if (theirs->api == (int)api)
			return best >= theirs->min && best >= ours->min_version ? best
										: -1;
	}
	return -1;
}

int api_versions_feature(const struct api_versions *v, const char *name)
{
	for (size_t i = 0; i < v->n_features; i++)
		if (strcmp(v->features[i].name, name) == 0)
			return v->features[i].level;
	return -1;
}
