/* SPDX-License-Identifier: MIT */
/* Options of SOL_SOCKET that all families keep, and those of netlink. net: alone */
#include "file.h"

#include <netinet/in.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/time.h>

/* As Linux numbers them; not every libc has all. */
enum { NO_CHECK = 11, BSDCOMPAT = 14, MARK = 36, BUSY_POLL = 46, INCOMING_CPU = 49, COOKIE = 57, RCVTIMEO_NEW = 66,
       SNDTIMEO_NEW, NETNS_COOKIE = 71 };
enum { ADD_MEMBERSHIP = 1, DROP_MEMBERSHIP, BROADCAST_ERROR = 4, NO_ENOBUFS, LISTEN_ALL_NSID = 8, LIST_MEMBERSHIPS,
       CAP_ACK, EXT_ACK, GET_STRICT_CHK };

#define NETLINK 270

static int set(int s, int level, int name, int value)
{
	return setsockopt(s, level, name, &value, sizeof value);
}

static int get(int s, int level, int name)
{
	int value = -2;
	socklen_t n = sizeof value;

	return getsockopt(s, level, name, &value, &n) ? -errno * 1000 : value;
}

static void numbers(int s)
{
	static const int names[] = { NO_CHECK, BSDCOMPAT, MARK, BUSY_POLL, INCOMING_CPU };
	static const int values[] = { 1, 2, 0, 70000, -1 };

	for (unsigned i = 0; i < sizeof names / sizeof *names; i++) {
		printf("%d: %d", names[i], get(s, SOL_SOCKET, names[i]));
		for (unsigned j = 0; j < sizeof values / sizeof *values; j++) {
			printf(", %d", set(s, SOL_SOCKET, names[i], values[j]) ? -errno : 0);
			printf(" %d", get(s, SOL_SOCKET, names[i]));
		}
		printf(", short %d\n", setsockopt(s, SOL_SOCKET, names[i], values, 2) ? -errno : 0);
	}
}

static void times(int s)
{
	struct timeval t = { 3, 240000 };
	socklen_t n = sizeof t;

	T(setsockopt(s, SOL_SOCKET, RCVTIMEO_NEW, &t, sizeof t));
	t = (struct timeval){ 4, 500000 };
	T(setsockopt(s, SOL_SOCKET, SO_SNDTIMEO, &t, sizeof t));
	T(getsockopt(s, SOL_SOCKET, SO_RCVTIMEO, &t, &n));
	printf("%d of %ld %ld\n", (int)n, (long)t.tv_sec, (long)t.tv_usec);
	T(getsockopt(s, SOL_SOCKET, SNDTIMEO_NEW, &t, &n));
	printf("%d of %ld %ld\n", (int)n, (long)t.tv_sec, (long)t.tv_usec);
	t.tv_usec = 1000000;
	T(setsockopt(s, SOL_SOCKET, RCVTIMEO_NEW, &t, sizeof t));
}

static uint64_t cookie(int s, int name, socklen_t n)
{
	uint64_t c[2] = { 0 };

	if (getsockopt(s, SOL_SOCKET, name, c, &n))
		printf("errno %d\n", errno);
	else
		printf("%d bytes\n", (int)n);
	return c[0];
}

static void cookies(int a, int b)
{
	T(cookie(a, COOKIE, 8) == cookie(a, COOKIE, 8));
	T(cookie(a, COOKIE, 8) != cookie(b, COOKIE, 16));
	T(cookie(a, COOKIE, 8) != 0);
	cookie(a, COOKIE, 4);
	T(cookie(a, NETNS_COOKIE, 8) == cookie(b, NETNS_COOKIE, 8));
	T(cookie(a, NETNS_COOKIE, 8) != 0);
	cookie(a, NETNS_COOKIE, 4);
	cookie(a, NETNS_COOKIE, 16);
	T(set(a, SOL_SOCKET, COOKIE, 1));
	T(set(a, SOL_SOCKET, NETNS_COOKIE, 1));
}

static void members(int s)
{
	uint32_t groups[4] = { 7, 7, 7, 7 };
	socklen_t n = sizeof groups;

	T(getsockopt(s, NETLINK, LIST_MEMBERSHIPS, groups, &n));
	printf("%d bytes: %x %x %x\n", (int)n, groups[0], groups[1], groups[2]);
	n = 4;
	groups[0] = groups[1] = 9;
	T(getsockopt(s, NETLINK, LIST_MEMBERSHIPS, groups, &n));
	printf("%d bytes: %x %x\n", (int)n, groups[0], groups[1]);
}

