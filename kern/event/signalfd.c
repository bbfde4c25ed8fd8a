/* SPDX-License-Identifier: MIT */
/*
 * Signals as files. The signals are those of whoever asks, not of who made the file, so all files
 * have one queue, and each waiter looks for itself.
 */
#include "kern/event/signalfd.h"

#include "base/errno.h"
#include "kern/mem/heap.h"
#include "kern/sched/wait.h"

struct signalfd {
	const struct signalfd_source *source; /* constant */
	uint64_t set;                         /* atomic */
};

static struct wait_queue queue = WAIT_QUEUE_INIT(queue);

void signalfd_wake(void)
{
	wait_wake(&queue, WAIT_ALL);
}

/* Take one, now or when there is one. Errors: -EAGAIN, -EINTR. */
static int signalfd_take(struct signalfd *s, void *record, bool wait)
{
	struct waiter w;
	int err = 0;

	if (s->source->take(__atomic_load_n(&s->set, __ATOMIC_RELAXED), record))
		return 0;
	if (!wait)
		return -EAGAIN;
	wait_begin(&queue, &w);
	while (!s->source->take(__atomic_load_n(&s->set, __ATOMIC_RELAXED), record)) {
		err = wait_sleep(&w, NSEC_NEVER);
		if (err)
			break;
	}
	wait_end(&queue, &w);
	return err;
}

/* As many as fit and wait, but at least one. */
static int signalfd_read(struct file *f, struct io *io, const int64_t *pos)
{
	bool wait = !(f->flags & FILE_O_NONBLOCK);
	uint8_t record[SIGNALFD_RECORD];
	int err = 0;

	(void)pos;
	if (io->left < sizeof record)
		return -EINVAL;
	while (!err && io->left >= sizeof record) {
		struct io before = *io;

		err = signalfd_take(f->data, record, wait);
		if (!err && io_copy_out(io, record, sizeof record) < sizeof record) {
			*io = before;
			err = -EFAULT;
		}
		wait = false;
	}
	return err;
}

static unsigned signalfd_poll(struct file *f, struct wait_queue **queues)
{
	const struct signalfd *s = f->data;

	queues[0] = &queue;
	return s->source->any(__atomic_load_n(&s->set, __ATOMIC_RELAXED)) ? FILE_POLL_IN : 0;
}

static void signalfd_release(struct file *f)
{
	heap_free(f->data);
}

static const struct file_ops signalfd_ops = {
	.read = signalfd_read,
	.stat = event_stat,
	.poll = signalfd_poll,
	.release = signalfd_release,
};

int signalfd_set(struct file *f, uint64_t set)
{
	if (f->ops != &signalfd_ops)
		return -EINVAL;
	__atomic_store_n(&((struct signalfd *)f->data)->set, set, __ATOMIC_SEQ_CST);
	signalfd_wake();
	return 0;
}

int signalfd_create(uint64_t set, const struct signalfd_source *source, unsigned flags,
		    struct file **out)
{
	struct signalfd *s = heap_alloc(sizeof *s);
	int err;

	if (!s)
		return -ENOMEM;
	*s = (struct signalfd){ source, set };
	err = file_create(&signalfd_ops, FILE_O_RDWR | flags, out);
	if (err)
		heap_free(s);
	else
		(*out)->data = s;
	return err;
}
