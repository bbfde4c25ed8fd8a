/* SPDX-License-Identifier: MIT */
/* When messages came: SO_TIMESTAMP and its kin, on all that has messages. net: alone */
#include "file.h"

#include <arpa/inet.h>
#include <net/ethernet.h>
#include <netinet/in.h>
#include <netpacket/packet.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <time.h>

#define NAMES 4

static const int names[NAMES] = { SO_TIMESTAMP, SO_TIMESTAMPNS, 63, 64 };

static char room[256] __attribute__((aligned(8)));

static long long now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_REALTIME, &t);
	return t.tv_sec * 1000000000ll + t.tv_nsec;
}

static int set(int s, int name, int on)
{
	return setsockopt(s, SOL_SOCKET, name, &on, sizeof on);
}

/* All four, as they are. */
static void are(int s)
{
	for (int i = 0; i < NAMES; i++) {
		socklen_t n = sizeof(int);
		int on = -1;

		if (getsockopt(s, SOL_SOCKET, names[i], &on, &n))
			printf("errno %d ", errno);
		printf("%d%s", on, i < NAMES - 1 ? " " : "\n");
	}
}

/* One sets, another resets: what is left? */
static void switches(void)
{
	int s = socket(AF_INET, SOCK_DGRAM, 0);

	are(s);
	for (int i = 0; i < NAMES; i++) {
		T(set(s, names[i], 7));
		are(s);
	}
	for (int i = 0; i < NAMES; i++)
		for (int j = 0; j < NAMES; j++) {
			set(s, names[i], 1);
			set(s, names[j], 0);
			are(s);
			set(s, names[j], 1);
			are(s);
		}
	T(setsockopt(s, SOL_SOCKET, SO_TIMESTAMP, "a", 1));
	close(s);
}

/*
 * Receive what is there: which message says what time, between (from) and now? (flags) as for
 * recvmsg(); (space) of the room is told of.
 */
static void receive(const char *who, int s, int flags, size_t space, long long from)
{
	char bytes[2048];
	struct iovec v = { bytes, sizeof bytes };
	struct msghdr m = { .msg_iov = &v, .msg_iovlen = 1, .msg_control = room, .msg_controllen = space };
	struct pollfd f = { s, POLLIN, 0 };

	if (poll(&f, 1, 2000) != 1 || recvmsg(s, &m, flags) < 0) {
		printf("%s: nothing, errno %d\n", who, errno);
		return;
	}
	printf("%s: %s", who, m.msg_flags & MSG_CTRUNC ? "cut" : "whole");
	for (struct cmsghdr *h = CMSG_FIRSTHDR(&m); h; h = CMSG_NXTHDR(&m, h)) {
		long long at, t[2] = { 0, 0 };

		printf(", %d %d of %d", h->cmsg_level, h->cmsg_type, (int)h->cmsg_len);
		if (h->cmsg_len != CMSG_LEN(sizeof t) || h->cmsg_level != SOL_SOCKET || h->cmsg_type == SCM_RIGHTS)
			continue;
		memcpy(t, CMSG_DATA(h), sizeof t);
		/* One that is told in microseconds may seem to be before. */
		if (h->cmsg_type == SO_TIMESTAMP || h->cmsg_type == 63) {
			printf(" %s", t[1] < 1000000 ? "us" : "?");
			at = t[0] * 1000000000ll + t[1] * 1000 + 999;
		} else {
			printf(" %s", t[1] < 1000000000 ? "ns" : "?");
			at = t[0] * 1000000000ll + t[1];
		}
		/* Other clocks' grains, and a clock that is corrected meanwhile. */
		printf(" %s", at < from - 1000000 ? "early" : at > now() + 1000000 ? "late" : "right");
	}
	printf("\n");
}

/*
 * It is when it came that is told, not when it was read. Linux begins with that a while after the
 * first socket of all asked for it.
 */
static int told_later(int s, int to, const struct sockaddr *a, socklen_t len)
{
	static const struct timespec while_ = { 0, 30000000 };

	for (int i = 0; i < 30; i++) {
		char bytes[64];
		struct iovec v = { bytes, sizeof bytes };
		struct msghdr m = { .msg_iov = &v, .msg_iovlen = 1, .msg_control = room, .msg_controllen = sizeof room };
		struct timespec t;

		if (sendto(to, "0123456789abcdef", 16, 0, a, len) != 16 || nanosleep(&while_, NULL) || recvmsg(s, &m, 0) < 0)
			return -1;
		memcpy(&t, CMSG_DATA(CMSG_FIRSTHDR(&m)), sizeof t);
		if (now() - (t.tv_sec * 1000000000ll + t.tv_nsec) > 25000000)
			return 1;
	}
	return 0;
}

