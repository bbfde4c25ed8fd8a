/* SPDX-License-Identifier: MIT */
/*
 * From our struct file_stat to the application's struct stat.
 */
#include "abi/linux/file/stat.h"
#include "abi/linux/user.h"
#include "base/errno.h"

struct linux_timespec stat_timespec(int64_t ns)
{
	struct linux_timespec ts = { ns / 1000000000, ns % 1000000000 };

	if (ts.tv_nsec < 0) {
		ts.tv_sec--;
		ts.tv_nsec += 1000000000;
	}
	return ts;
}

int stat_store(struct linux_stat *to, const struct file_stat *from)
{
	struct linux_stat st = {
		.st_dev = from->dev,
		.st_ino = from->ino,
		.st_nlink = from->nlink,
		.st_mode = from->mode,
		.st_uid = from->uid,
		.st_gid = from->gid,
		.st_rdev = from->rdev,
		.st_size = from->size,
		.st_blksize = PAGE_SIZE,
		.st_blocks = (int64_t)from->blocks,
		.st_atim = stat_timespec(from->atime),
		.st_mtim = stat_timespec(from->mtime),
		.st_ctim = stat_timespec(from->ctime),
	};

	return user_put(to, &st, sizeof st);
}
