/* SPDX-License-Identifier: MIT */
/* lchown(2) */
#include "abi/linux/file/at.h"
#include "abi/linux/syscalls.h"

int sys_lchown(const char *path, unsigned uid, unsigned gid)
{
	return sys_fchownat(PATH_CWD, path, uid, gid, AT_SYMLINK_NOFOLLOW);
}