/* What is sent by (to) comes at (s). */
static void all(const char *who, int s, int to, const struct sockaddr *a, socklen_t len)
{
	long long from;

	for (int i = 0; i < NAMES; i++) {
		T(set(s, names[i], 1));
		from = now();
		T(sendto(to, "0123456789abcdef", 16, 0, a, len));
		receive(who, s, MSG_PEEK, sizeof room, from);
		receive(who, s, 0, sizeof room, from);
	}
	T(told_later(s, to, a, len));
	/* Without room, and with too little. */
	T(sendto(to, "0123456789abcdef", 16, 0, a, len));
	receive(who, s, 0, 0, from);
	T(sendto(to, "0123456789abcdef", 16, 0, a, len));
	receive(who, s, 0, 24, from);
	/* Asked for when it is there already. */
	T(set(s, SO_TIMESTAMP, 0));
	from = now();
	T(sendto(to, "0123456789abcdef", 16, 0, a, len));
	T(set(s, SO_TIMESTAMP, 1));
	receive(who, s, 0, sizeof room, from);
	/* And no longer. */
	T(sendto(to, "0123456789abcdef", 16, 0, a, len));
	T(set(s, SO_TIMESTAMP, 0));
	receive(who, s, 0, sizeof room, from);
	/* By read() there is no room. */
	T(set(s, SO_TIMESTAMPNS, 1));
	T(sendto(to, "0123456789abcdef", 16, 0, a, len));
	T(read(s, room, sizeof room) > 0);
}

static void internet(void)
{
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	struct sockaddr_in6 b = { .sin6_family = AF_INET6, .sin6_addr = in6addr_loopback };
	socklen_t n = sizeof a;
	int s = socket(AF_INET, SOCK_DGRAM, 0), one = 1;

	T(bind(s, (void *)&a, sizeof a));
	T(getsockname(s, (void *)&a, &n));
	all("udp", s, s, (void *)&a, sizeof a);
	/* The time comes before what IP has to tell. */
	T(setsockopt(s, IPPROTO_IP, IP_RECVTTL, &one, sizeof one));
	T(sendto(s, "x", 1, 0, (void *)&a, sizeof a));
	receive("udp with ttl", s, 0, sizeof room, now());
	close(s);

	s = socket(AF_INET6, SOCK_DGRAM, 0);
	n = sizeof b;
	T(bind(s, (void *)&b, sizeof b));
	T(getsockname(s, (void *)&b, &n));
	all("udp6", s, s, (void *)&b, sizeof b);
	close(s);

	a.sin_port = 0;
	s = socket(AF_INET, SOCK_RAW, 200);
	all("raw", s, s, (void *)&a, sizeof a);
	close(s);
}

static void local(void)
{
	struct sockaddr_un a = { .sun_family = AF_UNIX, .sun_path = "\0pith_net_stamp" };
	int p[2], s = socket(AF_UNIX, SOCK_DGRAM, 0), fd = 0, one = 1;
	struct iovec v = { "bytes", 5 };
	struct msghdr m = { .msg_iov = &v, .msg_iovlen = 1, .msg_control = room, .msg_controllen = CMSG_SPACE(sizeof fd) };
	struct cmsghdr *h = (void *)room;

	T(bind(s, (void *)&a, sizeof a));
	all("local", s, s, (void *)&a, sizeof a);
	close(s);

	T(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, p));
	all("packets", p[0], p[1], NULL, 0);
	/* The time comes before who sent it, and what else came. */
	T(setsockopt(p[0], SOL_SOCKET, SO_PASSCRED, &one, sizeof one));
	memset(room, 0, sizeof room);
	h->cmsg_len = CMSG_LEN(sizeof fd);
	h->cmsg_level = SOL_SOCKET;
	h->cmsg_type = SCM_RIGHTS;
	memcpy(CMSG_DATA(h), &fd, sizeof fd);
	T(sendmsg(p[1], &m, 0));
	receive("packets with more", p[0], 0, sizeof room, now());
	close(p[0]);
	close(p[1]);

	/* A stream has no messages. */
	T(socketpair(AF_UNIX, SOCK_STREAM, 0, p));
	T(set(p[0], SO_TIMESTAMP, 1));
	T(write(p[1], "x", 1));
	receive("stream", p[0], 0, sizeof room, 0);
	close(p[0]);
	close(p[1]);
}

static void frames(void)
{
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK), .sin_port = htons(9) };
	int s, to = socket(AF_INET, SOCK_DGRAM, 0);

	/* Who takes no frames: they would be answered, and the answers seen. */
	T(bind(to, (void *)&a, sizeof a));
	s = socket(AF_PACKET, SOCK_DGRAM, htons(ETHERTYPE_IP));
	all("frames", s, to, (void *)&a, sizeof a);
	close(s);
	close(to);
}

int main(void)
{
	switches();
	internet();
	local();
	frames();
	return 0;
}
