/* SPDX-License-Identifier: MIT */
/*
 * Sets of files that are waited for: making one, waiting, and its end. What is in a set changes in
 * epoll_change.c.
 */
#include "base/errno.h"
#include "kern/event/epoll_int.h"
#include "kern/mem/heap.h"
#include "kern/mem/user.h"
#include "kern/vfs/inode.h"

struct mutex epoll_nesting = LOCK_INIT(LOCK_EPOLL_NESTING);

int epoll_create(struct file **out)
{
	struct epoll *ep = heap_alloc_zero(sizeof *ep);
	int err;

	if (!ep)
		return -ENOMEM;
	err = file_create(&epoll_ops, FILE_O_RDWR, out);
	if (err) {
		heap_free(ep);
		return err;
	}
	lock_set_rank(&ep->lock, LOCK_EPOLL);
	list_init(&ep->nested);
	list_init(&ep->ready);
	wait_queue_init(&ep->queue);
	ep->file = *out;
	(*out)->data = ep;
	return 0;
}

bool epoll_is(const struct file *f)
{
	return f->ops == &epoll_ops;
}

unsigned epoll_item_events(struct epoll_item *i)
{
	struct wait_queue *queues[FILE_QUEUES];

	return file_events(i->file, queues) & i->events;
}

bool epoll_item_ready(struct epoll_item *i)
{
	struct epoll *ep = i->epoll;
	bool woken;

	spin_lock(&ep->queue.lock);
	if (list_empty(&i->ready))
		list_push_back(&ep->ready, &i->ready);
	woken = wait_wake_locked(&ep->queue, 1);
	spin_unlock(&ep->queue.lock);
	return woken;
}

/* The first item of (list), taken off it before its file is asked, so that a wake puts it back. */
static struct epoll_item *epoll_pop(struct epoll *ep, struct list *list)
{
	struct epoll_item *i = NULL;

	spin_lock(&ep->queue.lock);
	if (!list_empty(list)) {
		i = list_first(list, struct epoll_item, ready);
		list_remove(&i->ready);
	}
	spin_unlock(&ep->queue.lock);
	return i;
}

/* Put (i) behind (at), unless a wake has put it into the ready list already. */
static void epoll_push(struct epoll *ep, struct list *at, struct epoll_item *i)
{
	spin_lock(&ep->queue.lock);
	if (list_empty(&i->ready))
		list_push_front(at, &i->ready);
	spin_unlock(&ep->queue.lock);
}

static bool epoll_any(struct epoll *ep)
{
	bool any;

	spin_lock(&ep->queue.lock);
	any = !list_empty(&ep->ready);
	spin_unlock(&ep->queue.lock);
	return any;
}

/*
 * Store the events of what is ready now. What was looked at and is ready still goes behind what
 * there was no room for, so that all get their turn. Errors: -EFAULT.
 */
static int epoll_collect(struct epoll *ep, struct epoll_event *e, int max)
{
	struct list look = LIST_INIT(look), again = LIST_INIT(again);
	struct epoll_item *i;
	int n = 0, err = 0;

	if (!epoll_any(ep))
		return 0;
	mutex_lock(&ep->lock);
	spin_lock(&ep->queue.lock);
	list_splice(&look, &ep->ready);
	spin_unlock(&ep->queue.lock);
	while (n < max && (i = epoll_pop(ep, &look)) != NULL) {
		struct epoll_event told = { epoll_item_events(i), i->data };

		if (!told.events)
			continue;
		err = user_put(&e[n], &told, sizeof told);
		if (err) {
			epoll_push(ep, &look, i);
			break;
		}
		n++;
		if (i->events & EPOLL_ONESHOT)
			__atomic_store_n(&i->events, i->events & EPOLL_HOW, __ATOMIC_RELAXED);
		else if (!(i->events & EPOLL_EDGE))
			epoll_push(ep, again.prev, i);
	}
	spin_lock(&ep->queue.lock);
	list_splice(&ep->ready, &look);
	list_splice(ep->ready.prev, &again);
	if (!list_empty(&ep->ready))
		wait_wake_locked(&ep->queue, 1); /* there is something for others, too */
	spin_unlock(&ep->queue.lock);
	mutex_unlock(&ep->lock);
	return n ? n : err;
}

int epoll_wait(struct file *f, struct epoll_event *e, int max, nsec_t deadline)
{
	struct epoll *ep = epoll_of(f);
	struct waiter w;
	int n, err = deadline ? 0 : -ETIMEDOUT;

	/* Who looks does not wait at the same time: the wakes are for the others. */
	while ((n = epoll_collect(ep, e, max)) == 0 && !err) {
		wait_begin(&ep->queue, &w);
		err = epoll_any(ep) ? 0 : wait_sleep(&w, deadline);
		wait_end(&ep->queue, &w);
	}
	return n || err == -ETIMEDOUT ? n : err;
}

/* A set in a set, or in a poll(), can be read while something in it is ready. */
unsigned epoll_poll(struct file *f, struct wait_queue **queues)
{
	struct epoll *ep = epoll_of(f);
	struct epoll_item *i;
	unsigned events = 0;

	queues[0] = &ep->queue;
	mutex_lock(&ep->lock);
	while (!events && (i = epoll_pop(ep, &ep->ready)) != NULL) {
		if (!epoll_item_events(i))
			continue;
		epoll_push(ep, &ep->ready, i);
		events = FILE_POLL_IN;
	}
	mutex_unlock(&ep->lock);
	return events;
}

static void epoll_release(struct file *f)
{
	struct epoll *ep = epoll_of(f);

	mutex_lock(&epoll_nesting);
	mutex_lock(&ep->lock);
	while (ep->items.root)
		epoll_item_destroy(tree_entry(ep->items.root, struct epoll_item, node));
	mutex_unlock(&ep->lock);
	mutex_unlock(&epoll_nesting);
	heap_free(ep);
}

const struct file_ops epoll_ops = {
	.stat = event_stat,
	.poll = epoll_poll,
	.release = epoll_release,
};
