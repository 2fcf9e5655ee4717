/*
 * assets.h - files that the program carries for its page: our own style and script, and the chart
 * library where the build could get it. The source is made by embed.sh.
 */
#ifndef PAGE_ASSETS_H
#define PAGE_ASSETS_H

#include "base/base.h"

struct asset {
	const unsigned char *bytes;
	size_t len; /* 0: it was not there when this was built */
};

extern const struct asset asset_page_css, asset_page_js;
extern const struct asset asset_uplot_js, asset_uplot_css, asset_uplot_licence;

#endif
