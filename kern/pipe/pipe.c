/* SPDX-License-Identifier: MIT */
/*
 * Pipes: how they are made, what can be asked of them, and their end. The bytes go through
 * transfer.c.
 */
#include "base/errno.h"
#include "kern/dev/plat.h"
#include "kern/mem/frame.h"
#include "kern/mem/heap.h"
#include "kern/mem/user.h"
#include "kern/pipe/pipe_int.h"
#include "kern/vfs/inode.h"

/* The device that fstat() tells of pipes without a name. */
#define PIPE_DEV 14

#define FIONREAD 0x541bu

struct pipe *pipe_alloc(void)
{
	static uint64_t last_ino;
	struct pipe *p = heap_alloc_zero(sizeof *p);
	nsec_t then;

	if (!p)
		return NULL;
	lock_set_rank(&p->lock, LOCK_PIPE);
	p->slots = p->first;
	p->nr_slots = PIPE_SLOTS;
	p->ino = __atomic_add_fetch(&last_ino, 1, __ATOMIC_RELAXED);
	p->time = plat_wall_clock(&then);
	wait_queue_init(&p->readable);
	wait_queue_init(&p->writable);
	return p;
}

/* Nobody has it open any more. */
void pipe_free(struct pipe *p) NO_LOCK_CHECK
{
	while (!pipe_empty(p))
		pipe_slot_drop(p);
	if (p->spare)
		pipe_page_free(p->spare);
	if (p->slots != p->first)
		heap_free(p->slots);
	heap_free(p);
}

int pipe_page_alloc(char **page)
{
	paddr_t pa;
	int err = frame_alloc(&pa);

	if (!err)
		*page = phys_to_virt(pa);
	return err;
}

void pipe_page_free(char *page)
{
	frame_free(virt_to_phys(page));
}

int pipe_create(unsigned flags, struct file *ends[2])
{
	struct pipe *p = pipe_alloc();
	struct file *in, *out;
	int err = -ENFILE;

	if (!p)
		return err;
	err = file_create(&pipe_file_ops, FILE_O_RDONLY | (flags & FILE_O_NONBLOCK), &in);
	if (err)
		goto free_pipe;
	err = file_create(&pipe_file_ops,
			  FILE_O_WRONLY | (flags & (FILE_O_NONBLOCK | FILE_O_DIRECT)), &out);
	if (err)
		goto free_in;
	p->readers = p->nr_reads = 1;
	p->writers = p->nr_writes = 1;
	in->data = p;
	out->data = p;
	ends[0] = in;
	ends[1] = out;
	return 0;

free_in:
	heap_free(in); /* it has nothing to release yet */
free_pipe:
	pipe_free(p);
	return err;
}

bool pipe_leave(struct file *f)
{
	struct pipe *p = f->data;
	bool gone;

	mutex_lock(&p->lock);
	p->readers -= (f->can & FILE_READ) != 0;
	p->writers -= (f->can & FILE_WRITE) != 0;
	gone = !p->readers && !p->writers;
	/* Before the lock is free: then the other side may go, and the pipe with it. */
	if (!gone && !p->writers)
		pipe_wake(&p->readable);
	if (!gone && !p->readers)
		pipe_wake(&p->writable);
	mutex_unlock(&p->lock);
	return gone;
}

static void pipe_release(struct file *f)
{
	if (pipe_leave(f))
		pipe_free(f->data);
}

bool pipe_is(const struct file *f)
{
	return f->ops->read == pipe_read;
}

/* A FIFO that was opened when nobody wrote has no end before somebody did: see fifo_join(). */
unsigned pipe_poll(struct file *f, struct wait_queue **queues)
{
	struct pipe *p = f->data;
	unsigned events = 0;

	mutex_lock(&p->lock);
	if (f->can & FILE_READ) {
		queues[0] = &p->readable;
		events |= pipe_empty(p) ? 0 : FILE_POLL_IN;
		events |= !p->writers && f->pos != p->nr_writes ? FILE_POLL_HUP : 0;
	}
	if (f->can & FILE_WRITE) {
		queues[1] = &p->writable;
		events |= pipe_full(p) ? 0 : FILE_POLL_OUT;
		events |= p->readers ? 0 : FILE_POLL_ERR;
	}
	mutex_unlock(&p->lock);
	return events;
}

int pipe_ioctl(struct file *f, unsigned cmd, uintptr_t arg)
{
	struct pipe *p = f->data;
	int n = 0;

	if (cmd != FIONREAD)
		return -ENOTTY;
	mutex_lock(&p->lock);
	for (uint32_t at = p->tail; at != p->head; at++)
		n += pipe_slot(p, at)->len;
	mutex_unlock(&p->lock);
	return user_put((void *)arg, &n, sizeof n);
}

static int pipe_stat(struct file *f, struct file_stat *st)
{
	const struct pipe *p = f->data;

	*st = (struct file_stat){
		.dev = PIPE_DEV,
		.ino = p->ino,
		.nlink = 1,
		.mode = INODE_FIFO | 0600,
		.atime = p->time,
		.mtime = p->time,
		.ctime = p->time,
	};
	return 0;
}

const struct file_ops pipe_file_ops = {
	.read = pipe_read,
	.write = pipe_write,
	.ioctl = pipe_ioctl,
	.stat = pipe_stat,
	.poll = pipe_poll,
	.release = pipe_release,
};
