/* SPDX-License-Identifier: MIT */
/* shutdown(2) */
#include "abi/linux/net/net.h"
#include "abi/linux/syscalls.h"
#include "base/errno.h"

enum { SHUT_RD, SHUT_WR, SHUT_RDWR };

int sys_shutdown(int fd, int how)
{
	struct socket *s;
	struct file *f;
	int err = net_get(fd, &f, &s);

	if (err)
		return err;
	if (how < SHUT_RD || how > SHUT_RDWR)
		err = -EINVAL;
	else
		err = s->ops->shutdown ? s->ops->shutdown(s, how != SHUT_WR, how != SHUT_RD)
				       : -EOPNOTSUPP;
	file_put(f);
	return err;
}
