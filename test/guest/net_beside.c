/* SPDX-License-Identifier: MIT */
/* What stands beside a datagram that is sent: how far it goes, and which kind it is. It holds for that one alone. */
#include "file.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

/* Beside the bytes: one word, or two. */
struct beside {
	int level, type;
	size_t size;
	int value;
};

static int from, to;

static long send_beside(const struct beside *b, int n)
{
	static char room[256] __attribute__((aligned(8)));
	struct iovec v = { "bytes", 5 };
	struct msghdr m = { .msg_iov = &v, .msg_iovlen = 1, .msg_control = room };
	struct cmsghdr *h = (void *)room;

	memset(room, 0, sizeof room);
	m.msg_controllen = sizeof room;
	for (int i = 0; i < n; i++, h = CMSG_NXTHDR(&m, h)) {
		h->cmsg_len = CMSG_LEN(b[i].size);
		h->cmsg_level = b[i].level;
		h->cmsg_type = b[i].type;
		memcpy(CMSG_DATA(h), &b[i].value, sizeof b[i].value);
	}
	m.msg_controllen = (size_t)((char *)h - room);
	return sendmsg(from, &m, 0);
}

/* What it came with, within (ms). */
static void told(int ms)
{
	static char room[256] __attribute__((aligned(8)));
	char bytes[16];
	struct iovec v = { bytes, sizeof bytes };
	struct msghdr m = { .msg_iov = &v, .msg_iovlen = 1, .msg_control = room, .msg_controllen = sizeof room };
	struct pollfd f = { to, POLLIN, 0 };
	int hops = -1, kind = -1;

	if (poll(&f, 1, ms) < 0 || recvmsg(to, &m, MSG_DONTWAIT) < 0) {
		printf("nothing: errno %d\n", errno);
		return;
	}
	for (struct cmsghdr *h = CMSG_FIRSTHDR(&m); h; h = CMSG_NXTHDR(&m, h)) {
		if (h->cmsg_type == IP_TTL || h->cmsg_type == IPV6_HOPLIMIT)
			memcpy(&hops, CMSG_DATA(h), sizeof hops);
		else if (h->cmsg_type == IP_TOS)
			kind = *CMSG_DATA(h);
		else if (h->cmsg_type == IPV6_TCLASS)
			memcpy(&kind, CMSG_DATA(h), sizeof kind);
	}
	printf("hops %d, kind %d\n", hops, kind);
}

static void try(const char *what, const struct beside *b, int n)
{
	long sent;

	printf("%s: ", what);
	T(sent = send_beside(b, n));
	told(sent < 0 ? 0 : 10000);
}

#define TRY(...)                                                          \
	do {                                                              \
		const struct beside b_[] = { __VA_ARGS__ };               \
		try(#__VA_ARGS__, b_, (int)(sizeof b_ / sizeof b_[0]));   \
	} while (0)

static void ip4(void)
{
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t n = sizeof a;
	int on = 1;

	to = socket(AF_INET, SOCK_DGRAM, 0);
	from = socket(AF_INET, SOCK_DGRAM, 0);
	bind(to, (void *)&a, sizeof a);
	getsockname(to, (void *)&a, &n);
	connect(from, (void *)&a, sizeof a);
	setsockopt(to, IPPROTO_IP, IP_RECVTTL, &on, sizeof on);
	setsockopt(to, IPPROTO_IP, IP_RECVTOS, &on, sizeof on);
	try("nothing", NULL, 0);
	TRY({ IPPROTO_IP, IP_TTL, 4, 7 });
	TRY({ IPPROTO_IP, IP_TOS, 4, 0x10 });
	TRY({ IPPROTO_IP, IP_TOS, 1, 0x08 });
	TRY({ IPPROTO_IP, IP_TTL, 4, 9 }, { IPPROTO_IP, IP_TOS, 4, 0x20 });
	TRY({ IPPROTO_IP, IP_TTL, 4, 0 });
	TRY({ IPPROTO_IP, IP_TTL, 4, 256 });
	TRY({ IPPROTO_IP, IP_TTL, 5, 7 });
	TRY({ IPPROTO_IP, IP_TTL, 1, 7 });
	TRY({ IPPROTO_IP, IP_TOS, 4, 256 });
	TRY({ IPPROTO_IP, 9999, 4, 1 });
	TRY({ IPPROTO_IP, IPPROTO_IPV6 << 8 | IPV6_HOPLIMIT, 4, 3 });
	TRY({ IPPROTO_IPV6, IPV6_TCLASS, 4, 3 });
	try("nothing again", NULL, 0);
	close(to);
	close(from);
}

static void ip6(void)
{
	struct sockaddr_in6 a = { .sin6_family = AF_INET6, .sin6_addr = IN6ADDR_LOOPBACK_INIT };
	socklen_t n = sizeof a;
	int on = 1;

	to = socket(AF_INET6, SOCK_DGRAM, 0);
	from = socket(AF_INET6, SOCK_DGRAM, 0);
	bind(to, (void *)&a, sizeof a);
	getsockname(to, (void *)&a, &n);
	connect(from, (void *)&a, sizeof a);
	setsockopt(to, IPPROTO_IPV6, IPV6_RECVHOPLIMIT, &on, sizeof on);
	setsockopt(to, IPPROTO_IPV6, IPV6_RECVTCLASS, &on, sizeof on);
	try("nothing", NULL, 0);
	TRY({ IPPROTO_IPV6, IPV6_HOPLIMIT, 4, 2 });
	TRY({ IPPROTO_IPV6, IPV6_TCLASS, 4, 17 });
	TRY({ IPPROTO_IPV6, IPV6_TCLASS, 4, 4 }, { IPPROTO_IPV6, IPV6_HOPLIMIT, 4, 5 });
	TRY({ IPPROTO_IPV6, IPV6_HOPLIMIT, 4, -1 });
	TRY({ IPPROTO_IPV6, IPV6_TCLASS, 5, 4 }, { IPPROTO_IPV6, IPV6_HOPLIMIT, 4, 5 });
	TRY({ IPPROTO_IPV6, IPV6_HOPLIMIT, 4, -2 });
	TRY({ IPPROTO_IPV6, IPV6_HOPLIMIT, 4, 256 });
	TRY({ IPPROTO_IPV6, IPV6_TCLASS, 4, 256 });
	TRY({ IPPROTO_IPV6, 9999, 4, 1 });
	TRY({ IPPROTO_IP, IP_TTL, 4, 3 });
	try("nothing again", NULL, 0);
	close(to);
	close(from);
}

int main(void)
{
	ip4();
	ip6();
	return 0;
}
