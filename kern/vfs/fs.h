/* SPDX-License-Identifier: MIT */
/*
 * File systems that are in use, as the rest of the system sees them. Where they are mounted is
 * kern/vfs/mount.h's.
 */
#ifndef KERN_VFS_FS_H
#define KERN_VFS_FS_H

#include "base/types.h"

struct inode;
struct text;

struct fs_stats {
	uint64_t type; /* magic number, as statfs() has it */
	uint64_t blocks;
	uint64_t free;
	uint64_t files;
	uint64_t files_free;
};

struct fs {
	const char *type; /* constant, as is the next group */
	uint64_t dev;     /* what stat() tells */
	bool read_only;
	bool fleeting;                                    /* folders come and go by themselves */
	struct inode *root;                               /* referenced */
	void (*stats)(struct fs *fs, struct fs_stats *s); /* blocks are pages */

	/* Write the options that it was made with, each behind a comma; NULL: it has none. */
	void (*options)(const struct fs *fs, struct text *to);

	/*
	 * Take other options: mount(2) with MS_REMOUNT. NULL: any, and they mean nothing.
	 * Errors: -EINVAL.
	 */
	int (*remount)(struct fs *fs, const char *options);

	/* Free all of it, (fs) included: nothing refers to it any more. NULL: it is for ever. */
	void (*destroy)(struct fs *fs);

	uint32_t mounts; /* atomic */
};

/*
 * Make a file system of (options), which mount(2) has as "data": words between commas. What they
 * have in common: (*fs) is then complete.
 * Errors:  -ENOMEM; -EINVAL for an option; -EIO for an image that is broken.
 */
typedef int fs_create(const char *options, struct fs **fs);

must_use int ramfs_create(const char *options, struct fs **fs);
must_use int devfs_create(const char *options, struct fs **fs);
must_use int erofs_create(const char *options, struct fs **fs);  /* of the image's root */
must_use int procfs_create(const char *options, struct fs **fs); /* abi/linux/procfs */
must_use int sysfs_create(const char *options, struct fs **fs);

/*
 * Make (fs), which is new and of ramfs, show what is in (lower), and take changes of it: it is
 * never written itself. WEAK: absent in an image without a root.
 */
void ramfs_show_lower(struct fs *fs, struct fs *lower);

#endif
