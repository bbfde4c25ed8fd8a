/* SPDX-License-Identifier: MIT */
/*
 * The root and what is mounted in it, at the first look-up of a path.
 *
 * The root is the image's EROFS if it has one, else an empty ramfs. /dev is always there, as a
 * folder of the root or not. A root that cannot be written gets a ramfs at /tmp if it has that
 * folder.
 */
#include "base/errno.h"
#include "base/string.h"
#include "kern/vfs/fs.h"
#include "kern/vfs/inode.h"

#define MOUNTS_MAX 4

static struct {
	struct mutex lock;  /* guards the making */
	struct inode *root; /* NULL until all is mounted; then constant, as is the rest */
	struct fs *mounted[MOUNTS_MAX];
	unsigned nr_mounted;
} vfs;

extern __typeof__(erofs_create) erofs_create WEAK;

/* Mount (fs) as (name) in (root), whose reference is kept for good. */
static void vfs_mount(struct fs *fs, struct inode *root, const char *name)
{
	fs->above = inode_get(root);
	fs->name = name;
	fs->dev = 2 + vfs.nr_mounted;
	vfs.mounted[vfs.nr_mounted++] = fs;
}

/* Make the folder (name) in a root that can be written. */
static int vfs_make_folder(struct inode *root, const char *name, uint32_t mode)
{
	struct inode_new what = { .mode = INODE_FOLDER | mode };
	struct inode *dir;
	int err;

	mutex_lock(&root->lock);
	err = root->ops->create(root, (struct name){ name, (unsigned)strlen(name) }, &what, &dir);
	mutex_unlock(&root->lock);
	if (!err)
		inode_put(dir);
	return err;
}

/* Has (root) a folder (name)? */
static bool vfs_has_folder(struct inode *root, const char *name)
{
	struct inode *dir;
	bool is;
	int err;

	mutex_lock(&root->lock);
	err = root->ops->lookup(root, (struct name){ name, (unsigned)strlen(name) }, &dir);
	mutex_unlock(&root->lock);
	if (err)
		return false;
	is = inode_is(dir, INODE_FOLDER);
	inode_put(dir);
	return is;
}

static int vfs_mount_all(void)
{
	struct fs *fs, *dev, *tmp;
	struct inode *root;
	int err;

	err = erofs_create ? erofs_create(&fs) : ramfs_create(&fs);
	if (err)
		return err;
	root = fs->root;
	fs->dev = 1;
	err = devfs_create(&dev);
	if (err)
		return err;
	if (!fs->read_only) {
		err = vfs_make_folder(root, "dev", 0755);
		if (!err)
			err = vfs_make_folder(root, "tmp", 01777);
	} else if (vfs_has_folder(root, "tmp")) {
		err = ramfs_create(&tmp);
		if (!err)
			vfs_mount(tmp, root, "tmp");
	}
	if (err)
		return err;
	vfs_mount(dev, root, "dev");
	__atomic_store_n(&vfs.root, root, __ATOMIC_RELEASE);
	return 0;
}

int vfs_root(struct inode **root)
{
	struct inode *r = __atomic_load_n(&vfs.root, __ATOMIC_ACQUIRE);
	int err = 0;

	if (unlikely(!r)) {
		mutex_lock(&vfs.lock);
		if (!vfs.root)
			err = vfs_mount_all();
		r = vfs.root;
		mutex_unlock(&vfs.lock);
		if (err)
			return err;
	}
	*root = r;
	return 0;
}

struct inode *vfs_mounted_at(const struct inode *dir, const char *name, size_t len)
{
	if (dir != vfs.root)
		return NULL;
	for (unsigned i = 0; i < vfs.nr_mounted; i++) {
		const struct fs *fs = vfs.mounted[i];

		if (strlen(fs->name) == len && memcmp(fs->name, name, len) == 0)
			return fs->root;
	}
	return NULL;
}
