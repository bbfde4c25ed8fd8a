/* SPDX-License-Identifier: MIT */
/* Private to kern/event/inotify*.c: sets of watches, and what waits in them. */
#ifndef KERN_EVENT_INOTIFY_INT_H
#define KERN_EVENT_INOTIFY_INT_H

#include "base/list.h"
#include "base/tree.h"
#include "kern/event/inotify.h"
#include "kern/sched/wait.h"

/* What waits to be read; a name may follow it. */
struct inotify_event {
	struct list link;
	int32_t wd;
	uint32_t mask;
	uint32_t cookie;
	uint32_t len; /* of the name, or 0 */
};

struct inotify {
	struct wait_queue queue;

	/* guarded by inotify_lock: */
	struct tree watches; /* by number */
	int next;
	struct list events;
	unsigned count; /* of (events) */
	size_t bytes;   /* that a read of all would take */
	struct inotify_event overflow;
};

/* Guarded by inotify_lock, too. */
struct inotify_watch {
	struct tree_node by_inode;
	struct tree_node by_number;
	struct list dead; /* for inotify_bury() */
	struct inotify *set;
	struct inode *inode;
	struct place pin; /* referenced, where nothing else keeps the inode; or NULL */
	uint32_t mask;
	int number;
};

/* One lock for all that watches: see docs/locking.md. */
extern struct mutex inotify_lock;

/* The watches of all sets, by inode. */
extern struct tree inotify_watches;

/*
 * Put an event into (s), or note that there are too many. (name): of length 0 for none. Context:
 * inotify_lock is held.
 */
void inotify_put(struct inotify *s, int wd, uint32_t mask, uint32_t cookie, struct name name);

/*
 * (w) ends, which its set is told; it is then in (dead), for inotify_bury() when the lock is not
 * held any more.
 */
void inotify_end(struct inotify_watch *w, struct list *dead);
void inotify_bury(struct list *dead);

/* The first watch of (i), or NULL; the rest follow it in the tree. */
struct inotify_watch *inotify_first(const struct inode *i);
struct inotify_watch *inotify_next(const struct inotify_watch *w);

#endif
