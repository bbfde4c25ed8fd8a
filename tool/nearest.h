/* SPDX-License-Identifier: MIT */
/*
 * "Did you mean": the known name that is nearest to a mistyped one.
 */
#ifndef TOOL_NEAREST_H
#define TOOL_NEAREST_H

#include <stddef.h>

struct nearest {
	const char *word; /* what was typed */
	const char *name; /* the best so far, or NULL */
	size_t distance;  /* of (name) */
};

/*
 * Look at (name) as a candidate. Starts from { .word = ... }. Keeps the first of the nearest
 * ones, and only those that are near enough to be a typing mistake.
 */
void nearest_try(struct nearest *n, const char *name);

/*
 * " (did you mean '--memory'?)" with (prefix) = "--", or "" when nothing is near. Not for two
 * threads.
 */
const char *nearest_hint(const struct nearest *n, const char *prefix);

#endif
