/* SPDX-License-Identifier: MIT */
/* chroot(2) */
#include "abi/linux/syscalls.h"
#include "kern/vfs/vfs.h"

int sys_chroot(const char *path)
{
	return vfs_chroot(path);
}
