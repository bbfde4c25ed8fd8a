/* SPDX-License-Identifier: MIT */
/*
 * Advisory locks: a list per inode of what is held.
 *
 * An owner's locks never overlap each other: setting one cuts, joins or removes the owner's own.
 * What that may need is allocated before anything changes.
 */
#include "kern/vfs/locks.h"

#include "base/errno.h"
#include "kern/mem/heap.h"
#include "kern/sched/wait.h"
#include "kern/vfs/fd.h"
#include "kern/vfs/inode.h"

struct file_locks {
	struct file_locks *next;
	struct file_lock l;
};

static struct mutex locks_mutex; /* guards the lists of all inodes */
static struct wait_queue locks_dropped = WAIT_QUEUE_INIT(locks_dropped);

static bool lock_same_owner(const struct file_lock *a, const struct file_lock *b)
{
	return a->by == b->by && a->whole == b->whole;
}

static bool lock_overlaps(const struct file_lock *a, const struct file_lock *b)
{
	return a->first <= b->last && b->first <= a->last;
}

static bool lock_conflicts(const struct file_lock *a, const struct file_lock *b)
{
	return a->whole == b->whole && a->by != b->by && lock_overlaps(a, b) &&
	       (a->kind == FILE_LOCK_WRITE || b->kind == FILE_LOCK_WRITE);
}

/* The first lock of another owner that is in the way of (l). */
static const struct file_lock *locks_find_conflict(const struct inode *i, const struct file_lock *l)
{
	for (const struct file_locks *e = i->locks; e; e = e->next) {
		if (lock_conflicts(&e->l, l))
			return &e->l;
	}
	return NULL;
}

/*
 * An owner's locks stand together, in the order of their ranges; owners in the order in which they
 * came. Where those of (l)'s owner begin, or would:
 */
static struct file_locks **locks_place(struct inode *i, const struct file_lock *l)
{
	struct file_locks **at = &i->locks;

	while (*at && !lock_same_owner(&(*at)->l, l))
		at = &(*at)->next;
	return at;
}

static void locks_insert(struct file_locks **place, struct file_locks *new)
{
	while (*place && lock_same_owner(&(*place)->l, &new->l) && (*place)->l.first < new->l.first)
		place = &(*place)->next;
	new->next = *place;
	*place = new;
}

/* Is (e) of (l)'s kind, and do they touch, so that they become one? */
static bool lock_joins(const struct file_lock *e, const struct file_lock *l)
{
	if (e->kind != l->kind)
		return false;
	return lock_overlaps(e, l) || (e->last != INT64_MAX && e->last + 1 == l->first) ||
	       (l->last != INT64_MAX && l->last + 1 == e->first);
}

/* What becomes of a lock of the same owner. */
enum lock_fate {
	LOCK_STAYS,
	LOCK_GOES,
	LOCK_SPLIT, /* (*rest) is what is left of it behind (l) */
};

/* Make room for (l) where (e) is: join it into (l), or cut it. */
static enum lock_fate lock_make_room(struct file_lock *e, struct file_lock *l,
				     struct file_lock *rest)
{
	if (lock_joins(e, l)) {
		l->first = MIN(l->first, e->first);
		l->last = MAX(l->last, e->last);
		return LOCK_GOES;
	}
	if (!lock_overlaps(e, l))
		return LOCK_STAYS;
	if (e->first < l->first && e->last > l->last) {
		*rest = *e;
		rest->first = l->last + 1;
		e->last = l->first - 1;
		return LOCK_SPLIT;
	}
	if (e->first < l->first)
		e->last = l->first - 1;
	else if (e->last > l->last)
		e->first = l->last + 1;
	else
		return LOCK_GOES;
	return LOCK_STAYS;
}

/* Nothing is in the way: make (l) so. (spare): two entries, those that are taken become NULL. */
static void locks_apply(struct inode *i, const struct file_lock *l, struct file_locks *spare[2])
{
	struct file_locks **place = locks_place(i, l), **at = place, *e;
	struct file_lock new = *l;
	bool split = false;

	while ((e = *at) != NULL && lock_same_owner(&e->l, l)) {
		enum lock_fate fate = lock_make_room(&e->l, &new, &spare[1]->l);

		split |= fate == LOCK_SPLIT;
		if (fate == LOCK_GOES) {
			*at = e->next;
			heap_free(e);
		} else {
			at = &e->next;
		}
	}
	if (split) {
		locks_insert(place, spare[1]);
		spare[1] = NULL;
	}
	if (new.kind != FILE_LOCK_NONE) {
		spare[0]->l = new;
		locks_insert(place, spare[0]);
		spare[0] = NULL;
	}
}

/* Try to set (l). Errors: -EAGAIN when something is in the way. */
static int locks_try(struct inode *i, const struct file_lock *l, struct file_locks *spare[2])
{
	int err = -EAGAIN;

	mutex_lock(&locks_mutex);
	if (l->kind == FILE_LOCK_NONE || !locks_find_conflict(i, l)) {
		locks_apply(i, l, spare);
		err = 0;
	}
	mutex_unlock(&locks_mutex);
	return err;
}

int file_lock_set(struct file *f, const struct file_lock *l, bool wait)
{
	struct file_locks *spare[2] = { heap_alloc(sizeof **spare), heap_alloc(sizeof **spare) };
	int err = -ENOLCK;

	if (spare[0] && spare[1] && f->inode) {
		err = locks_try(f->inode, l, spare);
		if (err && wait)
			err = wait_until(&locks_dropped, NSEC_NEVER, locks_try(f->inode, l, spare));
		if (!err) /* what was a write lock may be a read lock now */
			wait_wake(&locks_dropped, WAIT_ALL);
	}
	heap_free(spare[0]);
	heap_free(spare[1]);
	return err;
}

void file_lock_test(struct file *f, struct file_lock *l)
{
	const struct file_lock *found = NULL;

	mutex_lock(&locks_mutex);
	if (f->inode)
		found = locks_find_conflict(f->inode, l);
	if (found)
		*l = *found;
	else
		l->kind = FILE_LOCK_NONE;
	mutex_unlock(&locks_mutex);
}

/* Drop all locks on (i) whose owner is (by); both byte ranges and whole ones. */
static void locks_drop(struct inode *i, const struct file *by)
{
	struct file_locks **at = &i->locks, *e;

	mutex_lock(&locks_mutex);
	while ((e = *at) != NULL) {
		if (e->l.by == by) {
			*at = e->next;
			heap_free(e);
		} else {
			at = &e->next;
		}
	}
	mutex_unlock(&locks_mutex);
	wait_wake(&locks_dropped, WAIT_ALL);
}

/* The process loses its locks on a file with any descriptor of it that is closed: POSIX says so. */
void file_locks_closed(struct file *f)
{
	if (f->inode && f->inode->locks)
		locks_drop(f->inode, NULL);
}

void file_locks_released(struct file *f)
{
	if (f->inode->locks)
		locks_drop(f->inode, f);
}
