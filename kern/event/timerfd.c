/* SPDX-License-Identifier: MIT */
/*
 * Timers that are files. One that expires again and again interrupts once and is set anew when it
 * is read, which then counts what it missed: who does not read is not interrupted.
 */
#include "kern/event/timerfd.h"

#include "base/errno.h"
#include "kern/dev/plat.h"
#include "kern/mem/heap.h"
#include "kern/sched/timer.h"
#include "kern/sched/wait.h"

struct timerfd {
	int clock; /* constant */

	struct mutex mutex; /* of who sets it */
	struct timer timer;

	struct spinlock lock; /* guards: */
	nsec_t next;          /* when it expires, or did; 0: it is not set */
	nsec_t interval;
	uint64_t ticks; /* how often it expired since a read */
	bool expired;   /* and was not set anew */

	struct wait_queue queue;
};

static void timerfd_expired(struct timer *timer)
{
	struct timerfd *t = container_of(timer, struct timerfd, timer);

	spin_lock(&t->lock);
	t->ticks++;
	t->expired = true;
	spin_unlock(&t->lock);
	wait_wake(&t->queue, WAIT_ALL);
}

/* Count what a timer with an interval missed, and set it to the next time. */
static void timerfd_catch_up(struct timerfd *t) REQUIRES(&t->mutex)
{
	nsec_t now = plat_clock(), next = 0;

	spin_lock(&t->lock);
	if (t->expired && t->interval) {
		nsec_t missed = (now - t->next) / t->interval;

		t->ticks += missed;
		t->next += (missed + 1) * t->interval;
		t->expired = false;
		next = t->next;
	}
	spin_unlock(&t->lock);
	if (next)
		timer_set(&t->timer, next);
}

static int timerfd_take(struct timerfd *t, uint64_t *ticks)
{
	mutex_lock(&t->mutex);
	timerfd_catch_up(t);
	spin_lock(&t->lock);
	*ticks = t->ticks;
	t->ticks = 0;
	spin_unlock(&t->lock);
	mutex_unlock(&t->mutex);
	return *ticks ? 0 : -EAGAIN;
}

static int timerfd_wait(struct file *f, uint64_t *ticks)
{
	struct timerfd *t = f->data;
	int err = timerfd_take(t, ticks);

	if (err != -EAGAIN || (f->flags & FILE_O_NONBLOCK))
		return err;
	return wait_until(&t->queue, NSEC_NEVER, timerfd_take(t, ticks));
}

static int timerfd_read(struct file *f, struct io *io, const int64_t *pos)
{
	struct io before = *io;
	uint64_t ticks;
	int err;

	(void)pos;
	if (io->left < sizeof ticks)
		return -EINVAL;
	err = timerfd_wait(f, &ticks);
	if (!err && io_copy_out(io, &ticks, sizeof ticks) < sizeof ticks) {
		*io = before;
		err = -EFAULT;
	}
	return err;
}

static unsigned timerfd_poll(struct file *f, struct wait_queue **queues)
{
	struct timerfd *t = f->data;
	uint64_t ticks;

	queues[0] = &t->queue;
	spin_lock(&t->lock);
	ticks = t->ticks;
	spin_unlock(&t->lock);
	return ticks ? FILE_POLL_IN : 0;
}

static struct timerfd_when timerfd_left(struct timerfd *t) REQUIRES(&t->mutex)
{
	nsec_t now = plat_clock();
	struct timerfd_when left;

	timerfd_catch_up(t);
	spin_lock(&t->lock);
	left.interval = t->interval;
	left.first = t->next > now ? t->next - now : t->next && !t->expired;
	spin_unlock(&t->lock);
	return left;
}

struct timerfd_when timerfd_get(struct file *f)
{
	struct timerfd *t = f->data;
	struct timerfd_when left;

	mutex_lock(&t->mutex);
	left = timerfd_left(t);
	mutex_unlock(&t->mutex);
	return left;
}

struct timerfd_when timerfd_set(struct file *f, struct timerfd_when when)
{
	struct timerfd *t = f->data;
	struct timerfd_when left;

	mutex_lock(&t->mutex);
	left = timerfd_left(t);
	timer_cancel(&t->timer);
	spin_lock(&t->lock);
	t->next = when.first;
	t->interval = when.interval;
	t->ticks = 0;
	t->expired = false;
	spin_unlock(&t->lock);
	if (when.first)
		timer_set(&t->timer, when.first);
	mutex_unlock(&t->mutex);
	return left;
}

static void timerfd_release(struct file *f)
{
	struct timerfd *t = f->data;

	timer_cancel(&t->timer);
	heap_free(t);
}

static const struct file_ops timerfd_ops = {
	.read = timerfd_read,
	.stat = event_stat,
	.poll = timerfd_poll,
	.release = timerfd_release,
};

int timerfd_clock(const struct file *f)
{
	return f->ops == &timerfd_ops ? ((const struct timerfd *)f->data)->clock : -EINVAL;
}

int timerfd_create(int clock, unsigned flags, struct file **out)
{
	struct timerfd *t = heap_alloc_zero(sizeof *t);
	int err;

	if (!t)
		return -ENOMEM;
	t->clock = clock;
	t->timer.expired = timerfd_expired;
	wait_queue_init(&t->queue);
	err = file_create(&timerfd_ops, FILE_O_RDWR | flags, out);
	if (err)
		heap_free(t);
	else
		(*out)->data = t;
	return err;
}
