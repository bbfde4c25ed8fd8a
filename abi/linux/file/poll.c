/* SPDX-License-Identifier: MIT */
/*
 * poll(2), and what ppoll and select are made of.
 */
#include "abi/linux/file/poll.h"

#include "abi/linux/syscalls.h"
#include "abi/linux/user.h"
#include "base/errno.h"
#include "kern/dev/plat.h"
#include "kern/sched/wait.h"
#include "kern/vfs/fd.h"

LINK_WITH(console_file_poll);

#define POLLRDNORM 0x040u
#define POLLWRNORM 0x100u

/* A wait watches one queue. When there are more it looks again this often. */
#define POLL_SLICE (10 * NSEC_PER_SEC / 1000)

/* The events of descriptor (fd) that are there now. (*queue): see file_ops.poll. */
static unsigned poll_one(int fd, struct wait_queue **queue)
{
	struct file *f = fd_get(fd, FILE_IO);
	unsigned events = FILE_POLL_IN | FILE_POLL_OUT;

	if (!f)
		return FILE_POLL_NVAL;
	if (f->ops->poll)
		events = f->ops->poll(f, queue);
	file_put(f);
	if (events & FILE_POLL_IN)
		events |= POLLRDNORM;
	if (events & FILE_POLL_OUT)
		events |= POLLWRNORM;
	return events;
}

/* What a look at all descriptors found. */
struct poll_look {
	int ready;                /* descriptors with events */
	struct wait_queue *queue; /* one that is woken when that changes */
	bool more;                /* there are others */
};

static struct poll_look poll_look(struct linux_pollfd *fds, unsigned long n)
{
	struct poll_look look = { 0 };

	for (unsigned long i = 0; i < n; i++) {
		struct wait_queue *q = NULL;
		unsigned wanted =
			(uint16_t)fds[i].events | FILE_POLL_ERR | FILE_POLL_HUP | FILE_POLL_NVAL;

		fds[i].revents = 0;
		if (fds[i].fd < 0)
			continue;
		fds[i].revents = (int16_t)(poll_one(fds[i].fd, &q) & wanted);
		look.ready += fds[i].revents != 0;
		look.more |= q && look.queue && q != look.queue;
		if (!look.queue)
			look.queue = q;
	}
	return look;
}

/* Sleep until (q) is woken, or for (deadline) alone without one. */
static int poll_sleep(struct poll_look look, struct waiter *w, nsec_t deadline)
{
	nsec_t slice = NSEC_NEVER;
	int err;

	if (look.more)
		slice = plat_clock() + POLL_SLICE;
	err = wait_sleep(w, MIN(slice, deadline));
	return err == -ETIMEDOUT && slice < deadline ? 0 : err;
}

static struct wait_queue poll_nothing = WAIT_QUEUE_INIT(poll_nothing);

int poll_wait(struct linux_pollfd *fds, unsigned long n, nsec_t deadline)
{
	struct poll_look look = poll_look(fds, n);
	struct wait_queue *q = look.queue ? look.queue : &poll_nothing;
	struct waiter w;
	int err = 0;

	if (look.ready || !deadline)
		return look.ready;
	wait_begin(q, &w);
	while (!err) {
		look = poll_look(fds, n);
		if (look.ready)
			break;
		err = poll_sleep(look, &w, deadline);
	}
	wait_end(q, &w);
	if (look.ready || err == -ETIMEDOUT)
		return look.ready;
	return err;
}

int sys_poll(struct linux_pollfd *fds, unsigned long n, int timeout_ms)
{
	nsec_t deadline = NSEC_NEVER;

	if (n > fd_limit)
		return -EINVAL;
	if (n && !user_ok(fds, n * sizeof *fds))
		return -EFAULT;
	if (timeout_ms == 0)
		deadline = 0;
	else if (timeout_ms > 0)
		deadline = plat_clock() + (nsec_t)timeout_ms * 1000000;
	return poll_wait(fds, n, deadline);
}
