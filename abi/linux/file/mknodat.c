/* SPDX-License-Identifier: MIT */
/*
 * mknodat(2): FIFOs, empty files, names for sockets, and devices. A device that there is none of
 * cannot be opened (ENXIO), as on Linux.
 */
#include "abi/linux/syscalls.h"
#include "base/errno.h"
#include "kern/vfs/vfs.h"

LINK_WITH(fifo_file_ops);
LINK_WITH(signal_broken_pipe);
LINK_WITH(pipe_set_size);
LINK_WITH(device_file_ops);

int sys_mknodat(int dir, const char *path, unsigned mode, unsigned dev)
{
	unsigned kind = mode & INODE_KIND ? mode & INODE_KIND : INODE_FILE;
	struct inode_new what = { .mode = kind | (mode & 07777), .rdev = dev };

	switch (kind) {
	case INODE_FILE:
	case INODE_FIFO:
	case INODE_SOCKET:
		what.rdev = 0;
		break;
	case INODE_CHAR:
	case INODE_BLOCK:
		break;
	case INODE_FOLDER:
		return -EPERM;
	default:
		return -EINVAL;
	}
	return vfs_create(dir, path, &what);
}
