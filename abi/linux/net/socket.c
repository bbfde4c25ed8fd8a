/* SPDX-License-Identifier: MIT */
/* socket(2), socketpair(2) */
#include "abi/linux/net/net.h"
#include "abi/linux/syscalls.h"
#include "abi/linux/unsupported.h"
#include "base/errno.h"
#include "kern/mem/user.h"

LINK_WITH(file_ioctl_any);
LINK_WITH(signal_file_failed_else);

#define FAMILY_MAX 46
#define KIND_MAX   10

static int check_type(int type)
{
	unsigned known = SOCK_TYPE_MASK | FILE_O_NONBLOCK | FILE_O_CLOEXEC;

	return (unsigned)type & ~known ? -EINVAL : 0;
}

static int create(int family, int type, int protocol, struct socket **s)
{
	unsigned kind = (unsigned)type & SOCK_TYPE_MASK;

	if (family < 0 || family >= FAMILY_MAX)
		return -EAFNOSUPPORT;
	if (kind > KIND_MAX)
		return -EINVAL;
	if (family == SOCKET_UNIX)
		return unix_create(kind, (unsigned)protocol, s);
	if (family == SOCKET_NETLINK)
		return netlink_create(kind, (unsigned)protocol, s);
	if (family == SOCKET_PACKET && LINKED(packet_create))
		return packet_create(kind, (unsigned)protocol, s);
	if (family == SOCKET_INET || family == SOCKET_INET6)
		return inet_create((unsigned)family, kind, (unsigned)protocol, s);
	unsupported_once("socket", "family %d, type %d, protocol %d", family, type, protocol);
	return -EAFNOSUPPORT;
}

int sys_socket(int family, int type, int protocol)
{
	struct socket *s;
	int err = check_type(type);

	if (!err)
		err = create(family, type, protocol, &s);
	return err ? err : net_install(s, (unsigned)type);
}

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
	int err = create(family, type, protocol, a);

	if (err)
		return err;
	err = create(family, type, protocol, b);
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
	int err = check_type(type);

	if (!err && !user_writable(to, sizeof fds))
		err = -EFAULT;
	if (!err)
		err = create_pair(family, type, protocol, &a, &b);
	if (!err)
		err = install_pair(a, b, (unsigned)type, fds);
	return err ? err : user_put(to, fds, sizeof fds);
}
