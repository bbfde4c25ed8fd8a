/* SPDX-License-Identifier: MIT */
/*
 * Which kinds of sockets an application wants is said by the arguments of socket(). Where they are
 * constants, the call itself refers to that kind, by a relocation that changes nothing; else it
 * wants all of them (port/musl/src/socket*.c).
 */
#ifndef PITH_WANTS_SOCKET
#define PITH_WANTS_SOCKET

#include <pith/want.h>

#ifdef __cplusplus
extern "C" {
#endif

int __pith_socket_any(int, int, int);
int __pith_socket(int, int, int);

extern __inline __attribute__((__always_inline__, __gnu_inline__, __artificial__)) int socket(
	int __family, int __type, int __protocol)
{
	if (!__builtin_constant_p(__family) || !__builtin_constant_p(__type) ||
	    !__builtin_constant_p(__protocol))
		return __pith_socket_any(__family, __type, __protocol);
	if (__family == AF_UNIX)
		__PITH_WANT(unix_create);
	else if (__family == AF_NETLINK)
		__PITH_WANT(netlink_create);
	else if (__family == AF_PACKET)
		__PITH_WANT(packet_create);
	else if (__family != AF_INET && __family != AF_INET6)
		; /* there is none */
	else if ((__type & 15) == SOCK_STREAM)
		__PITH_WANT(tcp_create);
	else if ((__type & 15) == SOCK_DGRAM && (!__protocol || __protocol == 17 /* UDP */))
		__PITH_WANT(udp_create);
	else
		__PITH_WANT(raw_create);
	return __pith_socket(__family, __type, __protocol);
}

/* The same for options that few ask for. It is the C library's function that is called. */
int __pith_setsockopt(int, int, int, const void *, socklen_t) __asm__("setsockopt");

extern __inline __attribute__((__always_inline__, __gnu_inline__, __artificial__)) int setsockopt(
	int __fd, int __level, int __name, const void *__value, socklen_t __n)
{
	int __any = !__builtin_constant_p(__level) || !__builtin_constant_p(__name);

	if (__any || (__level == 6 && __name == 18 /* TCP_USER_TIMEOUT */))
		__PITH_WANT(tcp_patience_apply);
	if (__any || (__level == 6 && __name == 9 /* TCP_DEFER_ACCEPT */))
		__PITH_WANT(tcp_defer);
	if (__any || (__level == 6 && (__name == 2 || __name == 7 || __name == 8 || __name == 13 ||
				       __name == 23 || __name == 25 || __name == 31)))
		__PITH_WANT(tcp_keep_option); /* TCP_MAXSEG and others that change nothing */
	if (__any || (__level == 0 && __name == 11) || (__level == 41 && __name == 25))
		__PITH_WANT(inet_queue_failure); /* IP_RECVERR, IPV6_RECVERR */
	if (__any ||
	    (__level == 1 && (__name == 29 || __name == 35 || __name == 63 || __name == 64)))
		__PITH_WANT(socket_stamp_set); /* SO_TIMESTAMP, SO_TIMESTAMPNS */
	return __pith_setsockopt(__fd, __level, __name, __value, __n);
}

#ifdef __cplusplus
}
#endif

#endif
