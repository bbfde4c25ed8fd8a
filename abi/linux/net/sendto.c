/* SPDX-License-Identifier: MIT */
/* sendto(2) */
#include "abi/linux/net/net.h"
#include "abi/linux/signal/deliver.h"
#include "abi/linux/syscalls.h"
#include "base/errno.h"
#include "kern/mem/user.h"

static ssize_t send_one(int fd, const void *buf, size_t n, unsigned flags,
			struct socket_address *to)
{
	struct socket_message m = { .address = to, .flags = flags };
	struct socket *s;
	struct file *f;
	struct io io;
	int err = net_get(fd, &f, &s);

	if (err)
		return err;
	io_init(&io, (void *)(uintptr_t)buf, n);
	m.io = &io;
	err = socket_send(f, &m);
	file_put(f);
	return err ? err : (ssize_t)(n - io.left);
}

ssize_t sys_sendto(int fd, const void *buf, size_t n, int flags, const void *address, int length)
{
	struct socket_address to;
	ssize_t r;

	n = MIN(n, IO_MAX);
	if (!user_ok(buf, n))
		return -EFAULT;
	r = address ? net_get_address(&to, address, length) : 0;
	if (r)
		return r;
	do {
		r = net_done(send_one(fd, buf, n, (unsigned)flags, address ? &to : NULL));
	} while (r == SIGNAL_CALL_AGAIN);
	return r;
}
