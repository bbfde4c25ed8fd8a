/* SPDX-License-Identifier: MIT */
/* socketpair(2) */
#include "abi/linux/net/net.h"
#include "abi/linux/syscalls.h"
#include "base/errno.h"
#include "kern/mem/user.h"

LINK_WITH(unix_create); /* of the families that there are, the one with pairs */

static int install_pair(struct socket *a, struct socket *b, unsigned flags, int32_t fds[2])
{
	fds[0] = net_install(a, flags);
	if (fds[0] < 0) {
		b->ops->release(b);
		return fds[0];
	}
	fds[1] = net_install(b, flags);
	if (fds[1] < 0 && fd_close(fds[0]) < 0)
		return fds[1]; /* somebody closed it already */
	return fds[1] < 0 ? fds[1] : 0;
}

/* Two of a family, connected. */
static int create_pair(int family, int type, int protocol, struct socket **a, struct socket **b)
{
	int err = net_create(family, type, protocol, a);

	if (err)
		return err;
	err = net_create(family, type, protocol, b);
	if (err)
		goto release_a;
	err = (*a)->ops->pair ? (*a)->ops->pair(*a, *b) : -EOPNOTSUPP;
	if (err)
		goto release_b;
	return 0;

release_b:
	(*b)->ops->release(*b);
release_a:
	(*a)->ops->release(*a);
	return err;
}

int sys_socketpair(int family, int type, int protocol, int *to)
{
	struct socket *a, *b;
	int32_t fds[2];
	int err = net_check_type(type);

	if (!err && !user_writable(to, sizeof fds))
		err = -EFAULT;
	if (!err)
		err = create_pair(family, type, protocol, &a, &b);
	if (!err)
		err = install_pair(a, b, (unsigned)type, fds);
	return err ? err : user_put(to, fds, sizeof fds);
}
