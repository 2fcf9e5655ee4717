/*
 * schema.h - JSON Schemas (2020-12): of the scenario file, of event lines and of a cluster's tables, made of the tables
 * they are read by; of results.json and of what other commands print with --json.
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
char *schema_of_runs(void);
char *schema_of_compare(void);
char *schema_of_describe(void);
char *schema_of_doctor(void);
char *schema_of_status(void);
char *schema_of_validate(void);

/* All of them; a row without a name ends them. */
struct schema_row {
	const char *name;
	char *(*make)(void);
};
extern const struct schema_row schema_rows[];

#endif
