/* SPDX-License-Identifier: MIT */
/*
 * The tree of files that are made up: from a table of paths to folders and inodes.
 */
#include "kern/vfs/made/made.h"

#include "base/errno.h"
#include "base/format.h"
#include "base/string.h"
#include "kern/mem/heap.h"
#include "kern/vfs/made/made_int.h"
#include "kern/vfs/path.h"
#include "kern/vfs/regular.h"

static const struct inode_ops made_ops, made_jump_ops;
static const struct file_ops made_folder_ops;

static const char *made_begin(const char *path, size_t from)
{
	return path + from + (path[from] == '/');
}

/* The component of (path) at (from), which may be the end of a folder's part. */
static struct name made_component(const char *path, size_t from)
{
	const char *s = made_begin(path, from), *end = s;

	while (*end && *end != '/')
		end++;
	return (struct name){ s, (unsigned)(end - s) };
}

/* Does (e) stand in the folder (dir), or below it? */
static bool made_is_in(const struct made_entry *e, const struct made_inode *dir)
{
	return !dir->len ||
	       (!strncmp(e->path, dir->entry->path, dir->len) && e->path[dir->len] == '/');
}

/* Is (e) a row of the table, and in the folder (dir)? Those that are follow each other. */
static bool made_has(const struct made_inode *dir, const struct made_entry *e)
{
	const struct made_fs *m = made_fs_of(dir);

	return e < m->entries + m->nr && made_is_in(e, dir);
}

/* The first row in the folder (dir), whose own is one of them. */
static const struct made_entry *made_first(const struct made_inode *dir)
{
	const struct made_entry *e = dir->entry;

	while (e > made_fs_of(dir)->entries && made_is_in(e - 1, dir))
		e--;
	return e;
}

static bool made_is_star(struct name n)
{
	return n.len == 1 && *n.s == '*';
}

/* How many stars are in the first (len) bytes of (path)? */
static unsigned made_stars(const char *path, size_t len)
{
	unsigned n = 0;

	for (size_t i = 0; i < len; i++)
		n += path[i] == '*';
	return n;
}

/* The number (n) is written as, or -1: without zeros in front. */
static int made_number(struct name n)
{
	int v = 0;

	if (n.len > 9 || (n.len > 1 && *n.s == '0'))
		return -1;
	for (unsigned i = 0; i < n.len; i++) {
		if ((unsigned)(n.s[i] - '0') > 9)
			return -1;
		v = v * 10 + (n.s[i] - '0');
	}
	return v;
}

/* A number of its own for each inode, that stays: of the way to it (FNV-1a). */
static uint64_t made_ino(const struct made_inode *i)
{
	uint64_t h = 14695981039346656037ull;

	if (!i->len)
		return 1;
	for (size_t k = 0; k < i->len; k++)
		h = (h ^ (uint8_t)i->entry->path[k]) * 1099511628211ull;
	for (unsigned k = 0; k < MADE_STARS; k++)
		h = (h ^ i->at.n[k]) * 1099511628211ull;
	return (h >> 24) + 2;
}

/* The mode of what the first (len) bytes of the path of (e) name. */
static uint32_t made_mode(const struct made_entry *e, size_t len)
{
	if (e->path[len] == '/' || !len)
		return INODE_FOLDER | 0555;
	return e->mode ? e->mode : INODE_FILE | 0444;
}

