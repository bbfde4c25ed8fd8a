/* SPDX-License-Identifier: MIT */
/* statfs(2) */
#include "abi/linux/file/statfs.h"

#include "abi/linux/syscalls.h"
#include "abi/linux/user.h"
#include "base/errno.h"
#include "kern/vfs/path.h"

#define PIPEFS_MAGIC 0x50495045
#define ST_RDONLY    1
#define ST_RELATIME  0x1000
#define ST_VALID     0x20

/* Of the flags of a mount those that statfs tells: the same numbers, with two exceptions. */
static int64_t statfs_flags(const struct mount *m)
{
	unsigned flags = __atomic_load_n(&m->flags, __ATOMIC_RELAXED);
	int64_t st = ST_VALID | (flags & (MOUNT_NOSUID | MOUNT_NODEV | MOUNT_NOEXEC |
					  MOUNT_SYNCHRONOUS | MOUNT_NOATIME | MOUNT_NODIRATIME));

	if (flags & MOUNT_RELATIME)
		st |= ST_RELATIME;
	return mount_is_read_only(m) ? st | ST_RDONLY : st;
}

int statfs_store(struct linux_statfs *st, const struct mount *m)
{
	struct fs_stats s = { .type = PIPEFS_MAGIC };

	if (!user_writable(st, sizeof *st))
		return -EFAULT;
	if (m)
		m->fs->stats(m->fs, &s);
	*st = (struct linux_statfs){
		.f_type = (int64_t)s.type,
		.f_bsize = PAGE_SIZE,
		.f_blocks = s.blocks,
		.f_bfree = s.free,
		.f_bavail = s.free,
		.f_files = s.files,
		.f_ffree = s.files_free,
		.f_namelen = NAME_LEN_MAX,
		.f_frsize = PAGE_SIZE,
		.f_flags = m ? statfs_flags(m) : ST_VALID,
	};
	if (m) {
		st->f_fsid[0] = (int)m->fs->dev;
		st->f_fsid[1] = 0;
	}
	return 0;
}

int sys_statfs(const char *path, struct linux_statfs *st)
{
	struct place at;
	int err;

	err = path_find(PATH_CWD, path, PATH_FOLLOW, &at);
	if (err)
		return err;
	err = statfs_store(st, at.mount);
	place_put(at);
	return err;
}
