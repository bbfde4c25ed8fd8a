/* SPDX-License-Identifier: MIT */
/*
 * Arguments and results of a system call in the words of strace(1).
 *
 * What is read from the image's memory may be anything: every read is bounded, and what cannot be
 * read is shown as its address.
 */
#ifndef TOOL_TRACE_DECODE_H
#define TOOL_TRACE_DECODE_H

#include <stdbool.h>
#include <stdint.h>

#include "tool/buf.h"
#include "tool/trace/calls.h"
#include "tool/trace/flags.h"
#include "tool/trace/target.h"

/* One call, as it is looked at: at its beginning, then at its end. */
struct decode {
	const struct trace_call *call;
	uint64_t args[TRACE_ARGS_MAX];
	int64_t result; /* at its end */
	struct target *target;
	size_t string_max; /* characters of a string that are shown */
};

/* Is argument (i) the call's to write, so that it is shown at its end? */
bool decode_is_output(const struct decode *d, int i);

/* How many arguments are shown: the mode of open() only when it creates. */
int decode_nr_args(const struct decode *d);

/* Add argument (i). */
void decode_arg(const struct decode *d, int i, struct buf *out);

/* Add what stands behind the equals sign: "3", "-1 ENOENT (No such file or directory)". */
void decode_result(const struct decode *d, struct buf *out);

/*
 * For decode_struct.c: a decoder adds argument (i), whose value is not NULL where it is a
 * pointer.
 */
typedef void decode_fn(const struct decode *d, int i, struct buf *out);

decode_fn decode_stat, decode_statx, decode_timespec, decode_timeval, decode_iovec, decode_pollfd,
	decode_sigset, decode_sigaction, decode_rlimit, decode_utsname, decode_two_ints,
	decode_int_at, decode_itimerspec, decode_epoll_event, decode_epoll_events, decode_stack,
	decode_siginfo, decode_itimerval;

/* Add the (n) bytes at (addr) as a string in quotes; cut, with dots, after string_max. */
void decode_bytes(const struct decode *d, uint64_t addr, size_t n, struct buf *out);

/* Read (n) bytes at (addr); when they cannot be read, add the address and return false. */
bool decode_read(const struct decode *d, uint64_t addr, void *to, size_t n, struct buf *out);

#endif
