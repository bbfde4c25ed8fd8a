/* SPDX-License-Identifier: MIT */
/*
 * Walking paths, for every call that takes one.
 */
#include "kern/vfs/path.h"

#include "base/errno.h"
#include "base/string.h"
#include "kern/mem/user.h"
#include "kern/vfs/fd.h"
#include "kern/vfs/fs.h"

static struct {
	struct spinlock lock; /* guards: */
	struct inode *dir;    /* referenced; NULL: the root, not looked up yet */
} cwd;

int path_get_cwd(struct inode **dir)
{
	struct inode *d;

	spin_lock(&cwd.lock);
	d = cwd.dir;
	if (d)
		inode_get(d);
	spin_unlock(&cwd.lock);
	if (!d) {
		int err = vfs_root(&d);

		if (err)
			return err;
		inode_get(d);
	}
	*dir = d;
	return 0;
}

void path_set_cwd(struct inode *dir)
{
	struct inode *old;

	spin_lock(&cwd.lock);
	old = cwd.dir;
	cwd.dir = dir;
	spin_unlock(&cwd.lock);
	inode_put(old);
}

/* The folder that descriptor (at) stands for, referenced; any kind of file with (any). */
static int path_start(int at, bool any, struct inode **dir)
{
	struct file *f;
	int err = -ENOTDIR;

	if (at == PATH_CWD)
		return path_get_cwd(dir);
	f = fd_get(at, FILE_ANY);
	if (!f)
		return -EBADF;
	if (f->inode && (any || inode_is(f->inode, INODE_FOLDER))) {
		*dir = inode_get(f->inode);
		err = 0;
	}
	file_put(f);
	return err;
}

/* The folder above (dir), which is locked; that of a root is what it is mounted in. */
static int path_up(struct inode *dir, struct inode **up)
{
	struct fs *fs = dir->fs;

	if (dir != fs->root)
		return dir->ops->lookup(dir, (struct name){ "..", 2 }, up);
	*up = inode_get(fs->above ? fs->above : dir);
	return 0;
}

static int path_find_in(struct inode *dir, struct name n, struct inode **i) REQUIRES(&dir->lock)
{
	struct inode *mounted;

	if (n.len > NAME_LEN_MAX)
		return -ENAMETOOLONG;
	mounted = vfs_mounted_at(dir, n.s, n.len);
	if (!mounted)
		return dir->ops->lookup(dir, n, i);
	*i = inode_get(mounted);
	return 0;
}

int path_last_locked(struct path *p, struct inode **i)
{
	return path_find_in(p->dir, p->last, i);
}

/* Find (n) in (dir), whatever it is. */
static int path_step(struct inode *dir, struct name n, struct inode **i)
{
	int err;

	if (!inode_is(dir, INODE_FOLDER))
		return -ENOTDIR;
	if (n.len == 0 || name_is_dot(n)) {
		*i = inode_get(dir);
		return 0;
	}
	mutex_lock(&dir->lock);
	err = name_is_dotdot(n) ? path_up(dir, i) : path_find_in(dir, n, i);
	mutex_unlock(&dir->lock);
	return err;
}

static void path_skip_slashes(struct path_part *part)
{
	while (part->at != part->end && *part->at == '/')
		part->at++;
}

/* Cut the next component off the current part, and the slashes around it. */
static struct name path_cut(struct path_part *part, bool *slash)
{
	struct name n;

	path_skip_slashes(part);
	n.s = part->at;
	while (part->at != part->end && *part->at != '/')
		part->at++;
	n.len = (unsigned)(part->at - n.s);
	*slash = part->at != part->end;
	path_skip_slashes(part);
	return n;
}

static void path_drop_part(struct path *p)
{
	inode_put(p->part[--p->depth].link);
}

/*
 * Put (s, len), the text of (link), on top of what is left to walk; takes over the reference to
 * (link).
 */
