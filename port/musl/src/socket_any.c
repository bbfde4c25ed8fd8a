/* SPDX-License-Identifier: MIT */
/* socket(2) under a name that its inline function can call (port/musl/wants/pith/socket.h). */
int socket(int family, int type, int protocol);
int __pith_socket_any(int family, int type, int protocol);

int __pith_socket_any(int family, int type, int protocol)
{
	return socket(family, type, protocol);
}
