/* SPDX-License-Identifier: MIT */
/*
 * Moving bytes between a file and the application's memory, which may end or begin to be refused
 * anywhere: then the transfer ends there, with what was moved.
 */
#include "kern/mem/user.h"
#include "kern/vfs/file.h"

/* The memory at the front of (io) is not to be had. */
static void io_lose(struct io *io)
{
	io->lost = (uint32_t)io->left;
	io->left = 0;
}

static always_inline size_t io_front(struct io *io, char **p)
{
	if (!io->left)
		return 0;
	while (!io->run) {
		const volatile struct io_vec *v = io->next++;

		io->at = v->base;
		io->run = v->len;
		if (!user_ok(io->at, io->run)) {
			io_lose(io);
			return 0;
		}
	}
	*p = io->at;
	return MIN(io->run, io->left);
}

size_t io_next(struct io *io, char **p)
{
	return io_front(io, p);
}

size_t io_run_in(struct io *io, size_t max, char **p)
{
	size_t n = io_next(io, p), missed;

	n = MIN(n, max);
	missed = io->ours ? 0 : user_reach_read(*p, n);
	if (n && missed == n)
		io_lose(io);
	return n - missed;
}

size_t io_run_out(struct io *io, size_t max, char **p)
{
	size_t n = io_next(io, p), missed;

	n = MIN(n, max);
	missed = io->ours ? 0 : user_reach_write(*p, n);
	if (n && missed == n)
		io_lose(io);
	return n - missed;
}

static noinline size_t io_copy_runs(struct io *io, char *p, size_t n, bool in)
{
	size_t done = 0, run, missed;
	char *at;

	while (done < n && (run = io_front(io, &at)) != 0) {
		run = MIN(run, n - done);
		missed = in ? user_copy(p + done, at, run) : user_copy(at, p + done, run);
		run -= missed;
		io_advance(io, run);
		done += run;
		if (unlikely(missed))
			io_lose(io);
	}
	return done;
}

/* Nearly all that is moved is in one piece: of (n) bytes that are, (missed) could not be. */
static always_inline size_t io_moved(struct io *io, size_t n, size_t missed)
{
	n -= missed;
	io_advance(io, n);
	if (unlikely(missed))
		io_lose(io);
	return n;
}

size_t io_copy_in(struct io *io, void *p, size_t n)
{
	if (unlikely(n > io->run))
		return io_copy_runs(io, p, n, true);
	return io_moved(io, n, user_copy(p, io->at, n));
}

size_t io_copy_out(struct io *io, const void *p, size_t n)
{
	if (unlikely(n > io->run))
		return io_copy_runs(io, (char *)(uintptr_t)p, n, false);
	return io_moved(io, n, user_copy(io->at, p, n));
}

static noinline size_t io_zero_runs(struct io *io, size_t n)
{
	size_t done = 0, run;
	char *at;

	while (done < n && (run = io_next(io, &at)) != 0) {
		run = MIN(run, n - done);
		done += io_moved(io, run, user_zero(at, run));
	}
	return done;
}

size_t io_zero(struct io *io, size_t n)
{
	if (unlikely(n > io->run))
		return io_zero_runs(io, n);
	return io_moved(io, n, user_zero(io->at, n));
}
