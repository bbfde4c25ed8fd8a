/* SPDX-License-Identifier: MIT */
/* linkat(2) */
#include "abi/linux/file/at.h"
#include "abi/linux/syscalls.h"
#include "base/errno.h"
#include "kern/vfs/vfs.h"

int sys_linkat(int from_dir, const char *from, int to_dir, const char *to, int flags)
{
	unsigned how = (flags & AT_SYMLINK_FOLLOW ? PATH_FOLLOW : 0) |
		       (flags & AT_EMPTY_PATH ? PATH_EMPTY : 0);
	struct place from_place;
	int err;

	if (flags & ~(AT_SYMLINK_FOLLOW | AT_EMPTY_PATH))
		return -EINVAL;
	if ((flags & AT_EMPTY_PATH) && vfs_acts.limited)
		return -ENOENT; /* who got the descriptor from elsewhere has no right to the file */
	err = path_find(from_dir, from, how, &from_place);
	if (err)
		return err;
	err = vfs_link(from_place, to_dir, to);
	place_put(from_place);
	return err;
}
