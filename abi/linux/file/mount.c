/* SPDX-License-Identifier: MIT */
/*
 * mount(2): new file systems, other places of the same (bind, move), and other options. Propagation
 * between namespaces is taken and means nothing: there is one.
 */
#include "abi/linux/syscalls.h"
#include "abi/linux/unsupported.h"
#include "abi/linux/user.h"
#include "base/errno.h"
#include "base/string.h"
#include "kern/vfs/path.h"

LINK_WITH(ramfs_tell_options);
LINK_WITH(ramfs_set_options);
LINK_WITH(ramfs_remount);

#define MS_REMOUNT     0x20u
#define MS_BIND        0x1000u
#define MS_MOVE        0x2000u
#define MS_REC         0x4000u
#define MS_SILENT      0x8000u
#define MS_PROPAGATION 0x1e0000u /* unbindable, private, slave, shared */
#define MS_MAGIC       0xc0ed0000u
#define MS_MAGIC_MASK  0xffff0000u

#define MOUNT_FLAGS                                                                    \
	(MOUNT_READ_ONLY | MOUNT_NOSUID | MOUNT_NODEV | MOUNT_NOEXEC | MOUNT_NOATIME | \
	 MOUNT_NODIRATIME | MOUNT_RELATIME)

/* What of them a mount gets: which says nothing of reading is relatime. */
static unsigned mount_flags(unsigned flags)
{
	unsigned f = flags & MOUNT_FLAGS;

	if (flags & MOUNT_STRICTATIME) {
		access_look_always();
		return f & ~(MOUNT_RELATIME | MOUNT_NOATIME);
	}
	return flags & MOUNT_NOATIME ? f : f | MOUNT_RELATIME;
}

extern __typeof__(procfs_create) procfs_create WEAK;
extern __typeof__(sysfs_create) sysfs_create WEAK;

static const struct {
	const char *type;
	fs_create *create;
} types[] = {
	{ "tmpfs", ramfs_create }, { "ramfs", ramfs_create }, { "devtmpfs", devfs_create },
	{ "proc", procfs_create }, { "sysfs", sysfs_create },
};

/* Put (root) of (fs) on (at), whose references go when that fails. */
static int mount_put_on(struct fs *fs, struct inode *root, const char *source, unsigned flags,
			struct place at)
{
	bool folder = inode_is(root, INODE_FOLDER);
	struct mount *m;
	int err;

	err = mount_create(fs, root, source, flags, &m);
	if (err)
		goto put;
	err = -ENOTDIR;
	if (folder == inode_is(at.inode, INODE_FOLDER))
		err = mount_attach(m, at);
	if (!err)
		return 0;
	mount_put(m);
put:
	place_put(at);
	return err;
}

static int mount_new(const char *source, const char *type, unsigned flags, const char *options,
		     struct place at)
{
	struct fs *fs;
	size_t i;
	int err;

	if (!type)
		return -EINVAL;
	for (i = 0; i < nitems(types) && strcmp(types[i].type, type); i++)
		;
	if (i == nitems(types) || !types[i].create) {
		unsupported_once("mount", "file system '%.32s' is not there", type);
		return -ENODEV;
	}
	err = types[i].create(options, &fs);
	if (err)
		return err;
	return mount_put_on(fs, fs->root, source ? source : "none", mount_flags(flags),
			    place_get(at));
}

static int mount_bind(const char *source, unsigned flags, struct place at)
{
	struct place from;
	int err;

	if (!source || !*source)
		return -EINVAL;
	err = path_find(PATH_CWD, source, PATH_FOLLOW, &from);
	if (err)
		return err;
	if (flags & MS_REC)
		unsupported_once("mount", "MS_REC: mounts below the source are not taken along");
	err = mount_put_on(from.mount->fs, from.inode, from.mount->source,
			   __atomic_load_n(&from.mount->flags, __ATOMIC_RELAXED), place_get(at));
	place_put(from);
	return err;
}

static int mount_to(const char *source, struct place at)
{
	struct place from;
	int err;

	if (!source || !*source)
		return -EINVAL;
	err = path_find(PATH_CWD, source, PATH_FOLLOW, &from);
	if (err)
		return err;
	err = -EINVAL;
	if (from.inode == from.mount->root) {
		place_get(at);
		err = -ENOTDIR;
		if (inode_is(from.inode, INODE_FOLDER) == inode_is(at.inode, INODE_FOLDER))
			err = mount_move(from.mount, at);
		if (err)
			place_put(at);
	}
	place_put(from);
	return err;
}

/* As mount_flags(), but what (now) says of reading stays when nothing else is said. */
static unsigned mount_flags_again(unsigned flags, unsigned now)
{
	const unsigned reading = MOUNT_NOATIME | MOUNT_NODIRATIME | MOUNT_RELATIME;

	if (flags & (reading | MOUNT_STRICTATIME))
		return mount_flags(flags);
	return (flags & MOUNT_FLAGS) | (now & reading);
}

static int mount_again(unsigned flags, const char *options, struct place at)
{
	struct fs *fs = at.mount->fs;
	unsigned now = __atomic_load_n(&at.mount->flags, __ATOMIC_RELAXED);
	int err = 0;

	if (at.inode != at.mount->root)
		return -EINVAL;
	if (!(flags & MS_BIND) && fs->remount)
		err = fs->remount(fs, options);
	if (!err)
		__atomic_store_n(&at.mount->flags, mount_flags_again(flags, now), __ATOMIC_RELAXED);
	return err;
}

/* Texts that may be left out. A longer one than a page is not taken. */
static bool mount_text_ok(const char *s)
{
	ssize_t n = s ? user_strnlen(s, PAGE_SIZE) : 0;

	return n >= 0 && n < (ssize_t)PAGE_SIZE;
}

int sys_mount(const char *source, const char *target, const char *type, unsigned long flags,
	      const char *options)
{
	unsigned f = (unsigned)flags;
	struct place at;
	int err;

	if ((f & MS_MAGIC_MASK) == MS_MAGIC)
		f &= ~MS_MAGIC_MASK;
	if (!mount_text_ok(type) || !mount_text_ok(source) || !mount_text_ok(options))
		return -EFAULT;
	err = path_find(PATH_CWD, target, PATH_FOLLOW, &at);
	if (err)
		return err;
	if (!options)
		options = "";
	if (vfs_acts.limited)
		err = -EPERM;
	else if (f & MS_REMOUNT)
		err = mount_again(f, options, at);
	else if (f & MS_BIND)
		err = mount_bind(source, f, at);
	else if (f & MS_PROPAGATION)
		err = at.inode == at.mount->root ? 0 : -EINVAL;
	else if (f & MS_MOVE)
		err = mount_to(source, at);
	else
		err = mount_new(source, type, f, options, at);
	place_put(at);
	return err;
}
