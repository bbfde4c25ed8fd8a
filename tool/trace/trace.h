/* SPDX-License-Identifier: MIT */
/*
 * A trace of system calls: breakpoints at the handlers that the image holds and, while one runs, at
 * the place that it returns to. An image that is not traced knows nothing of it.
 */
#ifndef TOOL_TRACE_TRACE_H
#define TOOL_TRACE_TRACE_H

#include <stdio.h>

#include "base/compiler.h"
#include "tool/diag.h"
#include "tool/inspect/graph.h"
#include "tool/trace/calls.h"
#include "tool/trace/target.h"

/* What is wanted, and what it is about. */
struct trace {
	struct graph *graph; /* of the image's debug file */
	struct target *target;
	FILE *out;
	size_t string_max;
	bool summary;                                /* counts at the end in place of lines */
	bool (*wanted)(void *arg, const char *call); /* NULL: all */
	void *arg;
};

/* What the target must know of the image. Errors: -ENOENT with a sentence: it has no handlers. */
must_use int trace_describe(const struct graph *g, struct target_image *image, struct diag *d);

/* Follow the target, which stands still, to its end. Errors: with a sentence. */
must_use int trace_run(struct trace *t, struct diag *d);

#endif
