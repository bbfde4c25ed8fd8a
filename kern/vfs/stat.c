/* SPDX-License-Identifier: MIT */
/*
 * What stat() tells of an inode or an open file.
 */
#include "base/errno.h"
#include "kern/vfs/fs.h"
#include "kern/vfs/inode.h"

LINK_WITH(console_file_stat);

void inode_stat(struct inode *i, struct file_stat *st)
{
	mutex_lock(&i->lock);
	*st = (struct file_stat){
		.dev = i->fs->dev,
		.ino = i->ino,
		.rdev = i->rdev,
		.blocks = i->blocks,
		.size = i->size,
		.atime = i->atime,
		.mtime = i->mtime,
		.ctime = i->ctime,
		.nlink = i->nlink,
		.mode = i->mode,
		.uid = i->uid,
		.gid = i->gid,
	};
	mutex_unlock(&i->lock);
}

int file_stat(struct file *f, struct file_stat *st)
{
	if (!f->inode)
		return f->ops->stat(f, st);
	inode_stat(f->inode, st);
	return 0;
}
