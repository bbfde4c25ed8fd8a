/* SPDX-License-Identifier: MIT */
/*
 * Making and unmaking open files.
 */
#include "kern/vfs/file.h"

#include "base/errno.h"
#include "base/string.h"
#include "kern/mem/heap.h"
#include "kern/vfs/inode.h"
#include "kern/vfs/locks.h"
#include "kern/vfs/mount.h"
#include "kern/vfs/notify.h"

/* One that was closed, for the next that is opened, or NULL; atomic. */
static struct file *spare;

/* The same when it was given back: what is closed next, before another is opened, goes, too. */
#define GIVEN_BACK ((struct file *)1)

int file_create(const struct file_ops *ops, unsigned flags, struct file **out)
{
	struct file *f = __atomic_exchange_n(&spare, NULL, __ATOMIC_ACQUIRE);

	if ((uintptr_t)f <= (uintptr_t)GIVEN_BACK)
		f = heap_alloc(sizeof *f);
	if (!f)
		return -ENFILE;
	*f = (struct file){ 0 };
	f->ops = ops;
	f->flags = flags;
	f->can = FILE_IO | file_can(flags);
	f->refs = 1;
	lock_set_rank(&f->lock, LOCK_FILE);
	*out = f;
	return 0;
}

cold void file_give_back(void)
{
	struct file *f = __atomic_exchange_n(&spare, GIVEN_BACK, __ATOMIC_ACQUIRE);

	if (f != GIVEN_BACK)
		heap_free(f);
}

extern __typeof__(file_locks_released) file_locks_released WEAK;
extern __typeof__(mount_put) mount_put WEAK;

extern __typeof__(file_unwatch) file_unwatch WEAK;

void file_destroy(struct file *f)
{
	struct file *none = NULL;

	if (LINKED(file_unwatch) && __atomic_load_n(&f->watchers, __ATOMIC_ACQUIRE))
		file_unwatch(f);
	if (file_locks_released && f->inode)
		file_locks_released(f);
	if (f->inode && (f->can & FILE_IO))
		notify(f->inode, f->can & FILE_WRITE ? NOTIFY_CLOSE_WRITE : NOTIFY_CLOSE_NOWRITE);
	if (f->ops->release)
		f->ops->release(f);
	inode_put(f->inode);
	if (LINKED(mount_put))
		mount_put(f->mount);
	if (!__atomic_compare_exchange_n(&spare, &none, f, false, __ATOMIC_RELEASE,
					 __ATOMIC_RELAXED))
		heap_free(f);
}

struct vfs_actor vfs_acts, vfs_asks;

void inode_put(struct inode *i)
{
	if (!i || __atomic_sub_fetch(&i->refs, 1, __ATOMIC_ACQ_REL))
		return;
	if (LINKED(notify_gone))
		notify_gone(i);
	i->ops->release(i);
}