static int made_inode(struct fs *fs, const struct made_entry *e, size_t len,
		      const struct made_at *at, struct inode **out)
{
	struct made_inode *i = heap_alloc_zero(sizeof *i);

	if (!i)
		return -ENOMEM;
	i->entry = e;
	i->len = len;
	i->at = *at;
	i->inode.mode = made_mode(e, len);
	i->inode.ops = inode_is(&i->inode, INODE_SYMLINK) && e->follow ? &made_jump_ops : &made_ops;
	if (inode_is(&i->inode, INODE_FOLDER))
		i->inode.file_ops = &made_folder_ops;
	else if (inode_is(&i->inode, INODE_FILE))
		i->inode.file_ops = &made_file_ops;
	i->inode.fs = fs;
	i->inode.ino = made_ino(i);
	i->inode.refs = 1;
	lock_set_rank(&i->inode.lock, LOCK_INODE);
	if (len && e->path[0] == '*') { /* a process is the user's, as is what is in it */
		i->inode.uid = vfs_acts.uid;
		i->inode.gid = vfs_acts.gid;
	}
	i->inode.nlink = inode_is(&i->inode, INODE_FOLDER) ? 2 : 1;
	i->inode.atime = i->inode.mtime = i->inode.ctime = inode_now();
	*out = &i->inode;
	return 0;
}

/* The folder that (i) is in; its numbers are those of (i), of which some are not used. */
static int made_up(struct made_inode *i, struct inode **up)
{
	const struct made_fs *m = made_fs_of(i);
	size_t len = i->len;
	struct made_at at = i->at;

	while (len && i->entry->path[len - 1] != '/')
		len--;
	if (len)
		len--;
	if (!len) {
		*up = inode_get(m->fs.root);
		return 0;
	}
	for (unsigned k = made_stars(i->entry->path, len); k < MADE_STARS; k++)
		at.n[k] = 0;
	return made_inode(i->inode.fs, i->entry, len, &at, up);
}

static int made_lookup(struct inode *dir, struct name name, struct inode **child)
{
	struct made_inode *d = made_of(dir);
	const struct made_fs *m = made_fs_of(d);
	int number = made_number(name);
	char star = number < 0 ? *name.s : '*';

	if (name_is_dotdot(name))
		return made_up(d, child);
	for (const struct made_entry *e = made_first(d); made_has(d, e); e++) {
		struct made_at at = d->at;
		struct name c;
		char begins;

		/* Most are others by their first letter. */
		begins = *made_begin(e->path, d->len);
		if (begins != *name.s && begins != star)
			continue;
		c = made_component(e->path, d->len);
		if (made_is_star(c)) {
			if (number < 0 || m->next(e->path, d->len, (unsigned)number) != number)
				continue;
			at.n[made_stars(e->path, d->len)] = (unsigned)number;
		} else if (c.len != name.len || memcmp(c.s, name.s, c.len)) {
			continue;
		}
		return made_inode(dir->fs, e, (size_t)(c.s - e->path) + c.len, &at, child);
	}
	return -ENOENT;
}

/* What made_list() passes on of one row: its component, or the numbers of a star. */
static bool made_emit(struct made_inode *d, const struct made_entry *e, unsigned from,
		      folder_emit *emit, void *arg)
{
	const struct made_fs *m = made_fs_of(d);
	struct name c = made_component(e->path, d->len);
	struct made_inode i = { .entry = e, .len = (size_t)(c.s - e->path) + c.len, .at = d->at };
	uint64_t pos = (uint64_t)(e - m->entries + 1) << 32;
	uint32_t mode = made_mode(e, i.len);
	char text[12];
	int n;

	if (!made_is_star(c))
		return from || emit(arg, c, made_ino(&i), mode, pos + 1);
	while ((n = m->next(e->path, d->len, from)) >= 0) {
		from = (unsigned)n + 1;
		i.at.n[made_stars(e->path, d->len)] = (unsigned)n;
		c = (struct name){ text, (unsigned)format_text(text, sizeof text, "%d", n) };
		if (!emit(arg, c, made_ino(&i), mode, pos + from))
			return false;
	}
	return true;
}

/* Is there a row before (e) that gives the folder the same component? */
static bool made_seen(const struct made_inode *d, const struct made_entry *e)
{
	struct name a = made_component(e->path, d->len), b;

	if (e == made_fs_of(d)->entries || !made_is_in(e - 1, d))
		return false;
	b = made_component(e[-1].path, d->len);
	return a.len == b.len && !memcmp(a.s, b.s, a.len);
}

