/* SPDX-License-Identifier: MIT */
/* fchmodat(2) as the kernel has it: without flags */
#include "abi/linux/file/attr.h"
#include "abi/linux/syscalls.h"

int sys_fchmodat(int dir, const char *path, unsigned mode)
{
	struct vfs_attr a = { .set_mode = true, .mode = mode };

	return attr_set_at(dir, path, 0, &a);
}
