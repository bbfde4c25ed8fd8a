/* SPDX-License-Identifier: MIT */
/*
 * What is done to files, on its way to those who watch them: the functions of kern/vfs/notify.h. A
 * folder's watch hears of the files in it, by name, before their own watches do.
 */
#include "base/errno.h"
#include "kern/event/inotify_int.h"
#include "kern/vfs/notify.h"

#define NO_NAME ((struct name){ "", 0 })

/* Anybody who watches? Without the lock: who begins just now may miss what happens just now. */
static always_inline bool any(void)
{
	return __atomic_load_n(&inotify_watches.root, __ATOMIC_RELAXED);
}

/* Linux tells that a folder is one with all but these. */
static uint32_t with_kind(uint32_t mode, uint32_t events)
{
	bool self = events & (NOTIFY_DELETE_SELF | NOTIFY_MOVE_SELF);

	return (mode & INODE_KIND) == INODE_FOLDER && !self ? events | NOTIFY_ISDIR : events;
}

/* Tell those who watch (i). (removed): what it happened to is no longer in there. */
static void tell(struct inode *i, uint32_t events, uint32_t cookie, struct name name, bool removed,
		 struct list *dead)
{
	struct inotify_watch *w = inotify_first(i), *next;

	for (; w; w = next) {
		next = inotify_next(w);
		if (!(w->mask & events & INOTIFY_ALL) ||
		    (removed && (w->mask & INOTIFY_EXCL_UNLINK)))
			continue;
		inotify_put(w->set, w->number, events, cookie, name);
		if (w->mask & INOTIFY_ONESHOT)
			inotify_end(w, dead);
	}
}

void notify_self(struct inode *i, uint32_t events)
{
	struct list dead = LIST_INIT(dead);

	if (!any())
		return;
	mutex_lock(&inotify_lock);
	tell(i, with_kind(i->mode, events), 0, NO_NAME, false, &dead);
	mutex_unlock(&inotify_lock);
	inotify_bury(&dead);
}

static noinline void tell_watchers(struct inode *i, uint32_t events)
{
	struct list dead = LIST_INIT(dead);
	struct inode_where at = { .dir = NULL };

	if (!i->ops->where || i->ops->where(i, &at))
		at.dir = NULL;
	events = with_kind(i->mode, events);
	mutex_lock(&inotify_lock);
	if (at.dir)
		tell(at.dir, events, 0, (struct name){ at.name, at.len }, at.removed, &dead);
	tell(i, events, 0, NO_NAME, false, &dead);
	mutex_unlock(&inotify_lock);
	inotify_bury(&dead);
	inode_put(at.dir);
}

/* It is called for all that is done to files, and mostly nobody watches. */
void notify_watchers(struct inode *i, uint32_t events)
{
	if (any())
		tell_watchers(i, events);
}

static void name_event(struct inode *dir, struct name name, uint32_t mode, uint32_t events,
		       uint32_t cookie)
{
	struct list dead = LIST_INIT(dead);

	mutex_lock(&inotify_lock);
	tell(dir, with_kind(mode, events), cookie, name, false, &dead);
	mutex_unlock(&inotify_lock);
	inotify_bury(&dead);
}

void notify_name(struct inode *dir, struct name name, uint32_t mode, uint32_t events)
{
	if (any())
		name_event(dir, name, mode, events, 0);
}

/* (i) has moved; its two events belong together. */
static void moved(struct inode *i, struct inode *from, struct name from_name, struct inode *to,
		  struct name to_name, struct inode *replaced)
{
	static uint32_t last; /* atomic */
	uint32_t cookie = __atomic_add_fetch(&last, 1, __ATOMIC_RELAXED);

	name_event(from, from_name, i->mode, NOTIFY_MOVED_FROM, cookie);
	name_event(to, to_name, i->mode, NOTIFY_MOVED_TO, cookie);
	if (replaced)
		notify_self(replaced, NOTIFY_ATTRIB);
	notify_self(i, NOTIFY_MOVE_SELF);
}

void notify_rename(const struct inode_rename *r)
{
	if (!any())
		return;
	moved(r->from, r->from_dir, r->from_name, r->to_dir, r->to_name,
	      r->exchange ? NULL : r->to);
	if (r->exchange)
		moved(r->to, r->to_dir, r->to_name, r->from_dir, r->from_name, NULL);
}

/* Without a name it was removed; with one its file system goes. */
void notify_gone(struct inode *i)
{
	struct list dead = LIST_INIT(dead);
	struct inotify_watch *w, *next;

	if (!any())
		return;
	mutex_lock(&inotify_lock);
	if (!i->nlink)
		tell(i, NOTIFY_DELETE_SELF, 0, NO_NAME, false, &dead);
	for (w = inotify_first(i); w; w = next) {
		next = inotify_next(w);
		if (i->nlink)
			inotify_put(w->set, w->number, NOTIFY_UNMOUNT, 0, NO_NAME);
		inotify_end(w, &dead);
	}
	mutex_unlock(&inotify_lock);
	inotify_bury(&dead);
}
