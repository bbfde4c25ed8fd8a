/* SPDX-License-Identifier: MIT */
/*
 * Counts and times of calls, as `strace -c` prints them.
 */
#ifndef TOOL_TRACE_SUMMARY_H
#define TOOL_TRACE_SUMMARY_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "tool/trace/calls.h"

struct summary_row {
	const struct trace_call *call;
	int64_t ns;
	unsigned calls;
	unsigned errors;
};

/* Starts from all zeros. */
struct summary {
	struct summary_row *rows;
	size_t n;
};

void summary_add(struct summary *s, const struct trace_call *call, int64_t ns, bool error);
void summary_print(struct summary *s, FILE *f);
void summary_free(struct summary *s);

#endif
