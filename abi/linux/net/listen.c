/* SPDX-License-Identifier: MIT */
/* listen(2) */
#include "abi/linux/net/net.h"
#include "abi/linux/syscalls.h"
#include "base/errno.h"

#define SOMAXCONN 4096 /* net.core.somaxconn */

int sys_listen(int fd, int backlog)
{
	struct socket *s;
	struct file *f;
	int err = net_get(fd, &f, &s);

	if (err)
		return err;
	if ((unsigned)backlog > SOMAXCONN)
		backlog = SOMAXCONN;
	err = s->ops->listen ? s->ops->listen(s, backlog) : -EOPNOTSUPP;
	file_put(f);
	return err;
}
