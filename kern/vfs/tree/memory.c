/* SPDX-License-Identifier: MIT */
/*
 * Files in memory that no folder has: memfd_create(). They are of a ramfs that is mounted nowhere.
 */
#include "base/errno.h"
#include "kern/vfs/vfs.h"

/* The mount, which is made at the first call and stays. */
static int memory_mount(struct mount **out)
{
	static struct mutex lock; /* guards: */
	static struct fs *fs;
	static struct mount *mount;
	int err = 0;

	mutex_lock(&lock);
	if (!fs)
		err = ramfs_create("", &fs);
	if (!err && !mount)
		err = mount_create(fs, fs->root, "memfd", MOUNT_RELATIME, &mount);
	mutex_unlock(&lock);
	*out = mount;
	return err;
}

int vfs_open_memory(struct name name, bool sealable, struct file **f)
{
	struct inode_new what = {
		.mode = INODE_FILE | 0777,
		.label = name,
		.sealable = sealable,
	};
	struct inode *root, *i;
	struct mount *m;
	int err;

	err = memory_mount(&m);
	if (err)
		return err;
	root = m->root;
	mutex_lock(&root->lock);
	err = root->ops->create(root, (struct name){ "", 0 }, &what, &i);
	mutex_unlock(&root->lock);
	if (err)
		return err;
	mount_get(m);
	return vfs_open_place((struct place){ m, i }, FILE_O_RDWR | FILE_O_LARGEFILE, f);
}
