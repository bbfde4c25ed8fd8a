/* SPDX-License-Identifier: MIT */
/* lstat(2) */
#include "abi/linux/file/at.h"
#include "abi/linux/syscalls.h"

int sys_lstat(const char *path, struct linux_stat *st)
{
	return sys_newfstatat(PATH_CWD, path, st, AT_SYMLINK_NOFOLLOW);
}
