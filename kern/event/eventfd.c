/* SPDX-License-Identifier: MIT */
/*
 * Event counters, eventfd(2): a write adds, a read takes what is there, and both wait while they
 * cannot.
 */
#include "base/errno.h"
#include "kern/event/event.h"
#include "kern/mem/heap.h"
#include "kern/sched/wait.h"

#define COUNT_MAX (UINT64_MAX - 1)

struct eventfd {
	bool one; /* a read takes one off; constant */

	struct spinlock lock; /* guards: */
	uint64_t count;

	struct wait_queue readable;
	struct wait_queue writable;
};

/* Take off the counter, into (*value). Errors: -EAGAIN. */
static int eventfd_take(struct eventfd *e, uint64_t *value)
{
	spin_lock(&e->lock);
	*value = e->one && e->count ? 1 : e->count;
	e->count -= *value;
	spin_unlock(&e->lock);
	if (!*value)
		return -EAGAIN;
	if (wait_any(&e->writable))
		wait_wake(&e->writable, WAIT_ALL);
	return 0;
}

/* Add (*value). Errors: -EAGAIN. */
static int eventfd_add(struct eventfd *e, uint64_t *value)
{
	bool fits;

	spin_lock(&e->lock);
	fits = *value <= COUNT_MAX - e->count;
	if (fits)
		e->count += *value;
	spin_unlock(&e->lock);
	if (!fits)
		return -EAGAIN;
	if (wait_any(&e->readable))
		wait_wake(&e->readable, WAIT_ALL);
	return 0;
}

/* Do (op) now, or when (q) says that it may succeed. */
static int eventfd_do(struct file *f, int (*op)(struct eventfd *, uint64_t *), uint64_t *value,
		      struct wait_queue *q)
{
	int err = op(f->data, value);

	if (err != -EAGAIN || (f->flags & FILE_O_NONBLOCK))
		return err;
	return wait_until(q, NSEC_NEVER, op(f->data, value));
}

static int eventfd_read(struct file *f, struct io *io, const int64_t *pos)
{
	struct eventfd *e = f->data;
	struct io before = *io;
	uint64_t value;
	int err;

	(void)pos;
	if (io->left < sizeof value)
		return -EINVAL;
	err = eventfd_do(f, eventfd_take, &value, &e->readable);
	if (!err && io_copy_out(io, &value, sizeof value) < sizeof value) {
		*io = before;
		err = -EFAULT;
	}
	return err;
}

static int eventfd_write(struct file *f, struct io *io, const int64_t *pos)
{
	struct eventfd *e = f->data;
	struct io before = *io;
	uint64_t value;
	int err = -EFAULT;

	(void)pos;
	if (io->left != sizeof value)
		return -EINVAL;
	if (io_copy_in(io, &value, sizeof value) == sizeof value)
		err = value > COUNT_MAX ? -EINVAL
					: eventfd_do(f, eventfd_add, &value, &e->writable);
	if (err)
		*io = before;
	return err;
}

static unsigned eventfd_poll(struct file *f, struct wait_queue **queues)
{
	struct eventfd *e = f->data;
	uint64_t count;

	queues[0] = &e->readable;
	queues[1] = &e->writable;
	spin_lock(&e->lock);
	count = e->count;
	spin_unlock(&e->lock);
	return (count ? FILE_POLL_IN : 0) | (count < COUNT_MAX ? FILE_POLL_OUT : 0);
}

static void eventfd_release(struct file *f)
{
	heap_free(f->data);
}

static const struct file_ops eventfd_ops = {
	.read = eventfd_read,
	.write = eventfd_write,
	.stat = event_stat,
	.poll = eventfd_poll,
	.release = eventfd_release,
};

int eventfd_create(uint64_t count, bool one, unsigned flags, struct file **out)
{
	struct eventfd *e = heap_alloc_zero(sizeof *e);
	int err;

	if (!e)
		return -ENOMEM;
	e->one = one;
	e->count = count;
	wait_queue_init(&e->readable);
	wait_queue_init(&e->writable);
	err = file_create(&eventfd_ops, FILE_O_RDWR | flags, out);
	if (err)
		heap_free(e);
	else
		(*out)->data = e;
	return err;
}
