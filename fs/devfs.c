/* SPDX-License-Identifier: MIT */
/*
 * /dev: null, zero, full, random, urandom, console and tty, the folder for shared memory, the links
 * to descriptors; and no way to make more.
 *
 * The nodes are static: they are never freed, and their references are counted for nothing.
 */
#include "base/errno.h"
#include "base/string.h"
#include "kern/dev/random.h"
#include "kern/console/file.h"
#include "kern/sched/thread.h"
#include "kern/vfs/fs.h"
#include "kern/vfs/path.h"
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

/* It takes a while to make many: a signal ends it, but the first page comes. */
static int random_read(struct file *f, struct io *io, const int64_t *pos)
{
	size_t n, done = 0;
	char *p;

	(void)f;
	(void)pos;
	while ((n = io_run_out(io, PAGE_SIZE, &p)) != 0) {
		if (random_bytes(p, n))
			return -EIO;
		io_advance(io, n);
		done += n;
		if (done >= PAGE_SIZE && io->left && thread_interrupted(thread_current()))
			return -EINTR;
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

static const struct file_ops devfs_folder_ops = { .read = folder_read };

#define CONSOLE_NODE 7

static const struct {
	char name[8];
	uint8_t major, minor;
	const struct file_ops *ops; /* NULL: a link */
	const char *target;
} nodes[] = {
	{ "", 0, 0, &devfs_folder_ops, NULL }, /* /dev itself */
	{ "null", DEVICE_MEMORY, 3, &null_ops, NULL },
	{ "zero", DEVICE_MEMORY, 5, &zero_ops, NULL },
	{ "full", DEVICE_MEMORY, 7, &full_ops, NULL },
	{ "random", DEVICE_MEMORY, 8, &random_ops, NULL },
	{ "urandom", DEVICE_MEMORY, 9, &random_ops, NULL },
	{ "tty", DEVICE_TTY, 0, &console_file_ops, NULL },
	[CONSOLE_NODE] = { "console", DEVICE_TTY, 1, &console_file_ops, NULL },
	{ "shm", 0, 0, &devfs_folder_ops, NULL },
	{ "fd", 0, 0, NULL, "/proc/self/fd" },
	{ "stdin", 0, 0, NULL, "/proc/self/fd/0" },
	{ "stdout", 0, 0, NULL, "/proc/self/fd/1" },
	{ "stderr", 0, 0, NULL, "/proc/self/fd/2" },
};

const struct file_ops *device_file_ops(uint64_t rdev)
{
	for (size_t n = 0; n < nitems(nodes); n++) {
		if (nodes[n].major && rdev == ((uint64_t)nodes[n].major << 8 | nodes[n].minor))
			return nodes[n].ops;
	}
	return NULL;
}

static struct inode devfs_nodes[nitems(nodes)];

const struct inode *console_node;

static struct name devfs_name(size_t n)
{
	return (struct name){ nodes[n].name, (unsigned)strnlen(nodes[n].name, 8) };
}

static bool devfs_is(size_t n, struct name name)
{
	const char *s = nodes[n].name;

	return name.len <= sizeof nodes[n].name && !memcmp(s, name.s, name.len) &&
	       (name.len == sizeof nodes[n].name || !s[name.len]);
}

static int devfs_lookup(struct inode *dir, struct name name, struct inode **child)
{
	size_t found = nitems(nodes);

	if (name_is_dotdot(name)) /* of /dev/shm, where nothing is mounted */
		found = 0;
	for (size_t i = 1; i < nitems(nodes) && dir == devfs_nodes; i++)
		if (devfs_is(i, name))
			found = i;
	if (found == nitems(nodes))
		return -ENOENT;
	*child = inode_get(&devfs_nodes[found]);
	return 0;
}

/* Positions 0 and 1 are "." and "..". */
static int devfs_list(struct inode *dir, uint64_t pos, folder_emit *emit, void *arg)
{
	size_t end = dir == devfs_nodes ? 1 + nitems(nodes) : 2;

	for (; pos < end; pos++) {
		struct name name = { "..", (unsigned)pos + 1 };
		const struct inode *i = pos ? devfs_nodes : dir;

		if (pos >= 2) {
			name = devfs_name(pos - 1);
			i = &devfs_nodes[pos - 1];
		}
		if (!emit(arg, name, i->ino, i->mode, pos + 1))
			break;
	}
	return 0;
}

static int devfs_readlink(struct inode *link, struct name *target)
{
	const char *text = nodes[link - devfs_nodes].target;

	*target = (struct name){ text, (unsigned)strlen(text) };
	return 0;
}

static int devfs_where(struct inode *i, struct inode_where *w)
{
	struct name name = devfs_name((size_t)(i - devfs_nodes));

	w->dir = inode_get(devfs_nodes);
	w->removed = false;
	w->len = (uint8_t)name.len;
	memcpy(w->name, name.s, name.len);
	return 0;
}

static void devfs_release(struct inode *i)
{
	(void)i;
}

static const struct inode_ops devfs_ops = {
	.lookup = devfs_lookup,
	.list = devfs_list,
	.readlink = devfs_readlink,
	.where = devfs_where,
	.release = devfs_release,
};

static void devfs_stats(struct fs *fs, struct fs_stats *s)
{
	(void)fs;
	*s = (struct fs_stats){ .type = DEVFS_MAGIC, .files = nitems(devfs_nodes) };
}

static struct fs devfs = {
	.type = "devtmpfs",
	.root = devfs_nodes,
	.stats = devfs_stats,
};

static void devfs_fill(struct inode *node, size_t n)
{
	node->file_ops = nodes[n].ops;
	node->nlink = 1;
	if (nodes[n].ops == &devfs_folder_ops) {
		node->mode = INODE_FOLDER | (n ? 01777 : 0755);
		node->nlink = 2;
	} else if (nodes[n].target) {
		node->mode = INODE_SYMLINK | 0777;
		node->size = (int64_t)strlen(nodes[n].target);
	} else {
		node->mode = INODE_CHAR | 0666;
		node->rdev = (uint64_t)nodes[n].major << 8 | nodes[n].minor;
	}
}

int devfs_create(const char *options, struct fs **fs)
{
	int64_t now = inode_now();

	(void)options;
	if (!devfs.dev) {
		for (size_t n = 0; n < nitems(nodes); n++) {
			struct inode *node = &devfs_nodes[n];

			node->ops = &devfs_ops;
			node->fs = &devfs;
			node->ino = n + 1;
			node->refs = 1;
			lock_set_rank(&node->lock, LOCK_INODE);
			node->atime = node->mtime = node->ctime = now;
			devfs_fill(node, n);
		}
		devfs.dev = fs_next_dev();
		__atomic_store_n(&console_node, &devfs_nodes[CONSOLE_NODE], __ATOMIC_RELEASE);
	}
	*fs = &devfs;
	return 0;
}
