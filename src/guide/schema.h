/*
 * schema.h - JSON Schema (2020-12) of the scenario file, made of the tables it is read by.
 *
 * For editors and independent validators. It says what each place may hold by itself; what several places must say
 * together (a phase that an expectation names, nodes that there are) only `kchaos validate` knows.
 * A value with a ${VARIABLE} in it may stand anywhere a scalar may.
 */
#ifndef GUIDE_SCHEMA_H
#define GUIDE_SCHEMA_H

/* Indented, with a line end. Caller frees. */
char *schema_of_scenario(void);

#endif
