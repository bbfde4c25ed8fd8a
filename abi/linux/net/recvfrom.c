/* SPDX-License-Identifier: MIT */
/* recvfrom(2) */
#include "abi/linux/net/net.h"
#include "abi/linux/signal/deliver.h"
#include "abi/linux/syscalls.h"
#include "base/errno.h"
#include "kern/mem/user.h"

static ssize_t receive_one(int fd, void *buf, size_t n, unsigned flags, struct socket_address *from)
{
	struct socket_message m = { .address = from, .flags = flags };
	struct file *f;
	struct io io;
	bool held;
	int err;

	f = fd_hold(fd, FILE_IO, &held);
	if (!f)
		return -EBADF;
	io_init(&io, buf, n);
	m.io = &io;
	err = socket_of(f) ? socket_receive(f, &m) : -ENOTSOCK;
	fd_let_go(f, held);
	if (err)
		return err;
	return (ssize_t)(m.told & SOCKET_TRUNC && flags & SOCKET_TRUNC ? m.whole : n - io.left);
}

ssize_t sys_recvfrom(int fd, void *buf, size_t n, int flags, void *address, int *length)
{
	struct socket_address from;
	ssize_t r;
	int err;

	n = MIN(n, IO_MAX);
	if (!user_ok(buf, n))
		return -EFAULT;
	do {
		from.len = 0;
		r = signal_call_ends(
			receive_one(fd, buf, n, (unsigned)flags, address ? &from : NULL));
	} while (r == SIGNAL_CALL_AGAIN);
	if (r < 0 || !address)
		return r;
	err = net_put_address(&from, address, length);
	return err ? err : r;
}
