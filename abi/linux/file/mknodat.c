/* SPDX-License-Identifier: MIT */
/*
 * mknodat(2): FIFOs, empty files, and names for sockets. Devices are where devfs has them.
 */
#include "abi/linux/syscalls.h"
#include "abi/linux/unsupported.h"
#include "base/errno.h"
#include "kern/vfs/vfs.h"

LINK_WITH(fifo_file_ops);
LINK_WITH(signal_broken_pipe);
LINK_WITH(pipe_set_size);

int sys_mknodat(int dir, const char *path, unsigned mode, unsigned dev)
{
	unsigned kind = mode & INODE_KIND ? mode & INODE_KIND : INODE_FILE;
	struct inode_new what = { .mode = kind | (mode & 07777) };

	switch (kind) {
	case INODE_FILE:
	case INODE_FIFO:
	case INODE_SOCKET:
		return vfs_create(dir, path, &what);
	case INODE_CHAR:
	case INODE_BLOCK:
		unsupported_once("mknod", "device %u:%u, refused", dev >> 8 & 0xfff, dev & 0xff);
		return -EPERM;
	case INODE_FOLDER:
		return -EPERM;
	default:
		return -EINVAL;
	}
}
