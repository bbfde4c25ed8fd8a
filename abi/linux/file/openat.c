/* SPDX-License-Identifier: MIT */
/* openat(2) */
#include "abi/linux/file/open.h"
#include "abi/linux/syscalls.h"

int sys_openat(int dir, const char *path, int flags, unsigned mode)
{
	struct vfs_how how = {
		.flags = ((unsigned)flags & OPEN_FLAGS) | FILE_O_LARGEFILE,
		.mode = mode,
	};

	return open_descriptor(dir, path, &how);
}
