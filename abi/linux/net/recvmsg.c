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
	struct linux_msghdr m, *to = msg;
	ssize_t r;

	do {
		if (user_get(&m, to, sizeof m))
			return -EFAULT;
		r = net_done(net_receive_message(fd, &m, flags));
	} while (r == SIGNAL_CALL_AGAIN);
	if (r < 0)
		return r;
	if (user_put(&to->namelen, &m.namelen, sizeof m.namelen) ||
	    user_put(&to->controllen, &m.controllen, sizeof m.controllen) ||
	    user_put(&to->flags, &m.flags, sizeof m.flags))
		return -EFAULT;
	return r;
}

ssize_t sys_recvmsg(int fd, void *msg, int flags)
{
	return receive_message(fd, msg, (unsigned)flags);
}

/* The timeout is looked at between messages, as on Linux. */
int sys_recvmmsg(int fd, void *vec, unsigned n, int flags, struct linux_timespec *timeout)
{
	struct linux_mmsghdr *to = vec;
	unsigned how = (unsigned)flags, i;
	nsec_t end = NSEC_NEVER;
	ssize_t r = 0;

	if (timeout) {
		r = user_readable(timeout, sizeof *timeout) ? time_deadline(timeout, &end)
							    : -EFAULT;
		if (r)
			return (int)r;
	}
	n = MIN(n, (unsigned)VLEN_MAX);
	for (i = 0; i < n; i++) {
		uint32_t len;

		r = receive_message(fd, &to[i].hdr, how & ~MSG_WAITFORONE);
		if (r < 0)
			break;
		len = (uint32_t)r;
		r = user_put(&to[i].len, &len, sizeof len);
		if (r < 0)
			break;
		if (how & MSG_WAITFORONE)
			how |= SOCKET_DONTWAIT;
		if (plat_clock() >= end) {
			i++;
			break;
		}
	}
	return i ? (int)i : (int)r;
}
