/* SPDX-License-Identifier: MIT */
/* pkey_alloc(2): there are none, as on Linux on a processor without them. */
#include "abi/linux/syscalls.h"
#include "base/errno.h"

int sys_pkey_alloc(unsigned flags, unsigned long rights)
{
	(void)flags;
	(void)rights;
	return -EINVAL;
}
