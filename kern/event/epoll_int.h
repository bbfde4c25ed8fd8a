/* SPDX-License-Identifier: MIT */
/*
 * The inside of epoll: sets, their items, and how they are locked.
 *
 * A wake of a file's queue puts the item in the ready list of its set and wakes one who waits for
 * that. A wait takes items off the list and asks their files again: what is ready still, and not
 * edge-triggered, goes back to the end of the list. So the list holds what may be ready, and never
 * misses what is.
 *
 * Locks: epoll_nesting, then epoll.lock of a set before those of sets in it, then locks of files,
 * then the lock of wait queues, of which a set's own also guards its ready list.
 */
#ifndef KERN_EVENT_EPOLL_INT_H
#define KERN_EVENT_EPOLL_INT_H

#include "base/list.h"
#include "base/tree.h"
#include "kern/event/epoll.h"
#include "kern/sched/mutex.h"
#include "kern/sched/wait.h"

struct epoll {
	struct file *file; /* constant, not referenced */

	struct list nested; /* epoll_item.nested: items that are sets; guarded by epoll_nesting */

	struct mutex lock; /* guards: */
	struct tree items; /* epoll_item.node, by file and descriptor */

	struct wait_queue queue; /* of who waits for this set; its lock guards: */
	struct list ready;       /* epoll_item.ready, the oldest first */
};

/* One queue of a file that an item watches. */
struct epoll_watch {
	struct waiter waiter;
	struct epoll_item *item;
	struct wait_queue *queue; /* NULL: the file has no such */
};

struct epoll_item {
	struct tree_node node;
	struct list ready;       /* in epoll.ready; a list of its own when not there */
	struct list nested;      /* in epoll.nested of its set, when (file) is a set */
	struct epoll_item *next; /* of the items of (file); guarded by epoll_watchers_lock */
	struct epoll *epoll;     /* constant, as are (file) and (fd) */
	struct file *file;
	int fd;
	uint32_t events; /* what is wanted and how; guarded by epoll.lock, read by wakes */
	uint64_t data;   /* guarded by epoll.lock */
	struct epoll_watch watches[FILE_QUEUES];
};

/* How an item is reported, as opposed to what. None of the rest: a oneshot that has fired. */
#define EPOLL_HOW (EPOLL_EXCLUSIVE | EPOLL_WAKEUP | EPOLL_ONESHOT | EPOLL_EDGE)

/* Which sets are in which; also held while a set or a watched file goes. */
extern struct mutex epoll_nesting;

static inline struct epoll *epoll_of(const struct file *f)
{
	return f->data;
}

/* What is there now, of what (i) wants. The lock of its set is held. */
unsigned epoll_item_events(struct epoll_item *i);

/* Put (i) in the list of what is ready and wake one who waits. Returns whether there was one. */
bool epoll_item_ready(struct epoll_item *i);

/*
 * Take (i) out of everything and free it. The lock of its set is held, and epoll_nesting when its
 * file is a set, or may be going.
 */
void epoll_item_destroy(struct epoll_item *i);

/* Operations of sets as files, and of files that sets watch. */
unsigned epoll_poll(struct file *f, struct wait_queue **queues);
extern const struct file_ops epoll_ops;

#endif
