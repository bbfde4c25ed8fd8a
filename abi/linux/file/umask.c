/* SPDX-License-Identifier: MIT */
/* umask(2) */
#include "abi/linux/syscalls.h"
#include "kern/vfs/vfs.h"

unsigned sys_umask(unsigned mask)
{
	return __atomic_exchange_n(&vfs_umask, mask & 0777, __ATOMIC_RELAXED);
}