static void netlink(void)
{
	static const int names[] = { BROADCAST_ERROR, NO_ENOBUFS, LISTEN_ALL_NSID, CAP_ACK, EXT_ACK, GET_STRICT_CHK };
	int s = socket(16, SOCK_RAW, 0);
	struct {
		uint16_t family, pad;
		uint32_t port, groups;
	} a = { 16 };

	numbers(s);
	for (unsigned i = 0; i < sizeof names / sizeof *names; i++) {
		printf("%d: %d", names[i], get(s, NETLINK, names[i]));
		for (int value = 2; value >= -1; value--) {
			printf(", %d", set(s, NETLINK, names[i], value) ? -errno : 0);
			printf(" %d", get(s, NETLINK, names[i]));
		}
		printf(", short %d", setsockopt(s, NETLINK, names[i], names, 2) ? -errno : 0);
		printf(" %d\n", get(s, NETLINK, names[i]));
	}
	T(get(s, NETLINK, 99));
	T(set(s, NETLINK, 99, 1));
	members(s);
	T(set(s, NETLINK, ADD_MEMBERSHIP, 1));
	members(s);
	T(set(s, NETLINK, ADD_MEMBERSHIP, 34));
	T(set(s, NETLINK, ADD_MEMBERSHIP, 7));
	members(s);
	T(set(s, NETLINK, DROP_MEMBERSHIP, 1));
	T(set(s, NETLINK, DROP_MEMBERSHIP, 34));
	members(s);
	T(set(s, NETLINK, ADD_MEMBERSHIP, 0));
	T(set(s, NETLINK, LIST_MEMBERSHIPS, 1));
	a.groups = 0x11;
	T(bind(s, (void *)&a, sizeof a));
	members(s);
	close(s);
}

/* Of IP: what connects says how much goes at once, and where there is nobody one may be bound. */
static void internet(void)
{
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK), .sin_port = htons(9) };
	struct sockaddr_in6 b = { .sin6_family = AF_INET6, .sin6_addr = in6addr_loopback, .sin6_port = htons(9) };
	int s = socket(AF_INET, SOCK_DGRAM, 0), t = socket(AF_INET, SOCK_STREAM, 0), u = socket(AF_INET6, SOCK_DGRAM, 0);
	char options[40];
	socklen_t n = sizeof options;

	T(get(s, IPPROTO_IP, 14 /* IP_MTU */));
	T(get(t, IPPROTO_IP, 14));
	T(get(u, IPPROTO_IPV6, 24 /* IPV6_MTU */));
	T(connect(s, (void *)&a, sizeof a));
	T(connect(u, (void *)&b, sizeof b));
	T(get(s, IPPROTO_IP, 14));
	T(get(u, IPPROTO_IPV6, 24));
	T(get(s, IPPROTO_IP, 10 /* IP_MTU_DISCOVER */));
	T(get(u, IPPROTO_IPV6, 23 /* IPV6_MTU_DISCOVER */));
	T(set(s, IPPROTO_IP, 10, 0));
	T(get(s, IPPROTO_IP, 10));
	T(set(s, IPPROTO_IP, 10, 6));
	T(getsockopt(t, IPPROTO_IP, 4 /* IP_OPTIONS */, options, &n));
	T(n);
	/* What is the other family's. */
	T(get(s, IPPROTO_IPV6, 24));
	T(set(s, IPPROTO_IPV6, 26, 1));
	/* TCP has bits of it for itself. */
	T(set(t, IPPROTO_IP, IP_TOS, 0x13));
	T(get(t, IPPROTO_IP, IP_TOS));
	T(set(s, IPPROTO_IP, IP_TOS, 0x13));
	T(get(s, IPPROTO_IP, IP_TOS));
	close(s);
	close(u);

	for (int name = 15; name; name = name == 15 ? 19 : name == 19 ? 24 : 0) { /* IP_FREEBIND, _TRANSPARENT, _BIND_ADDRESS_NO_PORT */
		printf("option %d\n", name);
		a.sin_addr.s_addr = htonl(0xc0000201); /* 192.0.2.1 */
		a.sin_port = 0;
		s = socket(AF_INET, SOCK_DGRAM, 0);
		t = socket(AF_INET, SOCK_STREAM, 0);
		T(get(s, IPPROTO_IP, name));
		T(bind(s, (void *)&a, sizeof a));
		T(bind(t, (void *)&a, sizeof a));
		T(set(s, IPPROTO_IP, name, 5));
		T(set(t, IPPROTO_IP, name, 1));
		T(get(s, IPPROTO_IP, name));
		T(bind(s, (void *)&a, sizeof a));
		T(bind(t, (void *)&a, sizeof a));
		T(set(s, IPPROTO_IP, name, 0));
		T(get(s, IPPROTO_IP, name));
		n = sizeof a;
		T(getsockname(t, (void *)&a, &n));
		printf("%08x\n", ntohl(a.sin_addr.s_addr));
		close(s);
		close(t);
	}
}

