/* SPDX-License-Identifier: MIT */
/* statfs(2) */
#include "abi/linux/file/statfs.h"

#include "abi/linux/syscalls.h"
#include "abi/linux/user.h"
#include "base/errno.h"
#include "kern/vfs/fs.h"
#include "kern/vfs/path.h"

#define PIPEFS_MAGIC 0x50495045
#define ST_RDONLY    1
#define ST_RELATIME  0x1000
#define ST_VALID     0x20

int statfs_store(struct linux_statfs *st, const struct inode *i)
{
	struct fs_stats s = { .type = PIPEFS_MAGIC };
	bool read_only = i && i->fs->read_only;

	if (!user_writable(st, sizeof *st))
		return -EFAULT;
	if (i)
		i->fs->stats(i->fs, &s);
	*st = (struct linux_statfs){
		.f_type = (int64_t)s.type,
		.f_bsize = PAGE_SIZE,
		.f_blocks = s.blocks,
		.f_bfree = s.free,
		.f_bavail = s.free,
		.f_files = s.files,
		.f_namelen = NAME_LEN_MAX,
		.f_frsize = PAGE_SIZE,
		.f_flags = ST_VALID | ST_RELATIME | (read_only ? ST_RDONLY : 0),
	};
	return 0;
}

int sys_statfs(const char *path, struct linux_statfs *st)
{
	struct inode *i;
	int err;

	err = path_find(PATH_CWD, path, PATH_FOLLOW, &i);
	if (err)
		return err;
	err = statfs_store(st, i);
	inode_put(i);
	return err;
}
