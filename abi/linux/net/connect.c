/* SPDX-License-Identifier: MIT */
/* connect(2): one that a signal interrupts goes on by itself. */
#include "abi/linux/net/net.h"
#include "abi/linux/signal/deliver.h"
#include "abi/linux/syscalls.h"
#include "base/errno.h"

int sys_connect(int fd, const void *address, int n)
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
	while (err == -EINTR && signal_none_ran(NULL)) {
		err = socket_connect(f, &a);
		if (err == -EISCONN)
			err = 0;
	}
	file_put(f);
	return err;
}
