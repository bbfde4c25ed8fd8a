/* SPDX-License-Identifier: MIT */
/* bind(2) */
#include "abi/linux/net/net.h"
#include "abi/linux/syscalls.h"
#include "base/errno.h"

LINK_WITH(unix_path_bind);

int sys_bind(int fd, const void *address, int n)
{
	struct socket_address a;
	struct socket *s;
	struct file *f;
	int err = net_get(fd, &f, &s);

	if (err)
		return err;
	err = net_get_address(&a, address, n);
	if (!err)
		err = s->ops->bind ? s->ops->bind(s, &a) : -EOPNOTSUPP;
	file_put(f);
	return err;
}
