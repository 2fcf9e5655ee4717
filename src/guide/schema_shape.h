/*
 * schema_shape.h - guide's own: the schema of what a shape (record/shape.h) writes.
 * Owner: the caller. Threads: pure. Fails: only without memory.
 */
#ifndef GUIDE_SCHEMA_SHAPE_H
#define GUIDE_SCHEMA_SHAPE_H

#include "guide/schema_json.h"
#include "record/shape.h"

json_t *schema_shape(const struct shape *s);

#endif
