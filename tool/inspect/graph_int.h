/* SPDX-License-Identifier: MIT */
/*
 * Private to the graph: what is collected while it is built.
 */
#ifndef TOOL_INSPECT_GRAPH_INT_H
#define TOOL_INSPECT_GRAPH_INT_H

#include "tool/inspect/graph.h"

/*
 * A relocation: the place (addr) refers to (target) in section (section), 0: to nothing that is
 * loaded.
 */
struct ref {
	uint64_t addr;
	uint64_t target;
	size_t section;
	bool guess; /* relative to the instruction's end, which may lie 1, 2 or 4 bytes further */
};

struct build {
	struct graph *graph;
	struct piece *pieces; /* candidates */
	size_t n;
	size_t cap;
	struct ref *refs;
	size_t nr_refs;
	size_t cap_refs;
};

/* Read all relocations of loaded sections. */
void refs_read(struct build *b);

/* Make the edges of (b)->graph, whose pieces are there. */
void edges_make(struct build *b);

#endif
