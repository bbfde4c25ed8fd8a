/* SPDX-License-Identifier: MIT */
/* sendto(2) */
#include "abi/linux/net/net.h"
#include "abi/linux/signal/deliver.h"
#include "abi/linux/syscalls.h"
#include "base/errno.h"
#include "kern/mem/user.h"

/* Where a datagram goes. */
struct destination {
	const void *address; /* or NULL */
	int length;
};

static ssize_t send_one(int fd, const void *buf, size_t n, unsigned flags, struct destination d)
{
	struct socket_message m = { .flags = flags };
	struct socket_address to;
	struct socket *s;
	struct file *f;
	struct io io;
	int err = net_get(fd, &f, &s);

	if (err)
		return err;
	io_init(&io, (void *)(uintptr_t)buf, n);
	m.io = &io;
	if (d.address)
		err = net_get_address(&to, d.address, d.length);
	if (!err && d.address && to.len)
		m.address = &to;
	if (!err)
		err = socket_send(f, &m);
	file_put(f);
	return err ? err : (ssize_t)(n - io.left);
}

ssize_t sys_sendto(int fd, const void *buf, size_t n, int flags, const void *address, int length)
{
	const struct destination d = { address, length };
	ssize_t r;

	n = MIN(n, IO_MAX);
	if (!user_ok(buf, n))
		return -EFAULT;
	do {
		r = signal_call_ends(send_one(fd, buf, n, (unsigned)flags, d));
	} while (r == SIGNAL_CALL_AGAIN);
	return r;
}
