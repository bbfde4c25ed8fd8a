/* SPDX-License-Identifier: MIT */
/*
 * Byte-range locks: from struct flock to a range, and back.
 */
#include "abi/linux/file/fcntl_lock.h"

#include "abi/linux/types.h"
#include "abi/linux/user.h"
#include "base/errno.h"
#include "kern/sched/thread.h"
#include "kern/vfs/inode.h"
#include "kern/vfs/locks.h"

enum {
	F_GETLK = 5,
	F_SETLK = 6,
	F_SETLKW = 7,
	F_OFD_GETLK = 36,
	F_OFD_SETLK = 37,
	F_OFD_SETLKW = 38,
};

/* l_type */
enum {
	F_RDLCK,
	F_WRLCK,
	F_UNLCK,
};

/* Where (whence) counts from. */
static int64_t lock_base(struct file *f, int whence)
{
	int64_t base = 0;

	if (whence == 1) {
		mutex_lock(&f->lock);
		base = f->pos;
		mutex_unlock(&f->lock);
	} else if (whence == 2) {
		mutex_lock(&f->inode->lock);
		base = f->inode->size;
		mutex_unlock(&f->inode->lock);
	}
	return base;
}

/* The range that (from) means: a negative length is one that ends before the start. */
static int lock_range(struct file *f, const struct linux_flock *from, struct file_lock *l)
{
	int64_t start;

	if (from->l_whence < 0 || from->l_whence > 2)
		return -EINVAL;
	if (__builtin_add_overflow(lock_base(f, from->l_whence), from->l_start, &start))
		return -EOVERFLOW;
	if (start < 0)
		return -EINVAL;
	l->first = start;
	l->last = INT64_MAX;
	if (from->l_len > 0) {
		if (from->l_len - 1 > INT64_MAX - start)
			return -EOVERFLOW;
		l->last = start + from->l_len - 1;
	} else if (from->l_len < 0) {
		if (start + from->l_len < 0)
			return -EINVAL;
		l->first = start + from->l_len;
		l->last = start - 1;
	}
	return 0;
}

/* (l) as the application wants it: of what was found, or only that nothing was. */
static void lock_tell(struct linux_flock *to, const struct file_lock *l)
{
	if (l->kind == FILE_LOCK_NONE) {
		to->l_type = F_UNLCK;
		return;
	}
	to->l_type = l->kind == FILE_LOCK_READ ? F_RDLCK : F_WRLCK;
	to->l_whence = 0;
	to->l_start = l->first;
	to->l_len = l->last == INT64_MAX ? 0 : l->last - l->first + 1;
	to->l_pid = l->by ? -1 : (int)thread_first.tid;
}

static bool lock_access_ok(const struct file *f, int type)
{
	if (type == F_RDLCK)
		return f->can & FILE_READ;
	return type == F_UNLCK || (f->can & FILE_WRITE);
}

int file_fcntl_lock(struct file *f, unsigned cmd, uintptr_t arg)
{
	struct linux_flock *fl = (struct linux_flock *)arg;
	bool ofd = cmd >= F_OFD_GETLK && cmd <= F_OFD_SETLKW;
	bool get = cmd == F_GETLK || cmd == F_OFD_GETLK;
	struct file_lock l = { .by = ofd ? f : NULL };
	struct linux_flock asked;
	int err;

	if (!ofd && (cmd < F_GETLK || cmd > F_SETLKW))
		return -ENOSYS;
	if (user_get(&asked, fl, sizeof asked))
		return -EFAULT;
	if (!f->inode || asked.l_type < F_RDLCK || asked.l_type > F_UNLCK)
		return -EINVAL;
	if ((get && !ofd && asked.l_type == F_UNLCK) || (ofd && asked.l_pid))
		return -EINVAL;
	l.kind = (enum file_lock_kind)asked.l_type;
	err = lock_range(f, &asked, &l);
	if (err)
		return err;
	if (get) {
		if (!user_writable(fl, sizeof *fl))
			return -EFAULT;
		file_lock_test(f, &l);
		lock_tell(fl, &l);
		return 0;
	}
	if (!lock_access_ok(f, asked.l_type))
		return -EBADF;
	return file_lock_set(f, &l, cmd == F_SETLKW || cmd == F_OFD_SETLKW);
}
