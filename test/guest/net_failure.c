/* SPDX-License-Identifier: MIT */
/* Who sent what nobody takes hears of that: the next error, IP_RECVERR and MSG_ERRQUEUE. net: alone */
#include "file.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

#define NOBODY 47 /* has this port */

/* linux/errqueue.h */
struct told {
	uint32_t err;
	uint8_t origin, type, code, pad;
	uint32_t info, data;
	union {
		struct sockaddr_in in;
		struct sockaddr_in6 in6;
	} by;
};

static const struct sockaddr_in four = {
	.sin_family = AF_INET,
	.sin_port = 0x2f00, /* NOBODY */
	.sin_addr.s_addr = 0x0100007f,
};
static struct sockaddr_in6 six;

static const char *text(const void *a)
{
	static char buf[64];
	const struct sockaddr_in *in = a;
	const struct sockaddr_in6 *in6 = a;

	if (in->sin_family == AF_INET)
		inet_ntop(AF_INET, &in->sin_addr, buf, sizeof buf);
	else
		inet_ntop(AF_INET6, &in6->sin6_addr, buf, sizeof buf);
	return buf;
}

static int set(int s, int level, int name, int value)
{
	return setsockopt(s, level, name, &value, sizeof value);
}

/* Receive; how much of what was sent an answer quotes is its sender's affair (RFC 1812: more than 8). */
static void receive(int s, int flags)
{
	static char room[512] __attribute__((aligned(8)));
	char bytes[64];
	union {
		struct sockaddr_in in;
		struct sockaddr_in6 in6;
	} to = { 0 };
	struct iovec v = { bytes, sizeof bytes };
	struct msghdr m = { .msg_name = &to, .msg_namelen = sizeof to, .msg_iov = &v, .msg_iovlen = 1,
			    .msg_control = room, .msg_controllen = sizeof room };
	ssize_t n = recvmsg(s, &m, flags | MSG_DONTWAIT);

	printf("recvmsg %x: ", flags);
	if (n < 0) {
		printf("errno %d\n", errno);
		return;
	}
	printf("flags %x, to %s port %d", m.msg_flags, text(&to), ntohs(to.in.sin_port));
	if (to.in.sin_family == AF_INET6)
		printf(", \"%.*s\"", (int)n, bytes);
	for (struct cmsghdr *h = CMSG_FIRSTHDR(&m); h; h = CMSG_NXTHDR(&m, h)) {
		struct told t;

		printf("; %d %d of %d", h->cmsg_level, h->cmsg_type, (int)h->cmsg_len);
		if ((h->cmsg_level != IPPROTO_IP || h->cmsg_type != IP_RECVERR) &&
		    (h->cmsg_level != IPPROTO_IPV6 || h->cmsg_type != 25))
			continue;
		memcpy(&t, CMSG_DATA(h), h->cmsg_len - CMSG_LEN(0));
		printf(": errno %u, origin %d, type %d, code %d, %d, info %u, data %u, by %s port %d", t.err, t.origin, t.type,
		       t.code, t.pad, t.info, t.data, text(&t.by), t.by.in.sin_port);
	}
	printf("\n");
}

static void events(int s)
{
	struct pollfd f = { s, POLLIN | POLLOUT, 0 };

	poll(&f, 1, 50);
	printf("events %x\n", f.revents);
}

static int error(int s)
{
	int e = -1;
	socklen_t n = sizeof e;

	getsockopt(s, SOL_SOCKET, SO_ERROR, &e, &n);
	return e;
}

