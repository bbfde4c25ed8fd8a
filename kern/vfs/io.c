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
	io->lost = io->left;
	io->left = 0;
}

size_t io_run_in(struct io *io, size_t max, char **p)
{
	size_t n = io_run(io, p), missed;

	n = MIN(n, max);
	missed = user_reach_read(*p, n);
	if (n && missed == n)
		io_lose(io);
	return n - missed;
}

size_t io_run_out(struct io *io, size_t max, char **p)
{
	size_t n = io_run(io, p), missed;

	n = MIN(n, max);
	missed = user_reach_write(*p, n);
	if (n && missed == n)
		io_lose(io);
	return n - missed;
}

static noinline size_t io_copy_runs(struct io *io, char *p, size_t n, bool in)
{
	size_t done = 0, run, missed;
	char *at;

	while (done < n && (run = io_run(io, &at)) != 0) {
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

/* Nearly all that is copied is in one run. */
static always_inline size_t io_copy(struct io *io, char *p, size_t n, bool in)
{
	size_t missed;
	char *at = NULL;

	if (unlikely(n > io_run(io, &at)))
		return io_copy_runs(io, p, n, in);
	missed = in ? user_copy(p, at, n) : user_copy(at, p, n);
	n -= missed;
	io_advance(io, n);
	if (unlikely(missed))
		io_lose(io);
	return n;
}

size_t io_copy_in(struct io *io, void *p, size_t n)
{
	return io_copy(io, p, n, true);
}

size_t io_copy_out(struct io *io, const void *p, size_t n)
{
	return io_copy(io, (char *)(uintptr_t)p, n, false);
}

size_t io_zero(struct io *io, size_t n)
{
	size_t done = 0, run, missed;
	char *at;

	while (done < n && (run = io_run(io, &at)) != 0) {
		run = MIN(run, n - done);
		missed = user_zero(at, run);
		run -= missed;
		io_advance(io, run);
		done += run;
		if (unlikely(missed))
			io_lose(io);
	}
	return done;
}
