/*
 * report_kit.h - hand-made findings of a small run, for the tests of report/.
 *
 * Three nodes, one topic of two partitions, a producer, a consumer and an acks=0 producer; kafka1 is
 * killed in the second of two phases. The measurement lasts from 5 s to 85 s of the run, so that
 * what is shown relative to its begin differs from what was recorded.
 * Owner: the test; report_kit_begin() before, report_kit_end() after. Change what the test is about.
 */
#ifndef TESTS_REPORT_KIT_H
#define TESTS_REPORT_KIT_H

#include "report/told.h"

#define SEC(s) ((int64_t)((s)*1e9))

struct report_kit {
	struct run run;
	struct findings f;
	struct verdicts v;
	struct phase_finding phases[3];
	struct action_finding actions[1];
	struct workload_finding workloads[3];
	struct demand demand[3][3]; /* [workload][phase] */
	struct share shares[3][8];
	struct window windows[4];
	struct span any[4], all[4], gaps[2];
	struct controller_span controllers[4];
	struct topic_finding topics[1];
	struct isr_step steps[8];
	struct leader_step leaders[4];
	struct settlement settlements[1];
	struct judged judged[3];
	struct rate rates[3][2]; /* [workload][bucket] */
	struct hist steady;
	char *notes[2];
};

void report_kit_begin(struct report_kit *k);
/* The same as reports take it; valid as long as the kit. Nothing to close. */
struct told report_kit_told(const struct report_kit *k);
void report_kit_end(struct report_kit *k);

#endif
