/* SPDX-License-Identifier: MIT */
/*
 * /dev: null, zero, full, random, urandom, console and tty, and no way to make more.
 *
 * The nodes are static: they are never freed, and their references are counted for nothing.
 */
#include "base/errno.h"
#include "base/string.h"
#include "kern/dev/random.h"
#include "kern/console/file.h"
#include "kern/vfs/fs.h"
#include "kern/vfs/inode.h"
#include "kern/vfs/regular.h"

LINK_WITH(console_file_read);
LINK_WITH(console_file_poll);

#define DEVFS_MAGIC 0x01021994 /* statfs(): devtmpfs says that it is tmpfs */

static int null_read(struct file *f, struct io *io, const int64_t *pos)
{
	(void)f;
	(void)io;
	(void)pos;
	return 0;
}

static int null_write(struct file *f, struct io *io, const int64_t *pos)
{
	(void)f;
	(void)pos;
	io->left = 0;
	return 0;
}

static int zero_read(struct file *f, struct io *io, const int64_t *pos)
{
	(void)f;
	(void)pos;
	io_zero(io, io->left);
	return 0;
}

static int full_write(struct file *f, struct io *io, const int64_t *pos)
{
	(void)f;
	(void)io;
	(void)pos;
	return -ENOSPC;
}

static int random_read(struct file *f, struct io *io, const int64_t *pos)
{
	size_t n;
	char *p;

	(void)f;
	(void)pos;
	while ((n = io_run_out(io, PAGE_SIZE, &p)) != 0) {
		if (random_bytes(p, n))
			return -EIO;
		io_advance(io, n);
	}
	return 0;
}

static const struct file_ops null_ops = {
	.read = null_read,
	.write = null_write,
};

static const struct file_ops zero_ops = {
	.read = zero_read,
	.write = null_write,
};

static const struct file_ops full_ops = {
	.read = zero_read,
	.write = full_write,
};

static const struct file_ops random_ops = {
	.read = random_read,
	.write = null_write,
};

static const struct {
	char name[8];
	uint8_t major, minor;
	const struct file_ops *ops;
} devices[] = {
	{ "null", DEVICE_MEMORY, 3, &null_ops },
	{ "zero", DEVICE_MEMORY, 5, &zero_ops },
	{ "full", DEVICE_MEMORY, 7, &full_ops },
	{ "random", DEVICE_MEMORY, 8, &random_ops },
	{ "urandom", DEVICE_MEMORY, 9, &random_ops },
	{ "tty", DEVICE_TTY, 0, &console_file_ops },
	{ "console", DEVICE_TTY, 1, &console_file_ops },
};

/* Node 0 is the folder, node n the device n - 1. */
static struct inode devfs_nodes[1 + nitems(devices)];

static int devfs_lookup(struct inode *dir, struct name name, struct inode **child)
{
	(void)dir;
	for (size_t i = 0; i < nitems(devices); i++) {
		const char *s = devices[i].name;

		if (strnlen(s, 8) == name.len && !memcmp(s, name.s, name.len)) {
			*child = inode_get(&devfs_nodes[1 + i]);
			return 0;
		}
	}
	return -ENOENT;
}

/* Positions 0 and 1 are "." and "..". */
static int devfs_list(struct inode *dir, uint64_t pos, folder_emit *emit, void *arg)
{
	for (; pos < 2 + nitems(devices); pos++) {
		struct name name = { "..", (unsigned)pos + 1 };
		const struct inode *i = dir;

		if (pos >= 2) {
			name.s = devices[pos - 2].name;
			name.len = (unsigned)strnlen(name.s, 8);
			i = &devfs_nodes[pos - 1];
		} else if (pos == 1) {
			i = dir->fs->above;
		}
		if (!emit(arg, name, i->ino, i->mode, pos + 1))
			break;
	}
	return 0;
}

static void devfs_release(struct inode *i)
{
	(void)i;
}

static const struct inode_ops devfs_ops = {
	.lookup = devfs_lookup,
	.list = devfs_list,
	.release = devfs_release,
};

static const struct file_ops devfs_folder_ops = { .read = folder_read };

static void devfs_stats(struct fs *fs, struct fs_stats *s)
{
	(void)fs;
	*s = (struct fs_stats){ .type = DEVFS_MAGIC, .files = nitems(devfs_nodes) };
}

static struct fs devfs = { .type = "devtmpfs", .stats = devfs_stats };

int devfs_create(struct fs **fs)
{
	int64_t now = inode_now();

	for (unsigned i = 0; i < nitems(devfs_nodes); i++) {
		struct inode *node = &devfs_nodes[i];

		node->ops = &devfs_ops;
		node->fs = &devfs;
		node->ino = i + 1;
		node->refs = 1;
		node->nlink = i ? 1 : 2;
		node->mode = INODE_FOLDER | 0755;
		node->file_ops = &devfs_folder_ops;
		node->atime = node->mtime = node->ctime = now;
		if (i) {
			node->file_ops = devices[i - 1].ops;
			node->mode = INODE_CHAR | 0666;
			node->rdev = (uint64_t)devices[i - 1].major << 8 | devices[i - 1].minor;
		}
	}
	devfs.root = &devfs_nodes[0];
	*fs = &devfs;
	return 0;
}
