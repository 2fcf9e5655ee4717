/*
 * api_config.h - a topic's configuration: DescribeConfigs v4, IncrementalAlterConfigs v1.
 *
 * A broker describes from its own image of the metadata, which lags behind a change for a moment,
 * or for good while it is cut off. A change is the active controller's business: a broker passes
 * it on, and parks it for up to 60 s while there is none (then it may be made long after the asker
 * gave up); a controller that is not active answers NOT_CONTROLLER at once.
 *
 * Owner: the caller releases what decode filled. Fails: decode returns -1, output untouched.
 */
#ifndef KAFKA_API_CONFIG_H
#define KAFKA_API_CONFIG_H

#include "kafka/api_admin.h"

/* Where a value comes from (DescribeConfigsResponse.ConfigSource); the ones told apart here. */
enum config_source {
	CONFIG_OF_TOPIC = 1,   /* set on the topic itself */
	CONFIG_OF_DEFAULT = 5, /* nobody said anything */
};

struct config_row {
	char *name;
	char *value; /* NULL: a secret, or none */
	int8_t source;
};

struct config_view {
	int16_t error;
	char *message; /* or NULL */
	struct config_row *rows;
	size_t len;
};

/* The values called keys[0..n) of one topic; n 0: all of them. A key the node does not know is
 * simply missing from the reply. */
void config_view_request(struct strbuf *body, const char *topic, const char *const *keys,
			 size_t n);
int config_view_decode(struct config_view *out, struct wire_reader *r, struct err *e);
void config_view_release(struct config_view *v);

const struct config_row *config_view_find(const struct config_view *v,
					  const char *name); /* or NULL */

/* Changes these settings of one topic and leaves its others alone; value NULL: the topic's own
 * value goes. The reply has a row per topic. */
void alter_config_request(struct strbuf *body, const char *topic,
			  const struct topic_setting *settings, size_t n,
			  bool only_check);
int alter_config_decode(struct topic_results *out, struct wire_reader *r, struct err *e);

#endif
