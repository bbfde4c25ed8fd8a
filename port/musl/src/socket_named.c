/* SPDX-License-Identifier: MIT */
/*
 * socket(2) for callers that say themselves what they want (port/musl/wants/pith/socket.h): it does
 * not bring the function that wants everything. But where that is there, or an application has one
 * of that name, it is called.
 */
#include "syscall.h"

int __pith_socket(int family, int type, int protocol);
int socket(int family, int type, int protocol) __attribute__((__weak__));

int __pith_socket(int family, int type, int protocol)
{
	if (socket)
		return socket(family, type, protocol);
	return (int)__syscall_ret((unsigned long)__syscall(SYS_socket, family, type, protocol));
}
