/* SPDX-License-Identifier: MIT */
/* sendmsg(2), sendmmsg(2) */
#include "abi/linux/net/net.h"
#include "abi/linux/signal/deliver.h"
#include "abi/linux/syscalls.h"
#include "base/errno.h"
#include "kern/mem/user.h"

#define VLEN_MAX 1024

static ssize_t send_message(int fd, const void *msg, unsigned flags)
{
	ssize_t r;

	do {
		r = signal_call_ends(net_send_message(fd, msg, flags));
	} while (r == SIGNAL_CALL_AGAIN);
	return r;
}

ssize_t sys_sendmsg(int fd, const void *msg, int flags)
{
	return send_message(fd, msg, (unsigned)flags);
}

int sys_sendmmsg(int fd, void *vec, unsigned n, int flags)
{
	struct linux_mmsghdr *to = vec;
	ssize_t r = 0;
	unsigned i;

	n = MIN(n, (unsigned)VLEN_MAX);
	for (i = 0; i < n; i++) {
		uint32_t len;

		r = send_message(fd, &to[i].hdr, (unsigned)flags);
		if (r < 0)
			break;
		len = (uint32_t)r;
		r = user_put(&to[i].len, &len, sizeof len);
		if (r < 0)
			break;
	}
	return i ? (int)i : (int)r;
}
