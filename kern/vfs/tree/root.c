/* SPDX-License-Identifier: MIT */
/*
 * The first tree: what is mounted where when the first path is looked up.
 *
 * The root is a ramfs. In an image that carries files they show through it, and what is changed of
 * them lives in the ramfs. A file system that nothing in the image can reach is not linked, and so
 * not mounted.
 */
#include "base/errno.h"
#include "base/string.h"
#include "kern/vfs/mount.h"

static struct {
	struct mutex lock; /* guards the making */
	size_t done;       /* rows of (mounts) that are mounted */
	struct fs *fs;     /* of the next row, when it could not be mounted yet; or NULL */

	struct place root; /* its inode is NULL until all is mounted; then constant */
} first;

extern __typeof__(erofs_create) erofs_create WEAK;
extern __typeof__(ramfs_show_lower) ramfs_show_lower WEAK;
extern __typeof__(procfs_create) procfs_create WEAK;
extern __typeof__(sysfs_create) sysfs_create WEAK;

/* A ramfs of the first tree. */
static int memory_create(const char *options, struct fs **fs)
{
	(void)options;
	return ramfs_create(mount_first_options(), fs);
}

/* A ramfs, through which the files of the image show if it has some. */
static int root_create(const char *options, struct fs **fs)
{
	bool carries = LINKED(erofs_create) && LINKED(ramfs_show_lower);
	struct fs *lower;
	int err = 0;

	if (carries)
		err = erofs_create("", &lower);
	if (!err)
		err = memory_create(options, fs);
	if (!err && carries)
		ramfs_show_lower(*fs, lower);
	return err;
}

/* The folder (name) of (dir), which is made if it is not there; referenced. */
static int root_folder(struct inode *dir, const char *name, struct inode **folder)
{
	struct inode_new what = { .mode = INODE_FOLDER | 0755 };
	struct name n = { name, (unsigned)strlen(name) };
	int err;

	mutex_lock(&dir->lock);
	err = dir->ops->lookup(dir, n, folder);
	if (err == -ENOENT && dir->ops->create)
		err = dir->ops->create(dir, n, &what, folder);
	mutex_unlock(&dir->lock);
	return err;
}

/* The root, what stands in folders of it, and in folders of those. */
static const struct {
	fs_create *create;
	const char *source;
	const char *folder; /* NULL: the root */
	const char *below;  /* a folder in it, or NULL */
	unsigned flags;
	uint32_t mode; /* of its root; 0: what it has */
} mounts[] = {
	{ root_create, "root", NULL, NULL, 0, 0 },
	{ devfs_create, "devtmpfs", "dev", NULL, MOUNT_NOSUID, 0 },
	{ memory_create, "shm", "dev", "shm", MOUNT_NOSUID | MOUNT_NODEV, 01777 },
	{ memory_create, "tmp", "tmp", NULL, MOUNT_NOSUID | MOUNT_NODEV, 01777 },
	{ procfs_create, "proc", "proc", NULL, MOUNT_NOSUID | MOUNT_NODEV | MOUNT_NOEXEC, 0 },
	{ sysfs_create, "sysfs", "sys", NULL, MOUNT_NOSUID | MOUNT_NODEV | MOUNT_NOEXEC, 0 },
};

/* Go from (at) to its folder (name) and what is mounted there. */
static int root_step(struct place *at, const char *name)
{
	struct inode *folder;
	int err = root_folder(at->inode, name, &folder);

	if (err)
		return err;
	if (!inode_is(folder, INODE_FOLDER)) {
		inode_put(folder);
		return -ENOTDIR;
	}
	inode_put(at->inode);
	at->inode = folder;
	place_cross(at);
	return 0;
}

/* Mount the file system of row (n), which is made, on (at), whose references that takes over. */
static int root_attach(size_t n, struct place at)
{
	struct mount *m;
	int err;

	err = mount_create(first.fs, first.fs->root, mounts[n].source,
			   mounts[n].flags | MOUNT_RELATIME, &m);
	if (!err)
		err = mount_attach(m, at);
	if (!err) {
		first.fs = NULL;
		if (!at.mount)
			first.root.mount = m;
	}
	return err;
}

/* Mount row (n); what is done of it stays done when it fails. */
static int root_mount(size_t n)
{
	struct place at = { NULL, NULL };
	int err = 0;

	if (mounts[n].folder) {
		at = place_get((struct place){ first.root.mount, first.root.mount->root });
		err = root_step(&at, mounts[n].folder);
	}
	if (!err && mounts[n].below)
		err = root_step(&at, mounts[n].below);
	if (err == -ENOTDIR || err == -ENOENT) { /* the image has something else there */
		place_put(at);
		return 0;
	}
	if (!err && !first.fs)
		err = mounts[n].create("", &first.fs);
	if (!err && mounts[n].mode) { /* everybody's, so root's; the first root is the user's */
		first.fs->root->mode = INODE_FOLDER | mounts[n].mode;
		first.fs->root->uid = first.fs->root->gid = 0;
	}
	if (!err)
		err = root_attach(n, at);
	if (err)
		place_put(at);
	return err;
}

/* The first time, and again when memory was short. */
static noinline int root_first(void)
{
	int err = 0;

	mutex_lock(&first.lock);
	for (; !err && first.done < nitems(mounts); first.done += !err) {
		if (mounts[first.done].create)
			err = root_mount(first.done);
	}
	if (!err)
		__atomic_store_n(&first.root.inode, first.root.mount->root, __ATOMIC_RELEASE);
	mutex_unlock(&first.lock);
	return err;
}

int mount_first_root(struct place *root)
{
	if (unlikely(!__atomic_load_n(&first.root.inode, __ATOMIC_ACQUIRE))) {
		int err = root_first();

		if (err)
			return err;
	}
	*root = first.root;
	return 0;
}
