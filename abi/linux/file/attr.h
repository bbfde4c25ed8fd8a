/* SPDX-License-Identifier: MIT */
/*
 * What chmod, chown and utimensat have in common.
 */
#ifndef ABI_LINUX_FILE_ATTR_H
#define ABI_LINUX_FILE_ATTR_H

#include "kern/vfs/vfs.h"

/* Set (a) on the file that a path leads to; (flags): AT_SYMLINK_NOFOLLOW, AT_EMPTY_PATH. */
must_use int attr_set_at(int dir, const char *path, int flags, const struct vfs_attr *a);

/* Set (a) on the file behind (fd), which has to be able to (need). */
must_use int attr_set_fd(int fd, unsigned need, const struct vfs_attr *a);

#endif
