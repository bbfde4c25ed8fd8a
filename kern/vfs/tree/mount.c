/* SPDX-License-Identifier: MIT */
/*
 * The table of mounts: a list, because there are few, and asked only about inodes that are covered.
 */
#include "kern/vfs/mount.h"

#include "base/errno.h"
#include "base/string.h"
#include "kern/mem/heap.h"
#include "kern/sched/lock.h"
#include "kern/vfs/tree/known.h"

static struct {
	struct spinlock lock; /* guards: */
	struct list mounts;   /* those in the tree; mount.h says what else */
} table = { .lock = LOCK_INIT(LOCK_MOUNTS), .mounts = LIST_INIT(table.mounts) };

static uint32_t last_id;      /* atomic */
static uint64_t next_dev = 2; /* atomic; 1 is the console's */

uint64_t fs_next_dev(void)
{
	return __atomic_fetch_add(&next_dev, 1, __ATOMIC_RELAXED);
}

extern __typeof__(mount_destroy) mount_destroy WEAK;

void mount_put(struct mount *m)
{
	if (m && __atomic_sub_fetch(&m->refs, 1, __ATOMIC_ACQ_REL) == 0 && LINKED(mount_destroy))
		mount_destroy(m);
}

int mount_create(struct fs *fs, struct inode *root, const char *source, unsigned flags,
		 struct mount **out)
{
	size_t len = strlen(source);
	struct mount *m = heap_alloc_zero(sizeof *m + len + 1);

	if (!m)
		return -ENOMEM;
	m->fs = fs;
	__atomic_fetch_add(&fs->mounts, 1, __ATOMIC_RELAXED);
	m->root = inode_get(root);
	memcpy(m->source, source, len);
	m->id = __atomic_add_fetch(&last_id, 1, __ATOMIC_RELAXED);
	m->flags = flags;
	m->refs = 1;
	list_init(&m->link);
	*out = m;
	return 0;
}

/* What is mounted on (p), the last one of several; NULL: nothing. */
static struct mount *mount_on(struct place p) REQUIRES(&table.lock)
{
	for (struct list *e = table.mounts.prev; e != &table.mounts; e = e->prev) {
		struct mount *m = list_entry(e, struct mount, link);

		if (m->parent == p.mount && m->point == p.inode)
			return m;
	}
	return NULL;
}

void mount_cross(struct place *p)
{
	for (;;) {
		struct mount *m;

		spin_lock(&table.lock);
		m = mount_on(*p);
		if (m)
			mount_get(m);
		spin_unlock(&table.lock);
		if (!m)
			return;
		place_put(*p);
		*p = (struct place){ m, inode_get(m->root) };
	}
}

bool mount_uncross(struct place *p)
{
	struct mount *m = p->mount;
	struct place up;

	spin_lock(&table.lock);
	up = (struct place){ m->parent, m->point };
	if (up.mount)
		place_get(up);
	spin_unlock(&table.lock);
	if (!up.mount)
		return false;
	place_put(*p);
	*p = up;
	return true;
}

/* Is (m) in the tree? The first one has no parent. */
static bool mount_is_in_tree(const struct mount *m) REQUIRES(&table.lock)
{
	return !list_empty(&m->link);
}

static void mount_link(struct mount *m, struct place at) REQUIRES(&table.lock)
{
	m->parent = at.mount;
	m->point = at.inode;
	if (at.inode)
		__atomic_fetch_add(&at.inode->covered, 1, __ATOMIC_RELAXED);
	list_push_back(&table.mounts, &m->link);
}

int mount_attach(struct mount *m, struct place at)
{
	int err = -EINVAL;

	spin_lock(&table.lock);
	if (!at.mount ? list_empty(&table.mounts) : mount_is_in_tree(at.mount)) {
		const struct mount *there =
			at.mount && at.inode == at.mount->root ? at.mount : NULL;

		/* where the same stands already, once more changes nothing that is seen */
		err = there && there->fs == m->fs && there->root == m->root ? -EBUSY : 0;
	}
	if (!err)
		mount_link(m, at);
	spin_unlock(&table.lock);
	known_forget();
	return err;
}

bool mount_is_above(const struct mount *m, struct place p)
{
	const struct mount *up = p.mount;

	spin_lock(&table.lock);
	while (up && up != m)
		up = up->parent;
	spin_unlock(&table.lock);
	return up != NULL;
}

struct mount *mount_next(struct mount *m)
{
	struct list *e;
	struct mount *next = NULL;

	spin_lock(&table.lock);
	/* one that left the tree meanwhile is a list of its own, and the last */
	e = m ? m->link.next : table.mounts.next;
	if (e != &table.mounts && !(m && list_empty(&m->link))) {
		next = list_entry(e, struct mount, link);
		mount_get(next);
	}
	spin_unlock(&table.lock);
	mount_put(m);
	return next;
}

/* What mount_detach() took out, for when the lock is not held. */
static struct place mount_unlink(struct mount *m) REQUIRES(&table.lock)
{
	struct place at = { m->parent, m->point };

	list_remove(&m->link);
	__atomic_fetch_sub(&at.inode->covered, 1, __ATOMIC_RELAXED);
	m->parent = NULL;
	m->point = NULL;
	return at;
}

/* One mount that stands on (m), or NULL. */
static struct mount *mount_child(const struct mount *m) REQUIRES(&table.lock)
{
	list_for_each (e, &table.mounts) {
		struct mount *child = list_entry(e, struct mount, link);

		if (child->parent == m)
			return child;
	}
	return NULL;
}

/*
 * With (detach), take out one of those that are (m) or above it and have nothing on them. Its place
 * goes to (*at); NULL: there is none, or it is in use.
 */
static struct mount *mount_take_leaf(struct mount *m, bool detach, struct place *at)
{
	struct mount *leaf = m, *child;
	bool busy;

	spin_lock(&table.lock);
	while ((child = mount_child(leaf)) != NULL)
		leaf = child;
	/* the caller has a reference, the tree another */
	busy = leaf != m || __atomic_load_n(&m->refs, __ATOMIC_ACQUIRE) > 2;
	if (!leaf->parent || (!detach && busy))
		leaf = NULL;
	else
		*at = mount_unlink(leaf);
	spin_unlock(&table.lock);
	return leaf;
}

int mount_detach(struct mount *m, bool detach)
{
	struct mount *leaf;
	struct place at;

	known_forget(); /* it is not in use because of that */
	do {
		leaf = mount_take_leaf(m, detach, &at);
		if (!leaf)
			return -EBUSY;
		known_forget();
		place_put(at);
		mount_put(leaf); /* the tree's */
	} while (leaf != m);
	return 0;
}

int mount_move(struct mount *m, struct place at)
{
	struct place old = { NULL, NULL };
	int err = -EINVAL;

	if (mount_is_above(m, at))
		return -ELOOP;
	spin_lock(&table.lock);
	if (m->parent && mount_is_in_tree(m) && mount_is_in_tree(at.mount)) {
		old = mount_unlink(m);
		mount_link(m, at);
		err = 0;
	}
	spin_unlock(&table.lock);
	known_forget();
	if (!err)
		place_put(old);
	return err;
}
