/* SPDX-License-Identifier: MIT */
/*
 * The end of a mount, and of a file system that is mounted nowhere any more: for images that
 * unmount.
 */
#include "kern/mem/heap.h"
#include "kern/vfs/mount.h"

void mount_destroy(struct mount *m)
{
	struct fs *fs = m->fs;

	inode_put(m->root);
	heap_free(m);
	if (__atomic_sub_fetch(&fs->mounts, 1, __ATOMIC_ACQ_REL) == 0 && fs->destroy)
		fs->destroy(fs);
}
