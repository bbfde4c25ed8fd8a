/* SPDX-License-Identifier: MIT */
/*
 * Those who wait for room in the queue of another: senders of datagrams to a socket that is not
 * connected to them, and who connects to one that has enough to accept. They are few; whoever makes
 * room wakes all, and they look again.
 */
#include "kern/net/unix/unix_int.h"

static struct spinlock lock; /* guards: */
static struct list stalled = LIST_INIT(stalled);

void unix_stall(struct unix_socket *s)
{
	spin_lock(&lock);
	if (list_empty(&s->stalled))
		list_push_back(&stalled, &s->stalled);
	spin_unlock(&lock);
}

void unix_unstall(struct unix_socket *s)
{
	spin_lock(&lock);
	list_remove(&s->stalled);
	spin_unlock(&lock);
}

/* The first of (list), referenced: its file, which would take it out, may go meanwhile. */
static struct unix_socket *stalled_pop(struct list *list)
{
	struct unix_socket *s = NULL;

	spin_lock(&lock);
	if (!list_empty(list)) {
		s = unix_get(list_first(list, struct unix_socket, stalled));
		list_remove(&s->stalled);
	}
	spin_unlock(&lock);
	return s;
}

void unix_wake_stalled(void)
{
	struct list all = LIST_INIT(all); /* those who come back meanwhile are not for us */
	struct unix_socket *s;

	if (list_empty(&stalled))
		return;
	spin_lock(&lock);
	list_splice(&all, &stalled);
	spin_unlock(&lock);
	while ((s = stalled_pop(&all)) != NULL) {
		socket_wake_writers(&s->socket);
		unix_put(s);
	}
}
