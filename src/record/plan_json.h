/*
 * plan_json.h - the tables by which a plan and a topology lie in run.json.
 *
 * Const data; read and written by shape.h. Fails: never by itself.
 */
#ifndef RECORD_PLAN_JSON_H
#define RECORD_PLAN_JSON_H

#include "record/shape.h"

extern const struct shape plan_shape;     /* struct plan */
extern const struct shape topology_shape; /* struct topology */

#endif