static int path_push(struct path *p, const char *s, size_t len, struct inode *link)
{
	struct inode *root;
	int err;

	p->part[p->depth++] = (struct path_part){ s, s + len, link };
	if (*s != '/')
		return 0;
	err = vfs_root(&root);
	if (err)
		return err;
	inode_put(p->dir);
	p->dir = inode_get(root);
	return 0;
}

/* Walk on in the text of (link), whose reference is taken over. */
static int path_follow(struct path *p, struct inode *link)
{
	struct name target;
	int err = -ELOOP;

	if (p->links++ < PATH_LINKS_MAX)
		err = link->ops->readlink(link, &target);
	if (!err && target.len == 0)
		err = -ENOENT;
	if (err) {
		inode_put(link);
		return err;
	}
	/* A part that is used up leaves now, so a chain of links of any length needs one. */
	if (p->part[p->depth - 1].at == p->part[p->depth - 1].end)
		path_drop_part(p);
	return path_push(p, target.s, target.len, link);
}

/* Go up to the last component of all parts. */
static int path_walk(struct path *p)
{
	/* what is left after a failure is no place to create in */
	p->last = (struct name){ NULL, 0 };
	for (;;) {
		struct path_part *part = &p->part[p->depth - 1];
		struct inode *i;
		struct name n;
		bool slash;
		int err;

		n = path_cut(part, &slash);
		if (part->at == part->end && p->depth == 1) {
			p->last = n;
			p->slash |= slash;
			return 0;
		}
		err = path_step(p->dir, n, &i);
		if (err)
			return err;
		if (inode_is(i, INODE_SYMLINK)) {
			err = path_follow(p, i);
			if (err)
				return err;
			continue;
		}
		inode_put(p->dir);
		p->dir = i;
		if (part->at == part->end)
			path_drop_part(p);
	}
}

/* As path_walk(), and the folder that it ends in has to be one. */
static int path_walk_on(struct path *p)
{
	int err = path_walk(p);

	if (!err && !inode_is(p->dir, INODE_FOLDER))
		err = -ENOTDIR;
	if (!err && p->last.len > NAME_LEN_MAX)
		err = -ENAMETOOLONG;
	return err;
}

int path_begin(struct path *p, int at, const char *s)
{
	ssize_t len = user_strnlen(s, PATH_LEN_MAX);
	int err;

	if (len < 0)
		return (int)len;
	if (len == PATH_LEN_MAX)
		return -ENAMETOOLONG;
	if (len == 0)
		return -ENOENT;
	p->dir = NULL;
	p->slash = false;
	p->links = 0;
	p->depth = 0;
	err = *s == '/' ? 0 : path_start(at, false, &p->dir);
	if (!err)
		err = path_push(p, s, (size_t)len, NULL);
	if (!err)
		err = path_walk_on(p);
	if (err)
		path_end(p);
	return err;
}

void path_end(struct path *p)
{
	while (p->depth)
		path_drop_part(p);
	inode_put(p->dir);
}

int path_last(struct path *p, bool follow, struct inode **i)
{
	for (;;) {
		struct inode *found;
		int err = path_step(p->dir, p->last, &found);

		if (err)
			return err;
		if (!inode_is(found, INODE_SYMLINK) || (!follow && !p->slash)) {
			*i = found;
			break;
		}
		err = path_follow(p, found);
		if (!err)
			err = path_walk_on(p);
		if (err)
			return err;
	}
	if (!p->slash || inode_is(*i, INODE_FOLDER))
		return 0;
	inode_put(*i);
	return -ENOTDIR;
}

int path_find(int at, const char *s, unsigned flags, struct inode **i)
{
	struct path p;
	int err;

	if ((flags & PATH_EMPTY) && user_readable(s, 1) && !*s)
		return path_start(at, true, i);
	err = path_begin(&p, at, s);
	if (err)
		return err;
	err = path_last(&p, flags & PATH_FOLLOW, i);
	path_end(&p);
	return err;
}
