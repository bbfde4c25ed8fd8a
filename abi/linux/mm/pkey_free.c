/* SPDX-License-Identifier: MIT */
/* pkey_free(2): of keys that nobody got. */
#include "abi/linux/syscalls.h"
#include "base/errno.h"

int sys_pkey_free(int key)
{
	(void)key;
	return -EINVAL;
}