/* Positions: 0 and 1, then (row + 1) << 32 and one above the number, or 1. */
static int made_list(struct inode *dir, uint64_t pos, folder_emit *emit, void *arg)
{
	struct made_inode *d = made_of(dir);
	const struct made_fs *m = made_fs_of(d);
	size_t row = pos >> 32 ? (size_t)(pos >> 32) - 1 : (size_t)(made_first(d) - m->entries);
	unsigned from = pos >> 32 ? (unsigned)pos : 0;

	for (; pos < 2; pos++) {
		if (!emit(arg, (struct name){ "..", (unsigned)pos + 1 }, dir->ino, dir->mode,
			  pos + 1))
			return 0;
	}
	for (; made_has(d, &m->entries[row]); row++, from = 0) {
		const struct made_entry *e = &m->entries[row];

		if (!made_seen(d, e) && !made_emit(d, e, from, emit, arg))
			return 0;
	}
	return 0;
}

static int made_readlink(struct inode *link, struct name *target)
{
	struct made_inode *i = made_of(link);
	int err = 0;

	mutex_lock(&link->lock);
	if (!i->link.len)
		err = made_tell(i, &i->link);
	*target = (struct name){ i->link.s, (unsigned)i->link.len };
	mutex_unlock(&link->lock);
	return err;
}

static int made_follow(struct inode *link, struct place *to)
{
	struct made_inode *i = made_of(link);

	return i->entry->follow(&i->at, to);
}

static int made_where(struct inode *inode, struct inode_where *w)
{
	struct made_inode *i = made_of(inode);
	size_t begin = i->len;
	struct name c;
	int err;

	while (begin && i->entry->path[begin - 1] != '/')
		begin--;
	c = (struct name){ i->entry->path + begin, (unsigned)(i->len - begin) };
	if (made_is_star(c)) {
		unsigned n = i->at.n[made_stars(i->entry->path, begin)];

		w->len = (uint8_t)format_text(w->name, sizeof w->name, "%u", n);
	} else {
		w->len = (uint8_t)c.len;
		memcpy(w->name, c.s, c.len);
	}
	w->removed = false;
	err = made_up(i, &w->dir);
	return err;
}

/* Nobody makes names here: as if the folder were not there. */
static int made_create(struct inode *dir, struct name name, const struct inode_new *what,
		       struct inode **child)
{
	(void)dir;
	(void)name;
	(void)what;
	(void)child;
	return -ENOENT;
}

/* Opening with O_TRUNC, or setting the size: there is nothing to cut off. */
static int made_truncate(struct inode *file, int64_t size)
{
	(void)file;
	return size ? -EINVAL : 0;
}

static void made_release(struct inode *inode)
{
	struct made_inode *i = made_of(inode);

	text_fini(&i->link);
	heap_free(i);
}

static void made_stats(struct fs *fs, struct fs_stats *s)
{
	*s = (struct fs_stats){ .type = container_of(fs, struct made_fs, fs)->magic };
}

int made_init(struct made_fs *m)
{
	static const struct made_at nowhere;
	int err;

	if (m->fs.root)
		return 0;
	err = made_inode(&m->fs, m->entries, 0, &nowhere, &m->fs.root);
	if (err)
		return err;
	m->fs.dev = fs_next_dev();
	m->fs.stats = made_stats;
	m->fs.fleeting = true;
	return 0;
}

static const struct inode_ops made_ops = {
	.lookup = made_lookup,
	.create = made_create,
	.list = made_list,
	.readlink = made_readlink,
	.where = made_where,
	.truncate = made_truncate,
	.release = made_release,
};

static const struct inode_ops made_jump_ops = {
	.readlink = made_readlink,
	.follow = made_follow,
	.where = made_where,
	.release = made_release,
};

static const struct file_ops made_folder_ops = { .read = folder_read };
