/* SPDX-License-Identifier: MIT */
/* getsockname(2), getpeername(2) */
#include "abi/linux/net/net.h"
#include "abi/linux/syscalls.h"
#include "base/errno.h"

static int tell_name(int fd, bool peer, void *to, int32_t *n)
{
	struct socket_address a = { .len = 0 };
	struct socket *s;
	struct file *f;
	int err = net_get(fd, &f, &s);

	if (err)
		return err;
	err = s->ops->name(s, peer, &a);
	file_put(f);
	return err ? err : net_put_address(&a, to, n);
}

int sys_getsockname(int fd, void *address, int *n)
{
	return tell_name(fd, false, address, n);
}

int sys_getpeername(int fd, void *address, int *n)
{
	return tell_name(fd, true, address, n);
}
