/* SPDX-License-Identifier: MIT */
/*
 * socket(2) for callers that say only as they run what they want, or were not compiled with our
 * headers: every kind of socket is wanted. Packet sockets are wanted by their headers alone.
 */
#include <pith/want.h>

#include "syscall.h"

int socket(int family, int type, int protocol);

int socket(int family, int type, int protocol)
{
	__PITH_WANT(tcp_create);
	__PITH_WANT(udp_create);
	__PITH_WANT(raw_create);
	__PITH_WANT(unix_create);
	__PITH_WANT(netlink_create);
	__PITH_WANT(net_interface_ioctl);
	return (int)__syscall_ret((unsigned long)__syscall(SYS_socket, family, type, protocol));
}
