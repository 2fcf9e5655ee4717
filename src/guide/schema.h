/*
 * schema.h - JSON Schemas (2020-12): of the scenario file and of event lines, made of the tables they are read by, and of
 * results.json.
 *
 * For editors and independent validators. That of the scenario says what each place may hold by itself; what several places must say
 * together (a phase that an expectation names, nodes that there are) only `kchaos validate` knows.
 * A value with a ${VARIABLE} in it may stand anywhere a scalar may.
 */
#ifndef GUIDE_SCHEMA_H
#define GUIDE_SCHEMA_H

/* Each indented, with a line end. Caller frees. */
char *schema_of_scenario(void);
char *schema_of_results(void);
char *schema_of_events(void);

#endif
