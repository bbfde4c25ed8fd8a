/* SPDX-License-Identifier: MIT */
/*
 * File systems that are in use, and where they are mounted.
 *
 * There are few: the root, /dev, and perhaps /tmp. They are mounted in folders of the root by name,
 * when the first path is looked up: an image that opens nothing mounts nothing.
 */
#ifndef KERN_VFS_FS_H
#define KERN_VFS_FS_H

#include "base/types.h"

struct inode;

struct fs_stats {
	uint64_t type; /* magic number, as statfs() has it */
	uint64_t blocks;
	uint64_t free;
	uint64_t files;
};

struct fs {
	const char *type;
	uint64_t dev; /* what stat() tells */
	bool read_only;
	struct inode *root;  /* referenced */
	struct inode *above; /* the folder that it is mounted in, NULL for the root file system */
	const char *name;    /* its name there */
	void (*stats)(struct fs *fs, struct fs_stats *s); /* blocks are pages */
};

/*
 * Make a file system. What they have in common: (*fs) is then complete but for (above) and (name).
 * Errors:  -ENOMEM; -EIO for an image that is broken.
 */
must_use int ramfs_create(struct fs **fs);
must_use int devfs_create(struct fs **fs);
must_use int erofs_create(struct fs **fs); /* of the image's root; WEAK: absent without one */

/*
 * The root folder of everything, mounted at the first call; not referenced. Errors: -ENOMEM, -EIO.
 */
must_use int vfs_root(struct inode **root);

/* The root folder of what is mounted at (name) in (dir), not referenced, or NULL. */
struct inode *vfs_mounted_at(const struct inode *dir, const char *name, size_t len);

#endif
