/* SPDX-License-Identifier: MIT */
/* connect(2): one that a signal interrupts goes on by itself. */
#include "abi/linux/net/net.h"
#include "abi/linux/signal/deliver.h"
#include "abi/linux/syscalls.h"
#include "base/errno.h"

static int connect_one(int fd, const void *address, int n)
{
	struct socket_address a;
	struct socket *s;
	struct file *f;
	int err = net_get(fd, &f, &s);

	if (err)
		return err;
	err = net_get_address(&a, address, n);
	if (!err)
		err = socket_connect(f, &a);
	file_put(f);
	return err;
}

int sys_connect(int fd, const void *address, int n)
{
	ssize_t r = signal_call_ends(connect_one(fd, address, n));

	while (r == SIGNAL_CALL_AGAIN) {
		r = signal_call_ends(connect_one(fd, address, n));
		if (r == -EISCONN)
			r = 0;
	}
	return (int)r;
}
