/* SPDX-License-Identifier: MIT */
/*
 * poll(2), and what ppoll and select are made of.
 */
#include "abi/linux/file/poll.h"

#include "abi/linux/signal/deliver.h"
#include "abi/linux/syscalls.h"
#include "abi/linux/user.h"
#include "base/errno.h"
#include "kern/dev/plat.h"
#include "kern/mem/heap.h"
#include "kern/sched/wait.h"
#include "kern/vfs/fd.h"

LINK_WITH(console_file_poll);

/* The events of descriptor (fd) that are there now. */
static unsigned poll_one(int fd)
{
	struct wait_queue *queues[FILE_QUEUES];
	struct file *f = fd_get(fd, FILE_IO);
	unsigned events;

	if (!f)
		return FILE_POLL_NVAL;
	events = file_events(f, queues);
	file_put(f);
	return events;
}

/* Fill in the events of all descriptors, and count those that have some. */
static int poll_look(struct linux_pollfd *fds, unsigned long n)
{
	int ready = 0;

	for (unsigned long i = 0; i < n; i++) {
		unsigned wanted =
			(uint16_t)fds[i].events | FILE_POLL_ERR | FILE_POLL_HUP | FILE_POLL_NVAL;

		fds[i].revents = 0;
		if (fds[i].fd < 0)
			continue;
		fds[i].revents = (int16_t)(poll_one(fds[i].fd) & wanted);
		ready += fds[i].revents != 0;
	}
	return ready;
}

/* One queue that a wait watches, and the file, referenced, that keeps it there. */
struct poll_watch {
	struct waiter waiter;
	struct waiter *sleeper;
	struct wait_queue *queue;
	struct file *file;
};

#define WATCHES_FIRST 6u
#define WATCHES_MORE  62u

struct poll_block {
	struct poll_block *next;
	unsigned used;
	struct poll_watch watches[WATCHES_MORE];
};

struct poll_wait {
	struct waiter sleeper; /* the thread */
	unsigned used;
	struct poll_watch watches[WATCHES_FIRST];
	struct poll_block *more; /* heap; the newest first */
};

/* waiter.wake: comes on top of those that the wake was for. */
static bool poll_woken(struct waiter *w)
{
	wait_wake_one(container_of(w, struct poll_watch, waiter)->sleeper);
	return false;
}

/* Room for one more watch, or NULL without memory. */
static struct poll_watch *poll_watch_alloc(struct poll_wait *p)
{
	struct poll_block *b = p->more;

	if (p->used < WATCHES_FIRST)
		return &p->watches[p->used++];
	if (!b || b->used == WATCHES_MORE) {
		b = heap_alloc(sizeof *b);
		if (!b)
			return NULL;
		b->next = p->more;
		b->used = 0;
		p->more = b;
	}
	return &b->watches[b->used++];
}

/* Watch the queues of descriptor (fd); one that is not there, or never changes, has none. */
static int poll_watch_fd(struct poll_wait *p, int fd)
{
	struct wait_queue *queues[FILE_QUEUES] = { NULL };
	struct file *f = fd_get(fd, FILE_IO);
	int err = 0;

	if (!f)
		return 0;
	if (f->ops->poll)
		f->ops->poll(f, queues);
	for (unsigned i = 0; i < FILE_QUEUES && !err; i++) {
		struct poll_watch *w;

		if (!queues[i])
			continue;
		w = poll_watch_alloc(p);
		if (!w) {
			err = -ENOMEM;
			break;
		}
		file_get(f);
		w->file = f;
		w->queue = queues[i];
		w->sleeper = &p->sleeper;
		wait_watch(w->queue, &w->waiter, poll_woken, false);
	}
	file_put(f);
	return err;
}

static void poll_unwatch(struct poll_watch *w, unsigned n)
{
	for (unsigned i = 0; i < n; i++) {
		wait_end(w[i].queue, &w[i].waiter);
		file_put(w[i].file);
	}
}

static void poll_wait_end(struct poll_wait *p)
{
	poll_unwatch(p->watches, p->used);
	while (p->more) {
		struct poll_block *b = p->more;

		p->more = b->next;
		poll_unwatch(b->watches, b->used);
		heap_free(b);
	}
}

int poll_wait(struct linux_pollfd *fds, unsigned long n, nsec_t deadline)
{
	struct poll_wait p;
	int ready = poll_look(fds, n), err = 0;

	if (ready || !deadline)
		return ready;
	wait_init(&p.sleeper);
	p.used = 0;
	p.more = NULL;
	for (unsigned long i = 0; i < n && !err; i++)
		err = poll_watch_fd(&p, fds[i].fd);
	while (!err) {
		ready = poll_look(fds, n);
		if (ready)
			break;
		err = wait_sleep(&p.sleeper, deadline);
	}
	poll_wait_end(&p);
	return ready || err == -ETIMEDOUT ? ready : err;
}

int sys_poll(struct linux_pollfd *fds, unsigned long n, int timeout_ms)
{
	nsec_t deadline = NSEC_NEVER;
	int r;

	if (n > fd_limit)
		return -EINVAL;
	if (n && !user_writable(fds, n * sizeof *fds))
		return -EFAULT;
	if (timeout_ms == 0)
		deadline = 0;
	else if (timeout_ms > 0)
		deadline = plat_clock() + (nsec_t)timeout_ms * 1000000;
	do {
		r = poll_wait(fds, n, deadline);
	} while (r == -EINTR && signal_none_ran(NULL));
	return r;
}
