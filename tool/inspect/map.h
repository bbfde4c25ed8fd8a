/* SPDX-License-Identifier: MIT */
/*
 * A picture of where the bytes of an image went: a treemap as one SVG file that needs nothing else.
 */
#ifndef TOOL_INSPECT_MAP_H
#define TOOL_INSPECT_MAP_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/*
 * A tree of bytes. The children of a node need not fill it: what is left over is drawn as its
 * ground.
 */
struct map_node {
	const char *name;
	uint64_t bytes;
	uint32_t colour; /* 0xrrggbb; of the first level: its descendants are tints of it */
	struct map_node *child;
	size_t nr_children;
};

/* Write (n) as 12,345 into (buf); the text begins at the result. */
const char *map_number(uint64_t n, char buf[32]);

/*
 * Write the picture of (root) to (f): the first level as blocks with a legend, the levels below
 * as tiles with labels where they fit and tooltips everywhere. Sorts the children of every node
 * by size.
 */
void map_write_svg(FILE *f, struct map_node *root, const char *title, const char *subtitle);

#endif
