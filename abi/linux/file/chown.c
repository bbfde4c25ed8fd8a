/* SPDX-License-Identifier: MIT */
/* chown(2) */
#include "abi/linux/syscalls.h"
#include "kern/vfs/path.h"

int sys_chown(const char *path, unsigned uid, unsigned gid)
{
	return sys_fchownat(PATH_CWD, path, uid, gid, 0);
}
