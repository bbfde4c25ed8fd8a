/* SPDX-License-Identifier: MIT */
/*
 * Moving bytes between pipes and other files without the application's memory: splice(2), tee(2).
 *
 * From pipe to pipe whole pages go as they are. Other files know the application's memory alone, so
 * their bytes go by a page on the stack of the call, which is such memory.
 */
#include "base/errno.h"
#include "base/string.h"
#include "kern/pipe/pipe_int.h"

/* --- Waiting: more than 0 when there is something, 0 when there never will be --- */

static int pipe_has_data(struct pipe *p)
{
	int r;

	mutex_lock(&p->lock);
	if (p->lent)
		r = -EAGAIN;
	else
		r = !pipe_empty(p) ? 1 : p->writers ? -EAGAIN : 0;
	mutex_unlock(&p->lock);
	return r;
}

static int pipe_has_room(struct pipe *p)
{
	int r;

	mutex_lock(&p->lock);
	r = !p->readers ? -EPIPE : pipe_full(p) ? -EAGAIN : 1;
	mutex_unlock(&p->lock);
	return r;
}

static int pipe_wait(struct pipe *p, int (*has)(struct pipe *), struct wait_queue *q, bool wait)
{
	int err = has(p);

	return err != -EAGAIN || !wait ? err : wait_until(q, NSEC_NEVER, has(p));
}

/* --- From pipe to pipe --- */

/* Put (n) bytes of (s) into (to) as a slot of their own; all of them without copying, if (give). */
static int pipe_pass(struct pipe *to, struct pipe_slot *s, size_t n, bool give) REQUIRES(&to->lock)
{
	struct pipe_slot new = *s;
	int err = 0;

	if (!give) {
		err = pipe_page_take(to, &new.page);
		if (err)
			return err;
		memcpy(new.page, s->page + s->start, n);
		new.start = 0;
		new.len = (uint16_t)n;
	}
	*pipe_slot(to, to->head++) = new;
	return 0;
}

static ssize_t pipe_pass_all(struct pipe *from, struct pipe *to, size_t n, bool keep) NO_LOCK_CHECK
{
	uint32_t at = from->tail;
	size_t done = 0;
	int err = 0;

	while (done < n && at != from->head && !pipe_full(to)) {
		struct pipe_slot *s = pipe_slot(from, at);
		size_t part = MIN(s->len, n - done);
		bool give = !keep && part == s->len;

		err = pipe_pass(to, s, part, give);
		if (err)
			break;
		done += part;
		at++;
		if (keep)
			continue;
		s->start = (uint16_t)(s->start + part);
		s->len = (uint16_t)(s->len - part);
		if (give)
			from->tail++;
	}
	return done ? (ssize_t)done : err;
}

static ssize_t pipe_pass_locked(struct pipe *from, struct pipe *to, size_t n,
				bool keep) NO_LOCK_CHECK
{
	struct pipe *first = from < to ? from : to, *second = from < to ? to : from;
	ssize_t r;

	mutex_lock(&first->lock);
	mutex_lock(&second->lock);
	r = !to->readers ? -EPIPE : from->lent ? 0 : pipe_pass_all(from, to, n, keep);
	mutex_unlock(&second->lock);
	mutex_unlock(&first->lock);
	if (r > 0) {
		pipe_wake(&to->readable);
		pipe_wake(&from->writable);
	}
	return r;
}

ssize_t pipe_to_pipe(struct file *in, struct file *out, size_t n, bool keep, bool wait)
{
	struct pipe *from = in->data, *to = out->data;
	ssize_t r = 0;

	if (from == to)
		return -EINVAL;
	while (n && !r) {
		r = pipe_wait(from, pipe_has_data, &from->readable, wait);
		if (r <= 0)
			break;
		r = pipe_wait(to, pipe_has_room, &to->writable, wait);
		if (r <= 0)
			break;
		r = pipe_pass_locked(from, to, n, keep);
	}
	return r;
}

/* --- Between a pipe and another file --- */

/* Copy what the first slot of (from) has, at most (n) bytes, to (page), and keep it from others. */
static size_t pipe_lend(struct pipe *from, char *page, size_t n)
{
	mutex_lock(&from->lock);
	if (pipe_empty(from) || from->lent) {
		n = 0;
	} else {
		const struct pipe_slot *s = pipe_slot(from, from->tail);

		n = MIN(n, s->len);
		memcpy(page, s->page + s->start, n);
		from->lent = true;
	}
	mutex_unlock(&from->lock);
	return n;
}

/* Of what was lent (n) bytes are gone. */
static void pipe_settle(struct pipe *from, size_t n)
{
	struct pipe_slot *s;

	mutex_lock(&from->lock);
	s = pipe_slot(from, from->tail);
	s->start = (uint16_t)(s->start + n);
	s->len = (uint16_t)(s->len - n);
	if (!s->len)
		pipe_slot_drop(from);
	from->lent = false;
	mutex_unlock(&from->lock);
	pipe_wake(&from->readable); /* who found it lent */
	if (n)
		pipe_wake(&from->writable);
}

/*
 * Write what the first slot of (from) has, at most (n) bytes; what was written leaves it. Without
 * the lock: the file has its own, and may wait.
 */
static ssize_t pipe_write_out(struct pipe *from, struct file *out, const int64_t *pos, size_t n)
{
	char page[PAGE_SIZE];
	ssize_t r = 0;

	n = pipe_lend(from, page, n);
	if (n) {
		r = file_move_part(out, page, n, pos, FILE_WRITE);
		pipe_settle(from, r > 0 ? (size_t)r : 0);
	}
	return r;
}

ssize_t pipe_to_file(struct file *in, struct file *out, int64_t *pos, size_t n, bool wait)
{
	struct pipe *from = in->data;
	size_t done = 0;
	ssize_t r = 0;

	while (done < n) {
		r = pipe_wait(from, pipe_has_data, &from->readable, wait && !done);
		if (r <= 0)
			break;
		r = pipe_write_out(from, out, pos, n - done);
		if (r < 0)
			break;
		done += (size_t)r;
		if (pos)
			*pos += r;
	}
	return done ? (ssize_t)done : r;
}

/* Read at most a page from (in), where (to) has a slot for it. */
static ssize_t pipe_read_in(struct file *in, const int64_t *pos, struct file *out, size_t n)
{
	char page[PAGE_SIZE];
	ssize_t r = file_move_part(in, page, MIN(n, sizeof page), pos, FILE_READ);

	return r > 0 ? file_move_part(out, page, (size_t)r, NULL, FILE_WRITE) : r;
}

ssize_t file_to_pipe(struct file *in, int64_t *pos, struct file *out, size_t n, bool wait)
{
	struct pipe *to = out->data;
	size_t done = 0;
	ssize_t r = 0;

	while (done < n) {
		r = pipe_wait(to, pipe_has_room, &to->writable, wait && !done);
		if (r <= 0)
			break;
		r = pipe_read_in(in, pos, out, n - done);
		if (r <= 0)
			break;
		done += (size_t)r;
		if (pos)
			*pos += r;
		if (r < (ssize_t)PAGE_SIZE)
			break;
	}
	return done ? (ssize_t)done : r;
}
