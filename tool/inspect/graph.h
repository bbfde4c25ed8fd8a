/* SPDX-License-Identifier: MIT */
/*
 * What an image is made of, and what in it refers to what: read from its detached debug file,
 * which has the symbols, the relocations (--emit-relocs) and the names of the sources.
 *
 * A piece is a function, an object, or a stretch of constants without a name. An edge says that a
 * piece refers to another: that is why the linker kept the other one.
 */
#ifndef TOOL_INSPECT_GRAPH_H
#define TOOL_INSPECT_GRAPH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/compiler.h"
#include "tool/diag.h"
#include "tool/inspect/dwarf.h"
#include "tool/elf.h"

#define GRAPH_NONE SIZE_MAX

struct piece {
	uint64_t addr;
	uint64_t size;      /* with the padding behind it */
	const char *name;   /* NULL: constants */
	const char *source; /* the file that it comes from, or NULL: unknown */
	bool code;
	bool in_file;      /* false: zeros that only memory has */
	bool local;        /* its symbol is local, so it is not the application's border */
	size_t first_edge; /* in graph.edges; the piece behind it has the end */
	size_t section;
};

struct graph {
	struct elf elf;
	struct piece *pieces; /* in address order; one more than (n): the end */
	size_t n;
	size_t *edges; /* numbers of pieces */
	size_t nr_edges;
	size_t *roots; /* where execution begins */
	size_t nr_roots;
	struct sources sources;
};

/*
 * Read the debug file (path).
 *
 * Owns:   the caller: graph_close().
 * Errors: those of opening it; -ENOEXEC when it has no symbols or no relocations.
 */
must_use int graph_open(struct graph *g, const char *path, struct diag *d);
void graph_close(struct graph *g);

/* The piece that has (addr), or that is called (name); GRAPH_NONE when there is none. */
size_t graph_find_addr(const struct graph *g, uint64_t addr);
size_t graph_find_name(const struct graph *g, const char *name);

/*
 * Go from the roots to all that they reach, nearest first, but never through (without)
 * (GRAPH_NONE: through all). (from)[i] becomes the piece from which (i) was first reached, itself
 * for a root, GRAPH_NONE when it was not.
 */
void graph_walk(const struct graph *g, size_t without, size_t *from);

#endif
