/* SPDX-License-Identifier: MIT */
/*
 * What open files of all file systems have in common.
 */
#include "kern/vfs/regular.h"

#include "base/errno.h"
#include "kern/vfs/inode.h"
#include "kern/vfs/mount.h"

int64_t file_size_max = INT64_MAX;

int regular_transfer(struct file *f, struct io *io, const int64_t *pos,
		     int (*at)(struct file *f, struct io *io, int64_t *pos))
{
	int64_t p;
	int err;

	if (pos) {
		p = *pos;
		return at(f, io, &p);
	}
	mutex_lock(&f->lock);
	err = at(f, io, &f->pos);
	mutex_unlock(&f->lock);
	return err;
}

#define DAY        (86400 * (int64_t)NSEC_PER_SEC)
#define LOOK_AFTER (1ull << 36) /* half a minute or so */

int64_t access_old = INT64_MIN;
uint64_t access_look;
static bool access_strict; /* atomic */

void access_look_always(void)
{
	__atomic_store_n(&access_strict, true, __ATOMIC_SEQ_CST);
	__atomic_store_n(&access_look, 0, __ATOMIC_SEQ_CST);
}

/* Who says access_look_always() meanwhile is not missed. */
static void look_again(int64_t now)
{
	__atomic_store_n(&access_old, now - DAY, __ATOMIC_RELAXED);
	__atomic_store_n(&access_look, cpu_ticks() + LOOK_AFTER, __ATOMIC_SEQ_CST);
	if (__atomic_load_n(&access_strict, __ATOMIC_SEQ_CST))
		__atomic_store_n(&access_look, 0, __ATOMIC_SEQ_CST);
}

void inode_note_access(struct inode *i, const struct mount *m)
{
	unsigned flags = __atomic_load_n(&m->flags, __ATOMIC_RELAXED);
	int64_t now = inode_now();

	look_again(now);
	if (flags & MOUNT_NOATIME || mount_is_read_only(m) ||
	    (flags & MOUNT_NODIRATIME && inode_is(i, INODE_FOLDER)))
		return;
	if (!(flags & MOUNT_RELATIME) || i->atime <= i->mtime || i->atime <= i->ctime ||
	    i->atime <= now - DAY)
		__atomic_store_n(&i->atime, now, __ATOMIC_RELAXED);
}

int folder_read(struct file *f, struct io *io, const int64_t *pos)
{
	(void)f;
	(void)io;
	(void)pos;
	return -EISDIR;
}
