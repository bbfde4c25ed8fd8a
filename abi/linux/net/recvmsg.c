/* SPDX-License-Identifier: MIT */
/* recvmsg(2), recvmmsg(2) */
#include "abi/linux/net/net.h"
#include "abi/linux/signal/deliver.h"
#include "abi/linux/syscalls.h"
#include "abi/linux/time/time.h"
#include "base/errno.h"
#include "kern/dev/plat.h"
#include "kern/mem/user.h"

#define VLEN_MAX       1024
#define MSG_WAITFORONE 0x10000u

static ssize_t receive_message(int fd, void *msg, unsigned flags)
{
	ssize_t r;

	do {
		r = signal_call_ends(net_receive_message(fd, msg, flags));
	} while (r == SIGNAL_CALL_AGAIN);
	return r;
}

ssize_t sys_recvmsg(int fd, void *msg, int flags)
{
	return receive_message(fd, msg, (unsigned)flags);
}

/* One of several. Errors: those of recvmsg(). */
static int receive_one(int fd, struct linux_mmsghdr *to, unsigned flags)
{
	ssize_t r = receive_message(fd, &to->hdr, flags & ~MSG_WAITFORONE);
	uint32_t len = (uint32_t)r;

	return r < 0 ? (int)r : user_put(&to->len, &len, sizeof len);
}

/* The timeout is looked at between messages, as on Linux. Returns how many; (*err): why no more. */
static unsigned receive_all(int fd, struct linux_mmsghdr *to, unsigned n, unsigned flags,
			    nsec_t end, int *err)
{
	unsigned i = 0;

	while (i < n) {
		*err = receive_one(fd, &to[i], flags);
		if (*err)
			break;
		i++;
		if (flags & MSG_WAITFORONE)
			flags |= SOCKET_DONTWAIT;
		if (plat_clock() >= end)
			break;
	}
	return i;
}

/* Is it nothing that is wrong with the socket? */
static bool is_passing(int err)
{
	return !err || err == -EAGAIN || err == -EINTR || err == -ERESTART;
}

/*
 * Take the error that waits at the socket, or leave (err) there. No file is held while messages are
 * received: handlers run then, and may not come back.
 */
static int change_error(int fd, int err)
{
	struct socket *s;
	struct file *f;
	int r = net_get(fd, &f, &s);

	if (r)
		return r;
	if (err)
		__atomic_store_n(&s->error, -err, __ATOMIC_RELAXED);
	else
		r = -socket_take_error(s);
	file_put(f);
	return r;
}

/* What ended it is told by the next call on the socket, when something was received before. */
static int receive_several(int fd, void *vec, unsigned n, unsigned flags, nsec_t end)
{
	unsigned got;
	int err = change_error(fd, 0);

	if (err)
		return err;
	got = receive_all(fd, vec, MIN(n, (unsigned)VLEN_MAX), flags, end, &err);
	if (!got)
		return err;
	if (!is_passing(err))
		(void)change_error(fd, err);
	return (int)got;
}

int sys_recvmmsg(int fd, void *vec, unsigned n, int flags, struct linux_timespec *timeout)
{
	nsec_t end;
	int err = time_deadline(timeout, &end);

	return err ? err : receive_several(fd, vec, n, (unsigned)flags, end);
}
