/* SPDX-License-Identifier: MIT */
/*
 * Where a ramfs file is, or was: for /proc and getcwd().
 *
 * The last name of a file that is removed stays with it, because an open file still tells it. It
 * refers to its folder then; a folder's does not, which refers to the one above anyway.
 */
#include "base/errno.h"
#include "base/format.h"
#include "base/string.h"
#include "fs/ramfs_int.h"
#include "kern/mem/heap.h"

void ramfs_free_gone(struct ramfs_inode *i)
{
	if (!i->gone)
		return;
	if (i->gone->dir && !inode_is(&i->inode, INODE_FOLDER))
		inode_put(&i->gone->dir->inode);
	heap_free(i->gone);
	i->gone = NULL;
}

bool ramfs_keep_gone(struct ramfs_inode *i, struct ramfs_name *n)
{
	ramfs_free_gone(i);
	if (n->dir && !inode_is(&i->inode, INODE_FOLDER))
		inode_get(&n->dir->inode);
	i->gone = n;
	return true;
}

void ramfs_label(struct ramfs_inode *i, struct ramfs_inode *dir, struct name label)
{
	struct ramfs_name *n = heap_alloc_zero(sizeof *n + NAME_LEN_MAX);

	if (!n)
		return;
	n->inode = i;
	if (label.len) {
		n->len = (uint8_t)label.len;
		memcpy(n->s, label.s, label.len);
	} else {
		n->len = (uint8_t)format_text(n->s, NAME_LEN_MAX, "#%lu", i->inode.ino);
		n->dir = ramfs_of(inode_get(&dir->inode));
	}
	i->gone = n;
}

int ramfs_where(struct inode *inode, struct inode_where *w)
{
	struct ramfs_inode *i = ramfs_of(inode);
	const struct ramfs_name *n;
	int err = -ENOENT;

	mutex_lock(&inode->lock);
	n = i->names ? i->names : i->gone;
	if (n) {
		w->removed = !i->names;
		w->dir = n->dir ? inode_get(&n->dir->inode) : NULL;
		w->len = n->len;
		memcpy(w->name, n->s, n->len);
		err = 0;
	}
	mutex_unlock(&inode->lock);
	return err;
}
