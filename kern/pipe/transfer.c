/* SPDX-License-Identifier: MIT */
/*
 * Reading and writing pipes.
 */
#include "base/errno.h"
#include "kern/pipe/pipe_int.h"

/*
 * Take what is there; (room) says whether that was what writers wait for. 0 with nothing taken is
 * the end: no writer is left. Errors: -EAGAIN.
 */
static always_inline int pipe_take(struct pipe *p, struct io *io, bool *room) REQUIRES(&p->lock)
{
	bool end, full = pipe_full(p);

	if (pipe_empty(p))
		return p->writers ? -EAGAIN : 0;
	if (unlikely(p->lent))
		return -EAGAIN;
	do {
		struct pipe_slot *s = pipe_slot(p, p->tail);
		size_t n = MIN(s->len, io->left);

		n = io_copy_out(io, s->page + s->start, n);
		s->start = (uint16_t)(s->start + n);
		s->len = (uint16_t)(s->len - n);
		end = s->packet && n;
		if (end || !s->len)
			pipe_slot_drop(p);
	} while (!end && io->left && !pipe_empty(p));
	*room = full && !pipe_full(p);
	return 0;
}

/* Nothing is there: take what comes. Who brings it sees us wait, because the lock is held. */
static noinline int pipe_take_later(struct pipe *p, struct io *io, bool *room) REQUIRES(&p->lock)
{
	struct waiter w;
	int err;

	wait_begin(&p->readable, &w);
	do {
		mutex_unlock(&p->lock);
		err = wait_sleep(&w, NSEC_NEVER);
		mutex_lock(&p->lock);
		if (!err)
			err = pipe_take(p, io, room);
	} while (err == -EAGAIN);
	wait_end(&p->readable, &w);
	return err;
}

int pipe_read(struct file *f, struct io *io, const int64_t *pos)
{
	struct pipe *p = f->data;
	bool room = false;
	int err;

	(void)pos;
	if (!io->left)
		return 0;
	mutex_lock(&p->lock);
	err = pipe_take(p, io, &room);
	if (unlikely(err == -EAGAIN) && !(f->flags & FILE_O_NONBLOCK))
		err = pipe_take_later(p, io, &room);
	mutex_unlock(&p->lock);
	if (unlikely(room))
		pipe_wake(&p->writable);
	return err;
}

/*
 * Write, behind what the last page has, the bytes that (io) has more than whole pages: all of them,
 * or none.
 */
static noinline void pipe_append(struct pipe *p, struct io *io) REQUIRES(&p->lock)
{
	size_t n = io->left % PAGE_SIZE;
	struct pipe_slot *s;

	if (!n)
		return;
	s = pipe_slot(p, p->head - 1);
	if (s->packet || s->start + s->len + n > PAGE_SIZE)
		return;
	n = io_copy_in(io, s->page + s->start + s->len, n);
	s->len = (uint16_t)(s->len + n);
}

/* Put in what there is room for. Errors: -EAGAIN when something is left, -EPIPE, -ENOMEM. */
static always_inline int pipe_put(struct pipe *p, struct io *io, bool packet) REQUIRES(&p->lock)
{
	if (!p->readers)
		return -EPIPE;
	if (!pipe_empty(p))
		pipe_append(p, io);
	while (io->left) {
		size_t n = MIN(io->left, PAGE_SIZE);
		char *page;
		int err;

		if (pipe_full(p))
			return -EAGAIN;
		err = pipe_page_take(p, &page);
		if (err)
			return err;
		n = io_copy_in(io, page, n);
		if (!n) {
			p->spare = page; /* which was taken, or there was none */
			break;
		}
		*pipe_slot(p, p->head++) = (struct pipe_slot){ page, 0, (uint16_t)n, packet };
	}
	return 0;
}

static always_inline int pipe_write_now(struct file *f, struct io *io)
{
	struct pipe *p = f->data;
	size_t before = io->left;
	int err;

	mutex_lock(&p->lock);
	err = pipe_put(p, io, f->flags & FILE_O_DIRECT);
	mutex_unlock(&p->lock);
	if (io->left != before)
		pipe_wake(&p->readable);
	return err;
}

static noinline int pipe_write_wait(struct file *f, struct io *io)
{
	struct pipe *p = f->data;
	struct waiter w;
	int err;

	wait_begin(&p->writable, &w);
	while ((err = pipe_write_now(f, io)) == -EAGAIN) {
		err = wait_sleep(&w, NSEC_NEVER);
		if (err)
			break;
	}
	wait_end(&p->writable, &w);
	return err;
}

int pipe_write(struct file *f, struct io *io, const int64_t *pos)
{
	int err;

	(void)pos;
	if (!io->left)
		return 0;
	err = pipe_write_now(f, io);
	if (likely(err != -EAGAIN) || (f->flags & FILE_O_NONBLOCK))
		return err;
	return pipe_write_wait(f, io);
}
