/* SPDX-License-Identifier: MIT */
/*
 * What is in a set of files that are waited for: adding, changing and removing, and the wakes of
 * the files in it.
 */
#include "base/errno.h"
#include "kern/event/epoll_int.h"
#include "kern/mem/heap.h"

/* How many sets may be around a set, as in Linux (EP_MAX_NESTS). */
#define NESTS_MAX 4u

/* Events that go with EPOLL_EXCLUSIVE. */
#define EXCLUSIVE_OK                                                                 \
	(FILE_POLL_IN | FILE_POLL_OUT | FILE_POLL_ERR | FILE_POLL_HUP | EPOLL_EDGE | \
	 EPOLL_EXCLUSIVE | EPOLL_WAKEUP)

/* Events that the queue for room to write is woken for, and those that every queue is. */
#define EVENTS_OUT  (FILE_POLL_OUT | FILE_POLL_WRNORM | FILE_POLL_WRBAND)
#define EVENTS_BOTH (FILE_POLL_ERR | FILE_POLL_HUP)

static struct spinlock watchers_lock = SPINLOCK_INIT; /* guards file.watchers and their (next) */

/* --- Wakes --- */

/*
 * waiter.wake: what can be read is no edge for who waits for room, nor the other way round; that
 * matters to edge-triggered items only, but to look at others for it would be idle, too.
 */
static bool epoll_woken(struct waiter *w)
{
	const struct epoll_watch *watch = container_of(w, struct epoll_watch, waiter);
	struct epoll_item *i = watch->item;
	uint32_t events = __atomic_load_n(&i->events, __ATOMIC_RELAXED);
	uint32_t concern = events & ~EPOLL_HOW;
	bool woken;

	if (i->watches[0].queue && i->watches[1].queue)
		concern &= watch == &i->watches[1] ? EVENTS_OUT : ~(EVENTS_OUT | EVENTS_BOTH);
	if (!concern)
		return false;
	woken = epoll_item_ready(i);
	return woken && (events & EPOLL_EXCLUSIVE);
}

/* --- Items --- */

/* Where an item is in the tree, or would be. */
struct epoll_place {
	struct tree_node *parent;
	unsigned side;
};

static struct epoll_item *epoll_find(struct epoll *ep, const struct file *target, int fd,
				     struct epoll_place *place) REQUIRES(&ep->lock)
{
	struct tree_node *n = ep->items.root;

	*place = (struct epoll_place){ 0 };
	while (n) {
		struct epoll_item *i = tree_entry(n, struct epoll_item, node);

		if (i->file == target && i->fd == fd)
			return i;
		place->parent = n;
		if (i->file == target)
			place->side = i->fd < fd;
		else
			place->side = (uintptr_t)i->file < (uintptr_t)target;
		n = n->child[place->side];
	}
	return NULL;
}

/* Let the queues of its file tell (i). */
static void epoll_item_watch(struct epoll_item *i)
{
	struct wait_queue *queues[FILE_QUEUES] = { NULL };

	i->file->ops->poll(i->file, queues);
	for (unsigned k = 0; k < FILE_QUEUES; k++) {
		i->watches[k].item = i;
		i->watches[k].queue = queues[k];
	}
	for (unsigned k = 0; k < FILE_QUEUES; k++) {
		struct epoll_watch *w = &i->watches[k];

		if (w->queue)
			wait_watch(w->queue, &w->waiter, epoll_woken, i->events & EPOLL_EXCLUSIVE);
	}
}

void epoll_item_destroy(struct epoll_item *i) NO_LOCK_CHECK
{
	struct epoll *ep = i->epoll;
	struct epoll_item **at;

	for (unsigned k = 0; k < FILE_QUEUES; k++)
		if (i->watches[k].queue)
			wait_end(i->watches[k].queue, &i->watches[k].waiter);
	spin_lock(&ep->queue.lock);
	list_remove(&i->ready);
	spin_unlock(&ep->queue.lock);
	list_remove(&i->nested);
	tree_remove(&ep->items, &i->node);
	/* The last step: without watchers the file may go at once. */
	spin_lock(&watchers_lock);
	for (at = &i->file->watchers; *at != i; at = &(*at)->next)
		;
	__atomic_store_n(at, i->next, __ATOMIC_RELEASE);
	spin_unlock(&watchers_lock);
	heap_free(i);
}

static int epoll_add(struct epoll *ep, int fd, struct file *target, const struct epoll_event *e,
		     struct epoll_place place) REQUIRES(&ep->lock)
{
	struct epoll_item *i = heap_alloc(sizeof *i);

