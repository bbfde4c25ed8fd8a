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
#include "kern/vfs/tree/known.h"
#include "kern/vfs/tree/permission.h"

/* What the process takes for its root and its working folder. */
static struct {
	struct spinlock lock; /* guards: */
	struct place root;    /* referenced; no inode: the first mount's */
	struct place cwd;     /* referenced; no inode: the root */
} view = { .lock = LOCK_INIT(LOCK_VIEW) };

int path_get_root(struct place *root)
{
	int err;

	if (unlikely(__atomic_load_n(&view.root.inode, __ATOMIC_RELAXED))) {
		spin_lock(&view.lock);
		*root = place_get(view.root);
		spin_unlock(&view.lock);
		return 0;
	}
	err = mount_first_root(root);
	if (!err)
		place_get(*root);
	return err;
}

int path_get_cwd(struct place *dir)
{
	struct place d;

	spin_lock(&view.lock);
	d = view.cwd;
	if (d.inode)
		place_get(d);
	spin_unlock(&view.lock);
	if (!d.inode)
		return path_get_root(dir);
	*dir = d;
	return 0;
}

/* Make (new) what (*place) is, which is of the view. */
static void view_set(struct place *place, struct place new)
{
	struct place old;

	spin_lock(&view.lock);
	old = *place;
	*place = new;
	spin_unlock(&view.lock);
	place_put(old);
}

void path_set_cwd(struct place dir)
{
	view_set(&view.cwd, dir);
}

void path_set_root(struct place dir)
{
	view_set(&view.root, dir);
	known_forget();
}

/* Where descriptor (at) is; any kind of file with (any), else a folder. */
static int path_start(int at, bool any, struct place *to)
{
	struct file *f;
	int err = -ENOTDIR;

	if (at == PATH_CWD)
		return path_get_cwd(to);
	f = fd_get(at, FILE_ANY);
	if (!f)
		return -EBADF;
	if (f->mount && (any || inode_is(f->inode, INODE_FOLDER))) {
		*to = place_get((struct place){ f->mount, f->inode });
		err = 0;
	}
	file_put(f);
	return err;
}

/* What this walk takes for the root, referenced. */
static int path_root(const struct path *p, struct place *root)
{
	if (likely(!(p->resolve & (PATH_BENEATH | PATH_IN_ROOT))))
		return path_get_root(root);
	*root = place_get(p->top);
	return 0;
}

/* May the walk go where (to) is? The reference goes when it may not. */
static int path_check_mount(const struct path *p, const struct place *to)
{
	if (likely(!(p->resolve & PATH_NO_XDEV)) || !p->at.mount || p->at.mount == to->mount)
		return 0;
	place_put(*to);
	return -EXDEV;
}

/* Find the folder above the one where (p) is. */
static int path_up(const struct path *p, struct place *to)
{
	struct place at = place_get(p->at), root;
	struct inode *up;
	int err;

	err = path_root(p, &root);
	if (err)
		goto put_at;
	while (at.inode == at.mount->root && !place_is(at, root) && mount_uncross(&at))
		;
	if (place_is(at, root) || at.inode == at.mount->root) {
		err = p->resolve & PATH_BENEATH ? -EXDEV : 0;
	} else {
		mutex_lock(&at.inode->lock);
		err = at.inode->ops->lookup(at.inode, (struct name){ "..", 2 }, &up);
		mutex_unlock(&at.inode->lock);
		if (!err) {
			inode_put(at.inode);
			at.inode = up;
			place_cross(&at);
		}
	}
	place_put(root);
	if (err)
		goto put_at;
	*to = at;
	return path_check_mount(p, to);
put_at:
	place_put(at);
	return err;
}

int path_last_locked(struct path *p, struct inode **i)
{
	struct inode *dir = p->at.inode;

	return p->last.len > NAME_LEN_MAX ? -ENAMETOOLONG : dir->ops->lookup(dir, p->last, i);
}

/* May the walk go through (dir)? */
static int path_may_go(const struct path *p, const struct inode *dir)
{
	return likely(!p->as->limited) ? 0 : permission_check(p->as, dir, MAY_EXEC);
}

