/* SPDX-License-Identifier: MIT */
/*
 * What `pith inspect` knows of an image, and the forms in which it says it.
 */
#ifndef TOOL_INSPECT_INSPECT_H
#define TOOL_INSPECT_INSPECT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/compiler.h"
#include "tool/diag.h"
#include "tool/inspect/graph.h"
#include "tool/inspect/groups.h"
#include "tool/inspect/image.h"

/* A system call in the image: its own bytes, and what would not be there without it. */
struct inspect_call {
	const char *name; /* without sys_ */
	uint64_t own;
	uint64_t alone;
};

struct inspect {
	const struct image *image;
	const char *name; /* of the image, without its folder */
	bool detailed;    /* the debug file was there: what follows is known */
	struct graph graph;
	struct group_rows rows;
	struct inspect_call *calls;
	size_t nr_calls;
	size_t *drivers; /* pieces */
	size_t nr_drivers;
	struct diag missing; /* why it is not (detailed) */
};

/*
 * Collect what can be known of (image). Never fails: what is not known is said. Owns: the caller.
 */
void inspect_make(struct inspect *i, const struct image *image);
void inspect_free(struct inspect *i);

/* The name of driver (n): its table without `_driver`. Owns: (buf). */
const char *inspect_driver(const struct inspect *i, size_t n, char buf[64]);

/* "rwx" with '-' for what a segment may not. */
void inspect_access(uint32_t flags, char text[4]);

/* Write it to standard output, for a person or for a program. */
void inspect_print_text(const struct inspect *i);
void inspect_print_json(const struct inspect *i);

/*
 * Write the treemap to the file (path). Errors: those of writing; -EINVAL when (i) is not
 * detailed.
 */
must_use int inspect_write_map(struct inspect *i, const char *path, struct diag *d);

/*
 * Write the build record to standard output as SPDX 2.3. Errors: -EINVAL when the image has none.
 */
must_use int sbom_print(const struct image *image, struct diag *d);

#endif
