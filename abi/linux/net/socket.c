/* SPDX-License-Identifier: MIT */
/* socket(2) */
#include "abi/linux/net/net.h"
#include "abi/linux/syscalls.h"
#include "abi/linux/unsupported.h"
#include "base/errno.h"

LINK_WITH(file_ioctl_any);
LINK_WITH(signal_file_failed_else);

#define FAMILY_MAX 46
#define KIND_MAX   10

int net_check_type(int type)
{
	unsigned known = SOCK_TYPE_MASK | FILE_O_NONBLOCK | FILE_O_CLOEXEC;

	return (unsigned)type & ~known ? -EINVAL : 0;
}

int net_create(int family, int type, int protocol, struct socket **s)
{
	unsigned kind = (unsigned)type & SOCK_TYPE_MASK;

	if (family < 0 || family >= FAMILY_MAX)
		return -EAFNOSUPPORT;
	if (kind > KIND_MAX)
		return -EINVAL;
	if (family == SOCKET_UNIX && LINKED(unix_create))
		return unix_create(kind, (unsigned)protocol, s);
	if (family == SOCKET_NETLINK && LINKED(netlink_create))
		return netlink_create(kind, (unsigned)protocol, s);
	if (family == SOCKET_PACKET && LINKED(packet_create))
		return packet_create(kind, (unsigned)protocol, s);
	if ((family == SOCKET_INET || family == SOCKET_INET6) && LINKED(inet_create))
		return inet_create((unsigned)family, kind, (unsigned)protocol, s);
	unsupported_once("socket", "family %d, type %d, protocol %d", family, type, protocol);
	return -EAFNOSUPPORT;
}

int sys_socket(int family, int type, int protocol)
{
	struct socket *s;
	int err = net_check_type(type);

	if (!err)
		err = net_create(family, type, protocol, &s);
	return err ? err : net_install(s, (unsigned)type);
}