/* Find what (n) names where (p) is, and store its place, referenced. */
static int path_step(const struct path *p, struct name n, struct place *to)
{
	struct inode *dir = p->at.inode, *i;
	bool dots = n.len && n.s[0] == '.' && n.len <= 2 && n.s[n.len - 1] == '.';
	int err;

	if (n.len && unlikely(!inode_is(dir, INODE_FOLDER)))
		return -ENOTDIR;
	err = n.len ? path_may_go(p, dir) : 0;
	if (err)
		return err;
	if (n.len <= 1 && (dots || !n.len)) {
		*to = place_get(p->at);
		return 0;
	}
	if (dots)
		return path_up(p, to);
	if (unlikely(n.len > NAME_LEN_MAX))
		return -ENAMETOOLONG;
	mutex_lock(&dir->lock);
	err = dir->ops->lookup(dir, n, &i);
	mutex_unlock(&dir->lock);
	if (err)
		return err;
	mount_get(p->at.mount);
	*to = (struct place){ p->at.mount, i };
	place_cross(to);
	return path_check_mount(p, to);
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

/* Begin at the root. */
static int path_to_root(struct path *p)
{
	struct place root;
	int err;

	if (p->resolve & PATH_BENEATH)
		return -EXDEV;
	err = path_root(p, &root);
	if (err)
		return err;
	err = path_check_mount(p, &root);
	if (err)
		return err;
	place_put(p->at);
	p->at = root;
	return 0;
}

/* Put (s, len), the text of (link), on top of what is left to walk; takes over the reference. */
static int path_push(struct path *p, const char *s, size_t len, struct inode *link)
{
	p->part[p->depth++] = (struct path_part){ s, s + len, link };
	return *s == '/' ? path_to_root(p) : 0;
}

/* (link) leads by itself: go there. */
static int path_jump(struct path *p, struct inode *link)
{
	struct place to;
	int err;

	if (p->resolve & PATH_NO_MAGICLINKS)
		return -ELOOP;
	if (p->resolve & (PATH_BENEATH | PATH_IN_ROOT))
		return -EXDEV;
	err = link->ops->follow(link, &to);
	if (err)
		return err;
	err = path_check_mount(p, &to);
	if (err)
		return err;
	place_put(p->at);
	p->at = to;
	return 1;
}

/* The current part, if it is used up, leaves; but not the last one. */
static void path_drop_used(struct path *p)
{
	if (p->depth > 1 && p->part[p->depth - 1].at == p->part[p->depth - 1].end)
		path_drop_part(p);
}

/*
 * Walk on in the text of (link), whose reference is taken over. Returns 1 when it led by itself,
 * and (p) is there.
 */
static int path_follow(struct path *p, struct inode *link)
{
	struct name target = { NULL, 0 };
	int err = -ELOOP;

	if (p->links++ < PATH_LINKS_MAX && !(p->resolve & PATH_NO_SYMLINKS))
		err = link->ops->follow ? path_jump(p, link) : link->ops->readlink(link, &target);
	if (!err && target.len == 0)
		err = -ENOENT;
	if (err) {
		inode_put(link);
		if (err > 0)
			path_drop_used(p);
		return err;
	}
	inode_note_access(link, p->at.mount);
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
		struct place to;
		struct name n;
		bool slash;
		int err;

		n = path_cut(part, &slash);
		if (part->at == part->end && p->depth == 1) {
			p->last = n;
			p->slash |= slash;
			return 0;
		}
		err = path_step(p, n, &to);
		if (err)
			return err;
		if (inode_is(to.inode, INODE_SYMLINK)) {
			mount_put(to.mount);
			err = path_follow(p, to.inode);
			if (err < 0)
				return err;
			continue;
		}
		place_put(p->at);
		p->at = to;
		path_drop_used(p);
	}
}

/* As path_walk(), and the folder that it ends in has to be one. */
static int path_walk_on(struct path *p)
{
	int err = path_walk(p);

	if (!err && !inode_is(p->at.inode, INODE_FOLDER))
		err = -ENOTDIR;
	if (!err && p->last.len)
		err = path_may_go(p, p->at.inode);
	if (!err && p->last.len > NAME_LEN_MAX)
		err = -ENAMETOOLONG;
	return err;
}

static int path_begin_as(struct path *p, int at, const char *s, unsigned resolve,
			 const struct vfs_actor *as)
{
	ssize_t len = resolve & PATH_OURS ? (ssize_t)strnlen(s, PATH_LEN_MAX)
					  : user_strnlen(s, PATH_LEN_MAX);
	int err = 0;

	if (len < 0)
		return (int)len;
	if (len == PATH_LEN_MAX)
		return -ENAMETOOLONG;
	if (len == 0)
		return -ENOENT;
	resolve &= ~PATH_OURS;
	p->at = (struct place){ NULL, NULL };
	p->slash = false;
	p->resolve = resolve;
	p->as = as;
	p->top = (struct place){ NULL, NULL };
	p->links = 0;
	p->depth = 0;
	if (*s != '/' || resolve)
		err = path_start(at, false, &p->at);
	if (!err && resolve)
		p->top = place_get(p->at);
	if (!err)
		err = path_push(p, s, (size_t)len, NULL);
	if (!err)
		err = path_walk_on(p);
	if (err)
		path_end(p);
	return err;
}

