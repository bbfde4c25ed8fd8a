/* SPDX-License-Identifier: MIT */
/*
 * The end of a ramfs that was unmounted: all names go, and with them what they refer to.
 */
#include "fs/ramfs_int.h"
#include "kern/mem/heap.h"

/* Depth first, without recursion: a folder knows the one above it. */
void ramfs_destroy(struct fs *fs)
{
	struct ramfs_inode *root = ramfs_of(fs->root), *dir = root;

	for (;;) {
		struct ramfs_name *n;
		struct ramfs_inode *i;

		if (list_empty(&dir->folder.names)) {
			if (dir == root)
				break;
			dir = dir->folder.parent;
			continue;
		}
		n = list_first(&dir->folder.names, struct ramfs_name, order);
		i = n->inode;
		if (inode_is(&i->inode, INODE_FOLDER) && !list_empty(&i->folder.names)) {
			dir = i;
			continue;
		}
		inode_get(&i->inode);
		ramfs_folder_remove(dir, n);
		inode_put(&i->inode);
	}
	inode_put(&root->inode);
	heap_free(ramfs_of_fs(fs));
}
