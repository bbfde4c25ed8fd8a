/* SPDX-License-Identifier: MIT */
/*
 * Flags of the calls whose names end in "at".
 */
#ifndef ABI_LINUX_FILE_AT_H
#define ABI_LINUX_FILE_AT_H

#include "kern/mem/user.h"
#include "kern/vfs/path.h"

#define AT_SYMLINK_NOFOLLOW 0x100
#define AT_EACCESS          0x200
#define AT_REMOVEDIR        0x200
#define AT_SYMLINK_FOLLOW   0x400
#define AT_NO_AUTOMOUNT     0x800
#define AT_EMPTY_PATH       0x1000
#define AT_STATX_SYNC_TYPE  0x6000

/* For calls that follow symbolic links unless told not to. */
static inline unsigned at_path_flags(int flags)
{
	return (flags & AT_SYMLINK_NOFOLLOW ? 0 : PATH_FOLLOW) |
	       (flags & AT_EMPTY_PATH ? PATH_EMPTY : 0);
}

/* Does an empty path make the call one about the descriptor, which need not have an inode? */
static inline bool at_is_descriptor(int dir, const char *path, int flags)
{
	return (flags & AT_EMPTY_PATH) && dir >= 0 && (!path || (user_readable(path, 1) && !*path));
}

#endif