/* Of TCP, before there is a connection. */
static void streams(void)
{
	static const struct {
		const char *name;
		int number;
		int values[7];
	} all[] = {
		{ "TCP_MAXSEG", 2, { 1000, 87, 88, 32768, 32767, 0, -1 } },
		{ "TCP_SYNCNT", 7, { 1, 0, 127, 128, -1, 3, 4 } },
		{ "TCP_LINGER2", 8, { 1, 0, 120, 121, -5, 3, 0 } },
		{ "TCP_QUICKACK", 12, { 1, 0, 1, 0, 1, 0, 1 } },
		{ "TCP_FASTOPEN", 23, { 1, 0, 5, -1, 2, 0, 1 } },
		{ "TCP_NOTSENT_LOWAT", 25, { 1, 0, 16384, -1, 2, 0, 1 } },
	};
	static const char *const ways[] = { "reno", "cubicle", "ren", "nothing", "reno" };
	char way[16];
	socklen_t n = sizeof way;
	int s = socket(AF_INET, SOCK_STREAM, 0), mark = 7, p[2];

	for (unsigned i = 0; i < sizeof all / sizeof *all; i++) {
		printf("%s: %d", all[i].name, get(s, IPPROTO_TCP, all[i].number));
		for (unsigned j = 0; j < 7; j++) {
			printf(", %d", set(s, IPPROTO_TCP, all[i].number, all[i].values[j]) ? -errno : 0);
			printf(" %d", get(s, IPPROTO_TCP, all[i].number));
		}
		printf("\n");
	}
	for (unsigned i = 0; i < sizeof ways / sizeof *ways; i++)
		T(setsockopt(s, IPPROTO_TCP, 13 /* TCP_CONGESTION */, ways[i], strlen(ways[i])));
	T(setsockopt(s, IPPROTO_TCP, 13, "reno", 5));
	T(setsockopt(s, IPPROTO_TCP, 13, "reno", 0));
	T(getsockopt(s, IPPROTO_TCP, 13, way, &n));
	printf("%d bytes: %s\n", (int)n, way);
	n = sizeof way;
	T(getsockopt(s, IPPROTO_TCP, 31 /* TCP_ULP */, way, &n));
	T(n);
	T(ioctl(s, SIOCATMARK, &mark));
	T(mark);
	close(s);
	socketpair(AF_UNIX, SOCK_STREAM, 0, p);
	mark = 7;
	T(write(p[1], "x", 1));
	T(ioctl(p[0], SIOCATMARK, &mark));
	T(mark);
	T(sockatmark(p[0]));
	s = socket(AF_INET, SOCK_DGRAM, 0);
	T(ioctl(s, SIOCATMARK, &mark));
}

/* Messages that there was no room for are told by the ones that come after them. */
static void lost(int family)
{
	static char room[128] __attribute__((aligned(8)));
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	struct sockaddr_in6 b = { .sin6_family = AF_INET6, .sin6_addr = in6addr_loopback };
	char bytes[1000] = "";
	struct iovec v = { bytes, sizeof bytes };
	struct msghdr m = { .msg_iov = &v, .msg_iovlen = 1, .msg_control = room };
	void *at = family == AF_INET ? (void *)&a : &b;
	socklen_t n = family == AF_INET ? sizeof a : sizeof b;
	int s = socket(family, SOCK_DGRAM, 0), sent = 0, got = 0, told = 0, number;

	T(bind(s, at, n));
	T(getsockname(s, at, &n));
	T(get(s, SOL_SOCKET, 40 /* SO_RXQ_OVFL */));
	T(set(s, SOL_SOCKET, 40, 3));
	T(get(s, SOL_SOCKET, 40));
	T(set(s, SOL_SOCKET, SO_RCVBUF, 10000));
	while (sent < 200)
		sent += sendto(s, bytes, sizeof bytes, 0, at, n) == sizeof bytes;
	for (;; got++) {
		m.msg_controllen = sizeof room;
		if (recvmsg(s, &m, MSG_DONTWAIT) < 0)
			break;
		told += m.msg_controllen != 0;
	}
	T(got > 0 && got < sent);
	T(told);
	for (int i = 0; i < 2; i++) {
		T(sendto(s, bytes, 1, 0, at, n));
		m.msg_controllen = sizeof room;
		T(recvmsg(s, &m, MSG_DONTWAIT));
		T(CMSG_FIRSTHDR(&m)->cmsg_level);
		T(CMSG_FIRSTHDR(&m)->cmsg_type);
		T(CMSG_FIRSTHDR(&m)->cmsg_len);
		memcpy(&number, CMSG_DATA(CMSG_FIRSTHDR(&m)), sizeof number);
		T(number - (sent - got));
	}
	T(set(s, SOL_SOCKET, 40, 0));
	T(sendto(s, bytes, 1, 0, at, n));
	m.msg_controllen = sizeof room;
	T(recvmsg(s, &m, MSG_DONTWAIT));
	T(m.msg_controllen);
	close(s);
}

int main(void)
{
	int tcp = socket(AF_INET, SOCK_STREAM, 0), udp = socket(AF_INET6, SOCK_DGRAM, 0), local[2];

	socketpair(AF_UNIX, SOCK_STREAM, 0, local);
	numbers(tcp);
	numbers(udp);
	numbers(local[0]);
	times(tcp);
	times(local[0]);
	cookies(tcp, udp);
	cookies(local[0], local[1]);
	netlink();
	internet();
	streams();
	lost(AF_INET);
	lost(AF_INET6);
	return 0;
}
