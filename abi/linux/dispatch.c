/* SPDX-License-Identifier: MIT */
/*
 * System calls by run-time number. All handlers are called with six arguments: one that takes
 * fewer does not look at the rest, and one that takes an int looks at half of a register (System V
 * ABI).
 */
#include "abi/linux/absent.h"
#include "abi/linux/dispatch.h"

#define SYSCALL_ARGS 6

long sys_dispatch(long n, long a, long b, long c, long d, long e, long f)
{
	const struct syscall_entry *entry;
	long r;

	if ((unsigned long)n >= syscall_table_size || !syscall_table[n].name)
		return sys_absent(n, a, b, c, d, e, f);
	entry = &syscall_table[n];
	if (!entry->handler) {
		const long args[SYSCALL_ARGS] = { a, b, c, d, e, f };

		return absent_report(n, entry->name, &"xxxxxx"[SYSCALL_ARGS - entry->nr_args],
				     args);
	}
	r = entry->handler(a, b, c, d, e, f);
	if (entry->result == SYSCALL_INT)
		return (int)r;
	if (entry->result == SYSCALL_UNSIGNED)
		return (unsigned)r;
	return r;
}
