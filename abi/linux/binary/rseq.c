/* SPDX-License-Identifier: MIT */
/*
 * rseq(2): there is none. C libraries ask for it when each thread begins, and do without: no line
 * is owed to anybody.
 */
#include "abi/linux/syscalls.h"
#include "base/errno.h"

int sys_rseq(void *area, unsigned size, int flags, unsigned signature)
{
	(void)area;
	(void)size;
	(void)flags;
	(void)signature;
	return -ENOSYS;
}
