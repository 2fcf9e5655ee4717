#include "writeup/chart.h"

int chart_draw(const struct telling *t, enum picture kind, struct strbuf *out,
	       struct err *e)
{
	(void)t;
	(void)kind;
	(void)out;
	return err_set(e, ERR_ENVIRONMENT, "no gnuplot");
}
