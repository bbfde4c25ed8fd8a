/* SPDX-License-Identifier: MIT */
/*
 * Inodes that are made up, for the files of this folder alone.
 */
#ifndef KERN_VFS_MADE_MADE_INT_H
#define KERN_VFS_MADE_MADE_INT_H

#include "kern/vfs/made/made.h"

struct made_inode {
	struct inode inode;
	const struct made_entry *entry; /* one whose path begins with what leads here */
	size_t len;                     /* of that part; 0: the root */
	struct made_at at;
	struct text link; /* guarded by the inode's lock; stays once it is written */
};

static inline struct made_inode *made_of(struct inode *i)
{
	return container_of(i, struct made_inode, inode);
}

static inline const struct made_fs *made_fs_of(const struct made_inode *i)
{
	return container_of(i->inode.fs, struct made_fs, fs);
}

/* Write what (i) says to (t), which is empty. Errors: -ENOMEM, those of the entry. */
must_use int made_tell(const struct made_inode *i, struct text *t);

extern const struct file_ops made_file_ops;

#endif
