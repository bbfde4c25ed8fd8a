/* SPDX-License-Identifier: MIT */
/*
 * fcntl(2): copies of descriptors, their flags, and locks.
 */
#include "abi/linux/file/fcntl_flags.h"
#include "abi/linux/file/fcntl_lock.h"
#include "abi/linux/signal/deliver.h"
#include "abi/linux/syscalls.h"
#include "abi/linux/unsupported.h"
#include "base/errno.h"
#include "kern/pipe/pipe.h"
#include "kern/vfs/fd.h"
#include "kern/vfs/inode.h"

enum {
	F_DUPFD = 0,
	F_GETFD = 1,
	F_SETFD = 2,
	F_GETFL = 3,
	F_SETFL = 4,
	F_SETOWN = 8,
	F_GETOWN = 9,
	F_DUPFD_CLOEXEC = 1030,
	F_ADD_SEALS = 1033,
	F_GET_SEALS = 1034,
	F_SETPIPE_SZ = 1031,
	F_GETPIPE_SZ = 1032,
};

static int fcntl_dup(struct file *f, uintptr_t min, bool cloexec)
{
	int fd;

	if (min >= fd_limit)
		return -EINVAL;
	file_get(f);
	fd = fd_install(f, (int)min, cloexec);
	if (fd < 0)
		file_put(f);
	return fd;
}

extern __typeof__(pipe_is) pipe_is WEAK;
extern __typeof__(pipe_get_size) pipe_get_size WEAK;
extern __typeof__(pipe_set_size) pipe_set_size WEAK;

/* The size of a pipe: an image that makes none has no code for it. */
static int fcntl_pipe(struct file *f, unsigned cmd, uintptr_t arg)
{
	if (!LINKED(pipe_is) || !pipe_is(f))
		return -EBADF;
	return cmd == F_GETPIPE_SZ ? (int)pipe_get_size(f) : pipe_set_size(f, arg);
}

static long fcntl_seal(struct file *f, unsigned cmd, uintptr_t arg)
{
	if (!f->inode || !f->inode->ops->seal)
		return -EINVAL;
	if (cmd == F_GET_SEALS)
		return f->inode->ops->seal(f->inode, 0);
	if (!(f->can & FILE_WRITE))
		return -EPERM;
	return MIN(f->inode->ops->seal(f->inode, (unsigned)arg), 0);
}

static long fcntl_any(int fd, struct file *f, unsigned cmd, uintptr_t arg)
{
	switch (cmd) {
	case F_DUPFD:
	case F_DUPFD_CLOEXEC:
		return fcntl_dup(f, arg, cmd == F_DUPFD_CLOEXEC);
	case F_GETFD:
		return fd_get_cloexec(fd);
	case F_SETFD:
		return fd_set_cloexec(fd, arg & 1);
	case F_GETFL:
		return (long)f->flags;
	default:
		return -ENOSYS;
	}
}

static long fcntl_once(int fd, unsigned cmd, uintptr_t arg)
{
	struct file *f = fd_get(fd, FILE_ANY);
	long r;

	if (!f)
		return -EBADF;
	r = fcntl_any(fd, f, cmd, arg);
	if (r != -ENOSYS)
		goto put;
	r = -EBADF;
	if (!(f->can & FILE_IO))
		goto put;
	switch (cmd) {
	case F_SETFL:
		r = fcntl_set_flags(f, (unsigned)arg);
		break;
	case F_SETOWN:
	case F_GETOWN:
		r = 0; /* no file here sends SIGIO */
		break;
	case F_ADD_SEALS:
	case F_GET_SEALS:
		r = fcntl_seal(f, cmd, arg);
		break;
	case F_SETPIPE_SZ:
	case F_GETPIPE_SZ:
		r = fcntl_pipe(f, cmd, arg);
		break;
	default:
		r = file_fcntl_lock(f, cmd, arg);
		if (r == -ENOSYS) {
			unsupported_once("fcntl", "command %u is not there", cmd);
			r = -EINVAL;
		}
	}
put:
	file_put(f);
	return r == -EINTR ? signal_call_ends(r) : r;
}

long sys_fcntl(int fd, unsigned cmd, uintptr_t arg)
{
	long r;

	do { /* a lock that is waited for */
		r = fcntl_once(fd, cmd, arg);
	} while (r == SIGNAL_CALL_AGAIN);
	return r;
}