int path_begin_within(struct path *p, int at, const char *s, unsigned resolve)
{
	return path_begin_as(p, at, s, resolve, &vfs_acts);
}

void path_end(struct path *p)
{
	while (p->depth)
		path_drop_part(p);
	place_put(p->at);
	if (unlikely(p->resolve))
		place_put(p->top);
}

/* path_last(), but for the slash. */
static int path_last_found(struct path *p, bool follow, struct place *to)
{
	for (;;) {
		int err = path_step(p, p->last, to);

		if (err)
			return err;
		if (!inode_is(to->inode, INODE_SYMLINK) || (!follow && !p->slash))
			return 0;
		mount_put(to->mount);
		err = path_follow(p, to->inode);
		if (err > 0) {
			p->last = (struct name){ NULL, 0 };
			*to = place_get(p->at);
			return 0;
		}
		if (!err)
			err = path_walk_on(p);
		if (err)
			return err;
	}
}

int path_last(struct path *p, bool follow, struct place *to)
{
	int err = path_last_found(p, follow, to);

	if (err || !p->slash || inode_is(to->inode, INODE_FOLDER))
		return err;
	place_put(*to);
	return -ENOTDIR;
}

/*
 * The way of most paths, (len) bytes at (s): no link on it that would have to be followed, no "..",
 * nothing wrong. Returns -EAGAIN where the long way has to tell.
 */
static int path_find_short(const char *s, size_t len, bool follow, const struct vfs_actor *as,
			   struct place *to)
{
	const char *end = s + len, *from = s;
	uint32_t age = known_age();
	struct inode *i;
	struct place p;
	int err;

	if (*s == '/' && likely(!as->limited))
		s += known_find(s, len, &p);
	err = s != from ? 0 : *s == '/' ? path_get_root(&p) : path_get_cwd(&p);
	if (err)
		return err;
	for (const char *begin = s;;) {
		struct name n;

		while (s != end && *s == '/')
			s++;
		if (s == end)
			break;
		for (n.s = s; s != end && *s != '/'; s++)
			;
		n.len = (unsigned)(s - n.s);
		if (*n.s == '.' || n.len > NAME_LEN_MAX || !inode_is(p.inode, INODE_FOLDER))
			goto long_way;
		if (unlikely(as->limited) && permission_check(as, p.inode, MAY_EXEC))
			goto long_way;
		if (s == end && n.s - begin > 1 && *from == '/')
			known_note(from, (size_t)(n.s - from), p, age);
		mutex_lock(&p.inode->lock);
		err = p.inode->ops->lookup(p.inode, n, &i);
		mutex_unlock(&p.inode->lock);
		if (err)
			goto long_way;
		inode_put(p.inode);
		p.inode = i;
		place_cross(&p);
		if (inode_is(p.inode, INODE_SYMLINK) && (follow || s != end))
			goto long_way;
	}
	if (end[-1] == '/' && !inode_is(p.inode, INODE_FOLDER))
		goto long_way;
	/* Another thread could have changed the text on the way. */
	if (*from == '/' && inode_is(p.inode, INODE_FILE) && !threads_many)
		known_note_file(from, len, p, age);
	*to = p;
	return 0;
long_way:
	place_put(p);
	return -EAGAIN;
}

/* The way of every path, when the short one did not do. */
static noinline int path_find_long(int at, const char *s, unsigned flags, struct place *to)
{
	struct path p;
	int err;

	if (flags & PATH_EMPTY) {
		if (!(flags & PATH_OURS) && !user_readable(s, 1))
			return -EFAULT;
		if (!*s)
			return path_start(at, true, to);
	}
	err = path_begin_as(&p, at, s, flags & PATH_OURS,
			    flags & PATH_REAL ? &vfs_asks : &vfs_acts);
	if (err)
		return err;
	err = path_last(&p, flags & PATH_FOLLOW, to);
	path_end(&p);
	return err;
}

int path_find(int at, const char *s, unsigned flags, struct place *to)
{
	const struct vfs_actor *as = flags & PATH_REAL ? &vfs_asks : &vfs_acts;
	ssize_t len;
	int err;

	if (likely(!as->limited) && known_find_file(s, to))
		return 0;
	len = user_strnlen(s, PATH_LEN_MAX); /* one of ours may go the long way */
	if (len > 0 && len < PATH_LEN_MAX && (*s == '/' || at == PATH_CWD)) {
		err = path_find_short(s, (size_t)len, flags & PATH_FOLLOW, as, to);
		if (err != -EAGAIN)
			return err;
	}
	return path_find_long(at, s, flags, to);
}
