/* SPDX-License-Identifier: MIT */
/* fchown(2) */
#include "abi/linux/file/attr.h"
#include "abi/linux/syscalls.h"

int sys_fchown(int fd, unsigned uid, unsigned gid)
{
	struct vfs_attr a = {
		.chown = true,
		.set_uid = uid != UINT32_MAX,
		.set_gid = gid != UINT32_MAX,
		.uid = uid,
		.gid = gid,
	};

	return attr_set_fd(fd, FILE_IO, &a);
}
