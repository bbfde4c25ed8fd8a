/* SPDX-License-Identifier: MIT */
/* fchownat(2) */
#include "abi/linux/file/at.h"
#include "abi/linux/file/attr.h"
#include "abi/linux/syscalls.h"
#include "base/errno.h"

int sys_fchownat(int dir, const char *path, unsigned uid, unsigned gid, int flags)
{
	struct vfs_attr a = {
		.chown = true,
		.set_uid = uid != UINT32_MAX,
		.set_gid = gid != UINT32_MAX,
		.uid = uid,
		.gid = gid,
	};

	if (flags & ~(AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH))
		return -EINVAL;
	return attr_set_at(dir, path, flags, &a);
}
