/* SPDX-License-Identifier: MIT */
/*
 * Pipes, with a name in a file system (FIFOs) or without one.
 * What file systems do with FIFOs is in kern/vfs/inode.h.
 */
#ifndef KERN_PIPE_PIPE_H
#define KERN_PIPE_PIPE_H

#include "kern/vfs/file.h"

/*
 * Make a pipe: ends[0] is for reading, ends[1] for writing. (flags): FILE_O_NONBLOCK for both,
 * FILE_O_DIRECT so that each write is a packet, which a read gets by itself.
 * Owns:    the caller, both, until file_put().
 * Errors:  -ENFILE, as Linux says without memory.
 */
must_use int pipe_create(unsigned flags, struct file *ends[2]);

/* Is (f) an end of a pipe, or a FIFO? Context: any. */
bool pipe_is(const struct file *f);

/* What (f), an end of a pipe, can hold in bytes. */
unsigned pipe_get_size(struct file *f);

/*
 * Make (f), an end of a pipe, hold at least (size) bytes, in pages by a power of two. Returns what
 * it is now.
 * Errors:  -EINVAL when (size) is above 2 GiB, -EBUSY when there is more in it, -ENOMEM.
 */
must_use int pipe_set_size(struct file *f, uint64_t size);

/*
 * Move up to (n) bytes from pipe to pipe, or between a pipe and another file, at (*pos), which is
 * moved, or at its own position when (pos) is NULL. (keep): they stay in (in), too. (wait) for the
 * first of them. Returns how many, 0 at the end of (in).
 * Errors:  -EINVAL for one and the same pipe, -EAGAIN, -EINTR, -EPIPE, -ENOMEM, those of the file.
 * Context: thread, no lock held.
 */
must_use ssize_t pipe_to_pipe(struct file *in, struct file *out, size_t n, bool keep, bool wait);
must_use ssize_t pipe_to_file(struct file *in, struct file *out, int64_t *pos, size_t n, bool wait);
must_use ssize_t file_to_pipe(struct file *in, int64_t *pos, struct file *out, size_t n, bool wait);

#endif