	if (!i)
		return -ENOMEM;
	i->epoll = ep;
	i->file = target;
	i->fd = fd;
	i->events = e->events | EVENTS_BOTH;
	i->data = e->data;
	list_init(&i->ready);
	list_init(&i->nested);
	if (epoll_is(target))
		list_push_back(&ep->nested, &i->nested);
	tree_insert(&ep->items, &i->node, place.parent, place.side);
	spin_lock(&watchers_lock);
	i->next = target->watchers;
	target->watchers = i;
	spin_unlock(&watchers_lock);
	epoll_item_watch(i);
	if (epoll_item_events(i))
		epoll_item_ready(i);
	return 0;
}

static int epoll_modify(struct epoll_item *i, const struct epoll_event *e)
{
	if (i->events & EPOLL_EXCLUSIVE)
		return -EINVAL;
	__atomic_store_n(&i->events, e->events | EVENTS_BOTH, __ATOMIC_SEQ_CST);
	i->data = e->data;
	if (epoll_item_events(i))
		epoll_item_ready(i);
	return 0;
}

static int epoll_change_item(struct epoll *ep, enum epoll_op op, int fd, struct file *target,
			     const struct epoll_event *e) REQUIRES(&ep->lock)
{
	struct epoll_place place;
	struct epoll_item *i = epoll_find(ep, target, fd, &place);

	if (op == EPOLL_ADD)
		return i ? -EEXIST : epoll_add(ep, fd, target, e, place);
	if (op != EPOLL_DEL && op != EPOLL_MOD)
		return -EINVAL;
	if (!i)
		return -ENOENT;
	if (op == EPOLL_MOD)
		return epoll_modify(i, e);
	epoll_item_destroy(i);
	return 0;
}

/* --- Sets in sets: epoll_nesting is held --- */

/* How many sets deep is what (ep) contains; more than may be when (sought) is in it. */
static unsigned epoll_below(const struct epoll *ep, const struct epoll *sought)
{
	unsigned depth = 0;

	if (ep == sought)
		return NESTS_MAX + 1;
	list_for_each (e, &ep->nested) {
		const struct epoll_item *i = list_entry(e, struct epoll_item, nested);

		depth = MAX(depth, 1 + epoll_below(epoll_of(i->file), sought));
	}
	return depth;
}

/* How many sets are around (ep). */
static unsigned epoll_above(const struct epoll *ep)
{
	unsigned depth = 0;

	for (const struct epoll_item *i = ep->file->watchers; i; i = i->next)
		depth = MAX(depth, 1 + epoll_above(i->epoll));
	return depth;
}

/* --- The border --- */

static int epoll_check(const struct file *f, enum epoll_op op, const struct file *target,
		       const struct epoll_event *e)
{
	if (!target->ops->poll)
		return -EPERM;
	if (f == target || !epoll_is(f))
		return -EINVAL;
	if (op == EPOLL_DEL || !(e->events & EPOLL_EXCLUSIVE))
		return 0;
	if (op == EPOLL_ADD && !epoll_is(target) && !(e->events & ~EXCLUSIVE_OK))
		return 0;
	return -EINVAL;
}

int epoll_change(struct file *f, enum epoll_op op, int fd, struct file *target,
		 const struct epoll_event *e) NO_LOCK_CHECK
{
	struct epoll *ep = epoll_of(f);
	int err = epoll_check(f, op, target, e);
	bool nests;

	if (err)
		return err;
	nests = epoll_is(target) && op != EPOLL_MOD;
	if (nests)
		mutex_lock(&epoll_nesting);
	if (nests && op == EPOLL_ADD &&
	    epoll_below(epoll_of(target), ep) + 1 + epoll_above(ep) > NESTS_MAX)
		err = -ELOOP;
	if (!err) {
		mutex_lock(&ep->lock);
		err = epoll_change_item(ep, op, fd, target, e);
		mutex_unlock(&ep->lock);
	}
	if (nests)
		mutex_unlock(&epoll_nesting);
	return err;
}

/*
 * The last reference to (f) went: nobody can add or remove it any more, but the sets that it is in
 * may go, too, and wait for the same lock then.
 */
void file_unwatch(struct file *f) NO_LOCK_CHECK
{
	struct epoll_item *i;

	mutex_lock(&epoll_nesting);
	while ((i = __atomic_load_n(&f->watchers, __ATOMIC_ACQUIRE)) != NULL) {
		struct epoll *ep = i->epoll;

		mutex_lock(&ep->lock);
		epoll_item_destroy(i);
		mutex_unlock(&ep->lock);
	}
	mutex_unlock(&epoll_nesting);
}
