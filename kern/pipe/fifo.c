/* SPDX-License-Identifier: MIT */
/*
 * FIFOs: pipes with a name. The inode has the pipe while anybody has it open; an open() waits for
 * somebody to open the other end (fifo(7)).
 */
#include "base/errno.h"
#include "kern/pipe/pipe_int.h"
#include "kern/vfs/inode.h"

/* The pipe of (f)'s inode with (f) counted in, unless nobody reads what (f) would write. */
static int fifo_join(struct file *f)
{
	bool reads = f->can & FILE_READ, writes = f->can & FILE_WRITE;
	struct pipe *p = f->inode->pipe;

	if (!reads && (f->flags & FILE_O_NONBLOCK) && !(p && p->readers))
		return -ENXIO;
	if (!p)
		p = pipe_alloc();
	if (!p)
		return -ENOMEM;
	mutex_lock(&p->lock);
	p->readers += reads;
	p->nr_reads += reads;
	p->writers += writes;
	p->nr_writes += writes;
	if (reads)
		pipe_wake(&p->writable);
	if (writes)
		pipe_wake(&p->readable);
	/*
	 * In its position it keeps how often the end that is not there had been opened. Where it is
	 * there, 0, and it has been: it may go before we look.
	 */
	if (reads)
		f->pos = p->writers ? 0 : p->nr_writes;
	else
		f->pos = p->readers ? 0 : p->nr_reads;
	mutex_unlock(&p->lock);
	f->inode->pipe = p;
	f->data = p;
	return 0;
}

/* Is the other end open, or was it since (f) joined? */
static bool fifo_met(const struct file *f, struct pipe *p)
{
	bool met;

	mutex_lock(&p->lock);
	if (f->can & FILE_READ)
		met = p->writers || p->nr_writes != f->pos;
	else
		met = p->readers || p->nr_reads != f->pos;
	mutex_unlock(&p->lock);
	return met;
}

/* Wait until both ends are open. */
static int fifo_meet(struct file *f)
{
	struct pipe *p = f->data;
	struct wait_queue *q = f->can & FILE_READ ? &p->readable : &p->writable;
	struct waiter w;
	int err = 0;

	wait_begin(q, &w);
	while (!err && !fifo_met(f, p))
		err = wait_sleep(&w, NSEC_NEVER);
	wait_end(q, &w);
	return err && fifo_met(f, p) ? 0 : err;
}

static void fifo_release(struct file *f)
{
	struct inode *i = f->inode;
	struct pipe *p = f->data;
	bool gone;

	mutex_lock(&i->lock);
	gone = pipe_leave(f);
	if (gone)
		i->pipe = NULL;
	mutex_unlock(&i->lock);
	if (gone)
		pipe_free(p);
}

int fifo_open(struct file *f)
{
	bool both = (f->can & FILE_READ) && (f->can & FILE_WRITE);
	struct inode *i = f->inode;
	int err;

	if (!(f->can & (FILE_READ | FILE_WRITE)))
		return -EINVAL;
	mutex_lock(&i->lock);
	err = fifo_join(f);
	mutex_unlock(&i->lock);
	if (err || both)
		return err;
	if (!(f->flags & FILE_O_NONBLOCK))
		err = fifo_meet(f);
	if (err)
		fifo_release(f);
	return err;
}

const struct file_ops fifo_file_ops = {
	.read = pipe_read,
	.write = pipe_write,
	.ioctl = pipe_ioctl,
	.poll = pipe_poll,
	.release = fifo_release,
};
