/* SPDX-License-Identifier: MIT */
/*
 * System calls by number, for syscall(2) and other callers that know the number only at run time.
 *
 * The table is generated from syscalls.tbl. It refers to handlers weakly: a call that nothing else
 * in the image reaches is absent, and answers -ENOSYS.
 */
#ifndef ABI_LINUX_DISPATCH_H
#define ABI_LINUX_DISPATCH_H

#include "base/types.h"

typedef long syscall_fn(long a, long b, long c, long d, long e, long f);

/* What the handler returns in C, and so how its result becomes a register's 64 bits. */
enum syscall_result {
	SYSCALL_LONG,
	SYSCALL_INT,
	SYSCALL_UNSIGNED,
};

struct syscall_entry {
	const char *name;
	syscall_fn *handler; /* NULL: not in this image */
	uint8_t result;      /* enum syscall_result */
	uint8_t nr_args;
};

extern const struct syscall_entry syscall_table[];
extern const unsigned syscall_table_size;

/* Call number (n). Context: thread. */
long sys_dispatch(long n, long a, long b, long c, long d, long e, long f);

#endif
