/* SPDX-License-Identifier: MIT */
/* statx(2) */
#include "abi/linux/file/at.h"
#include "abi/linux/file/stat.h"
#include "abi/linux/user.h"
#include "base/errno.h"
#include "kern/vfs/fd.h"

#define STATX_BASIC_STATS 0x7ffu
#define STATX_RESERVED    0x80000000u

static struct linux_statx_timestamp statx_time(int64_t ns)
{
	struct linux_timespec t = stat_timespec(ns);

	return (struct linux_statx_timestamp){ t.tv_sec, (uint32_t)t.tv_nsec, 0 };
}

static void statx_store(struct linux_statx *to, const struct file_stat *from)
{
	*to = (struct linux_statx){
		.stx_mask = STATX_BASIC_STATS,
		.stx_blksize = PAGE_SIZE,
		.stx_nlink = from->nlink,
		.stx_uid = from->uid,
		.stx_gid = from->gid,
		.stx_mode = (uint16_t)from->mode,
		.stx_ino = from->ino,
		.stx_size = (uint64_t)from->size,
		.stx_blocks = from->blocks,
		.stx_atime = statx_time(from->atime),
		.stx_ctime = statx_time(from->ctime),
		.stx_mtime = statx_time(from->mtime),
		.stx_rdev_major = (uint32_t)(from->rdev >> 8 & 0xfff),
		.stx_rdev_minor = (uint32_t)((from->rdev & 255) | (from->rdev >> 12 & ~255u)),
		.stx_dev_minor = (uint32_t)from->dev,
	};
}

int sys_statx(int dir, const char *path, int flags, unsigned mask, struct linux_statx *stx)
{
	struct file_stat fst;
	struct place at;
	int err;

	if (mask & STATX_RESERVED)
		return -EINVAL;
	if ((flags & AT_STATX_SYNC_TYPE) == AT_STATX_SYNC_TYPE ||
	    (flags & ~(AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT | AT_EMPTY_PATH | AT_STATX_SYNC_TYPE)))
		return -EINVAL;
	if (!user_writable(stx, sizeof *stx))
		return -EFAULT;
	if (at_is_descriptor(dir, path, flags)) {
		struct file *f = fd_get(dir, FILE_ANY);

		if (!f)
			return -EBADF;
		err = file_stat(f, &fst);
		file_put(f);
	} else {
		err = path_find(dir, path, at_path_flags(flags), &at);
		if (err)
			return err;
		inode_stat(at.inode, &fst);
		place_put(at);
	}
	if (!err)
		statx_store(stx, &fst);
	return err;
}
