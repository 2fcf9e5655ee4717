/*
 * header.h - what is fixed about a run before it starts: run.json of the run directory.
 */
#ifndef MODEL_HEADER_H
#define MODEL_HEADER_H

#include "model/plan.h"
#include "model/topology.h"

enum {
	RUN_FORMAT = 1
}; /* docs/run-directory.md; raised when an old reader would misread */

struct run_header {
	int format;
	char *kchaos;    /* version that wrote it */
	uint32_t run_id; /* in every record's stamp */
	int64_t wall_start_ns;
	struct plan plan;
	struct topology topology;
	struct params
		environment; /* librdkafka, engine, kernel, cpus, memory, image ...: shown as is */
	struct params client_defaults; /* librdkafka properties set for every workload */
};

void run_header_release(struct run_header *h);

#endif