/* (a): whom, or NULL when (s) is connected. */
static void all(int s, const void *a, socklen_t n)
{
	T(sendto(s, "hello", 5, 0, a, n));
	events(s);
	receive(s, MSG_ERRQUEUE | MSG_PEEK); /* takes it nevertheless */
	receive(s, MSG_ERRQUEUE);
	events(s);
	receive(s, 0);
	receive(s, 0);
	T(sendto(s, "hello", 5, 0, a, n));
	T(error(s));
	T(error(s));
	events(s);
	T(sendto(s, "hello", 5, 0, a, n));
	T(sendto(s, "hello", 5, 0, a, n));
	for (int i = 0; i < 4; i++)
		receive(s, MSG_ERRQUEUE);
	receive(s, 0);
	T(error(s));
	/* read() and recv() tell it, too. */
	T(sendto(s, "hello", 5, 0, a, n));
	{
		char c;

		T(recv(s, &c, 1, MSG_DONTWAIT));
		T(recv(s, &c, 1, MSG_DONTWAIT));
	}
}

static void datagrams(int family, int connected, int tells)
{
	int s = socket(family, SOCK_DGRAM, 0);
	const void *a = family == AF_INET ? (const void *)&four : &six;
	socklen_t n = family == AF_INET ? sizeof four : sizeof six;

	printf("# family %d, connected %d, tells %d\n", family, connected, tells);
	if (tells) {
		T(set(s, family == AF_INET ? IPPROTO_IP : IPPROTO_IPV6, family == AF_INET ? IP_RECVERR : 25, 1));
		if (tells > 1)
			T(set(s, family == AF_INET ? IPPROTO_IP : IPPROTO_IPV6, family == AF_INET ? IP_RECVTTL : 51, 1));
	}
	if (connected)
		T(connect(s, a, n));
	all(s, connected ? NULL : a, connected ? 0 : n);
	close(s);
}

/* Of two that have one port, by different addresses, it is for whoever sent. */
static void whose(void)
{
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	struct sockaddr_in b = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK + 1) };
	int s[2] = { socket(AF_INET, SOCK_DGRAM, 0), socket(AF_INET, SOCK_DGRAM, 0) };
	socklen_t n = sizeof a;

	T(bind(s[0], (void *)&a, sizeof a));
	T(getsockname(s[0], (void *)&a, &n));
	b.sin_port = a.sin_port;
	T(bind(s[1], (void *)&b, sizeof b));
	for (int i = 0; i < 2; i++)
		T(set(s[i], IPPROTO_IP, IP_RECVERR, 1));
	T(sendto(s[1], "hello", 5, 0, (void *)&four, sizeof four));
	receive(s[0], MSG_ERRQUEUE);
	receive(s[1], MSG_ERRQUEUE);
	T(error(s[0]));
	/* What it sent elsewhere is not what a connected one hears of. */
	T(connect(s[0], (void *)&b, sizeof b));
	T(sendto(s[0], "hello", 5, 0, (void *)&four, sizeof four));
	T(set(s[0], IPPROTO_IP, IP_RECVERR, 0));
	close(s[0]);
	close(s[1]);
}

/* What a raw socket sent, too: datagrams of UDP that it made. */
static void raw(int connected, int tells)
{
	static const uint16_t header[4] = { 0x3412, 0x2f00, 0x0800, 0 };
	int s = socket(AF_INET, SOCK_RAW, IPPROTO_UDP);

	printf("# raw, connected %d, tells %d\n", connected, tells);
	if (tells)
		T(set(s, IPPROTO_IP, IP_RECVERR, 1));
	if (connected)
		T(connect(s, (void *)&four, sizeof four));
	T(sendto(s, header, sizeof header, 0, (void *)&four, sizeof four));
	usleep(1000);
	T(error(s));
	receive(s, MSG_ERRQUEUE);
	receive(s, MSG_ERRQUEUE);
	close(s);
}

int main(void)
{
	six.sin6_family = AF_INET6;
	six.sin6_port = htons(NOBODY);
	six.sin6_addr = in6addr_loopback;
	for (int connected = 0; connected < 2; connected++) {
		for (int tells = 0; tells < 3; tells++) {
			datagrams(AF_INET, connected, tells);
			datagrams(AF_INET6, connected, tells);
		}
		raw(connected, 0);
		raw(connected, 1);
	}
	whose();
	return 0;
}
