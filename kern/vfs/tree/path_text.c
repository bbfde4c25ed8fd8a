/* SPDX-License-Identifier: MIT */
/*
 * From a place to its path: for getcwd(), and for /proc, which names open files, mappings and
 * mounts.
 */
#include "base/errno.h"
#include "base/string.h"
#include "kern/vfs/path.h"

/* A path that is written from its end to its beginning. */
struct text_back {
	char *begin;
	char *at;
	unsigned state; /* PATH_REMOVED ... */
};

/* Put "/(name)" before what is there. */
static int text_prepend(struct text_back *t, const char *name, size_t len)
{
	if ((size_t)(t->at - t->begin) < len + 1)
		return -ERANGE;
	t->at -= len;
	memcpy(t->at, name, len);
	*--t->at = '/';
	return 0;
}

/* Prepend the name that (p) has and go to the folder that has it. Returns 1 at the end. */
static int text_step(struct text_back *t, struct place *p, struct place root)
{
	struct inode_where w;
	int err;

	while (p->inode == p->mount->root && !place_is(*p, root)) {
		if (!mount_uncross(p)) {
			t->state |= PATH_UNREACHABLE;
			return 1;
		}
	}
	if (place_is(*p, root))
		return 1;
	err = p->inode->ops->where ? p->inode->ops->where(p->inode, &w) : -ENOENT;
	if (err)
		return err;
	if (w.removed)
		t->state |= PATH_REMOVED;
	err = text_prepend(t, w.name, w.len);
	if (!w.dir) /* it has a name, but not in a folder */
		return err ? err : 1;
	inode_put(p->inode);
	p->inode = w.dir;
	return err;
}

int path_text(struct place p, char *buf, size_t size, char **text, unsigned *state)
{
	struct text_back t = { buf, buf + size, 0 };
	struct place root;
	int err;

	if (!size)
		return -ERANGE;
	err = path_get_root(&root);
	if (err)
		return err;
	*--t.at = '\0';
	place_get(p);
	while ((err = text_step(&t, &p, root)) == 0)
		;
	place_put(p);
	place_put(root);
	if (err > 0)
		err = *t.at ? 0 : text_prepend(&t, "", 0);
	if (err)
		return err;
	*text = t.at;
	*state = t.state;
	return (int)(buf + size - 1 - t.at);
}
