/* SPDX-License-Identifier: MIT */
/*
 * The system calls that the library OS has, as C declares them: made by scripts/syscalls.awk.
 */
#ifndef TOOL_TRACE_CALLS_H
#define TOOL_TRACE_CALLS_H

#include <stddef.h>

#define TRACE_ARGS_MAX 6

struct trace_arg {
	const char *type; /* "const char *" */
	const char *name;
};

struct trace_call {
	int nr;
	const char *name;   /* without sys_ */
	const char *status; /* as in the table: full, partial, binary */
	const char *result; /* its type; "void": it does not return */
	int nr_args;
	struct trace_arg args[TRACE_ARGS_MAX];
};

extern const struct trace_call trace_calls[]; /* in the order of their numbers */
extern const size_t nr_trace_calls;

#endif
