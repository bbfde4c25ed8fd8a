/* SPDX-License-Identifier: MIT */
/* splice(2) and tee(2) */
#include "abi/linux/signal/deliver.h"
#include "abi/linux/syscalls.h"
#include "abi/linux/user.h"
#include "base/errno.h"
#include "kern/pipe/pipe.h"
#include "kern/vfs/fd.h"

#define SPLICE_F_NONBLOCK 2u
#define SPLICE_F_ALL      15u

LINK_WITH(console_file_read);

/* The offset of the end that is no pipe: into (*pos), whose address goes into (*used), or NULL. */
static int splice_offset(const struct file *f, const int64_t *offset, int64_t *pos, int64_t **used)
{
	*used = offset ? pos : NULL;
	if (!offset)
		return 0;
	if (!(f->can & FILE_SEEK))
		return -EINVAL;
	return user_get(pos, offset, sizeof *pos);
}

static ssize_t splice(struct file *in, int64_t *in_offset, struct file *out, int64_t *out_offset,
		      size_t n, unsigned flags)
{
	bool wait = !(flags & SPLICE_F_NONBLOCK), from = pipe_is(in), to = pipe_is(out);
	int64_t pos, *used;
	ssize_t r;
	int err;

	if ((from && in_offset) || (to && out_offset))
		return -ESPIPE;
	if (from && to)
		return pipe_to_pipe(in, out, n, false,
				    wait && !((in->flags | out->flags) & FILE_O_NONBLOCK));
	if (!from && !to)
		return -EINVAL;
	err = splice_offset(from ? out : in, from ? out_offset : in_offset, &pos, &used);
	if (err)
		return err;
	if ((used && pos < 0) || (from && (out->flags & FILE_O_APPEND)))
		return -EINVAL;
	if (from)
		r = pipe_to_file(in, out, used, n, wait && !(in->flags & FILE_O_NONBLOCK));
	else
		r = file_to_pipe(in, used, out, n, wait && !(out->flags & FILE_O_NONBLOCK));
	err = used ? user_put(from ? out_offset : in_offset, &pos, sizeof pos) : 0;
	return err ? err : r;
}

static ssize_t splice_once(int in_fd, int64_t *in_offset, int out_fd, int64_t *out_offset, size_t n,
			   unsigned flags)
{
	struct file *in, *out;
	ssize_t r = -EBADF;

	in = fd_get(in_fd, FILE_READ);
	out = fd_get(out_fd, FILE_WRITE);
	if (in && out)
		r = splice(in, in_offset, out, out_offset, MIN(n, IO_MAX), flags);
	if (in)
		file_put(in);
	if (out)
		file_put(out);
	return signal_call_ends(r);
}

ssize_t sys_splice(int in_fd, int64_t *in_offset, int out_fd, int64_t *out_offset, size_t n,
		   unsigned flags)
{
	ssize_t r;

	if (!n)
		return 0;
	if (flags & ~SPLICE_F_ALL)
		return -EINVAL;
	do {
		r = splice_once(in_fd, in_offset, out_fd, out_offset, n, flags);
	} while (r == SIGNAL_CALL_AGAIN);
	return r;
}

static ssize_t tee_once(int in_fd, int out_fd, size_t n, unsigned flags)
{
	struct file *in, *out;
	ssize_t r = -EBADF;

	in = fd_get(in_fd, FILE_READ);
	out = fd_get(out_fd, FILE_WRITE);
	if (in && out) {
		bool wait = !(flags & SPLICE_F_NONBLOCK) &&
			    !((in->flags | out->flags) & FILE_O_NONBLOCK);

		r = pipe_is(in) && pipe_is(out) ? pipe_to_pipe(in, out, n, true, wait) : -EINVAL;
	}
	if (in)
		file_put(in);
	if (out)
		file_put(out);
	return signal_call_ends(r);
}

ssize_t sys_tee(int in_fd, int out_fd, size_t n, unsigned flags)
{
	ssize_t r;

	if (flags & ~SPLICE_F_ALL)
		return -EINVAL;
	if (!n)
		return 0;
	do {
		r = tee_once(in_fd, out_fd, n, flags);
	} while (r == SIGNAL_CALL_AGAIN);
	return r;
}
