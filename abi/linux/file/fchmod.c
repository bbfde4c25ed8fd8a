/* SPDX-License-Identifier: MIT */
/* fchmod(2) */
#include "abi/linux/file/attr.h"
#include "abi/linux/syscalls.h"

int sys_fchmod(int fd, unsigned mode)
{
	struct vfs_attr a = { .set_mode = true, .mode = mode };

	return attr_set_fd(fd, FILE_IO, &a);
}
