/* SPDX-License-Identifier: MIT */
/* Which of several addresses a datagram comes from, and was for: IP_PKTINFO, IPV6_PKTINFO. net: alone */
#include "file.h"

#include <arpa/inet.h>
#include <net/if.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

#ifndef IPV6_PKTINFO
#define IPV6_RECVPKTINFO 49
#define IPV6_PKTINFO     50
struct in6_pktinfo {
	struct in6_addr ipi6_addr;
	unsigned ipi6_ifindex;
};
#endif

static char room[256] __attribute__((aligned(8)));

/* Send from (s) to (a), with one thing beside the bytes. */
static long send_with(int s, const void *a, socklen_t len, int level, int type, const void *data, size_t n)
{
	struct iovec v = { "bytes", 5 };
	struct msghdr m = { .msg_name = (void *)a, .msg_namelen = len, .msg_iov = &v, .msg_iovlen = 1, .msg_control = room };
	struct cmsghdr *h = (void *)room;

	memset(room, 0, sizeof room);
	h->cmsg_len = CMSG_LEN(n);
	h->cmsg_level = level;
	h->cmsg_type = type;
	memcpy(CMSG_DATA(h), data, n);
	m.msg_controllen = CMSG_SPACE(n);
	return sendmsg(s, &m, 0);
}

static const char *text(int family, const void *a)
{
	static char buf[4][64];
	static int n;

	return inet_ntop(family, a, buf[n = (n + 1) % 4], 64);
}

/* What comes: from whom, and what stands beside it. */
static void receive(const char *who, int s)
{
	struct pollfd f = { s, POLLIN, 0 };
	struct sockaddr_storage from;
	char bytes[16];
	struct iovec v = { bytes, sizeof bytes };
	struct msghdr m = { .msg_name = &from, .msg_namelen = sizeof from, .msg_iov = &v, .msg_iovlen = 1,
			    .msg_control = room, .msg_controllen = sizeof room };

	if (poll(&f, 1, 300) != 1 || recvmsg(s, &m, 0) < 0) {
		printf("%s: nothing\n", who);
		return;
	}
	printf("%s: from %s", who, from.ss_family == AF_INET ? text(AF_INET, &((struct sockaddr_in *)&from)->sin_addr)
							     : text(AF_INET6, &((struct sockaddr_in6 *)&from)->sin6_addr));
	for (struct cmsghdr *h = CMSG_FIRSTHDR(&m); h; h = CMSG_NXTHDR(&m, h)) {
		if (h->cmsg_level == IPPROTO_IP && h->cmsg_type == IP_PKTINFO) {
			struct in_pktinfo i;

			memcpy(&i, CMSG_DATA(h), sizeof i);
			printf(", by interface %d at %s for %s", i.ipi_ifindex, text(AF_INET, &i.ipi_spec_dst),
			       text(AF_INET, &i.ipi_addr));
		} else if (h->cmsg_level == IPPROTO_IPV6 && h->cmsg_type == IPV6_PKTINFO) {
			struct in6_pktinfo i;

			memcpy(&i, CMSG_DATA(h), sizeof i);
			printf(", by interface %u for %s", i.ipi6_ifindex, text(AF_INET6, &i.ipi6_addr));
		} else {
			printf(", %d %d", h->cmsg_level, h->cmsg_type);
		}
	}
	printf("\n");
}

static int on(int s, int level, int name)
{
	int yes = 1;

	return setsockopt(s, level, name, &yes, sizeof yes);
}

/* --- IPv4 --- */

static struct sockaddr_in at(const char *address, int port)
{
	return (struct sockaddr_in){ .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = inet_addr(address) };
}

static int port_of(int s)
{
	struct sockaddr_in6 a; /* its port is where that of IPv4 is */
	socklen_t n = sizeof a;

	getsockname(s, (void *)&a, &n);
	return ntohs(a.sin6_port);
}

static struct in_pktinfo info(int interface, const char *from)
{
	return (struct in_pktinfo){ interface, { inet_addr(from) }, { inet_addr("127.9.9.9") } };
}

static void try4(const char *what, int s, int to, int interface, const char *from)
{
	struct sockaddr_in a = at("127.0.0.1", port_of(to));
	struct in_pktinfo i = info(interface, from);

	printf("%s: ", what);
	T(send_with(s, &a, sizeof a, IPPROTO_IP, IP_PKTINFO, &i, sizeof i));
	receive("", to);
}

static void ip4(void)
{
	struct sockaddr_in a = at("127.0.0.1", 0);
	int server = socket(AF_INET, SOCK_DGRAM, 0), client = socket(AF_INET, SOCK_DGRAM, 0), lo = if_nametoindex("lo");
	struct in_pktinfo i;

	bind(client, (void *)&a, sizeof a);
	a = at("0.0.0.0", 0);
	bind(server, (void *)&a, sizeof a);
	T(on(server, IPPROTO_IP, IP_PKTINFO));
	a = at("127.0.0.5", port_of(server));
	T(sendto(client, "ask", 3, 0, (void *)&a, sizeof a));
	receive("server", server);
	try4("nothing said", server, client, 0, "0.0.0.0");
	try4("an address", server, client, 0, "127.0.0.5");
	try4("and its interface", server, client, lo, "127.0.0.5");
	try4("an interface", server, client, lo, "0.0.0.0");
	i = info(0, "10.1.2.3"); /* Linux has had two errors for that */
	a = at("127.0.0.1", port_of(client));
	printf("nobody's address: %s\n",
	       send_with(server, &a, sizeof a, IPPROTO_IP, IP_PKTINFO, &i, sizeof i) < 0 ? "refused" : "sent");
	try4("many have it", server, client, 0, "224.0.0.1");
	try4("all have it", server, client, 0, "255.255.255.255");
	try4("no interface", server, client, 77, "0.0.0.0");
	i = info(0, "127.0.0.6");
	a = at("127.0.0.1", port_of(client));
	T(send_with(server, &a, sizeof a, IPPROTO_IP, IP_PKTINFO, &i, sizeof i - 1));
	T(send_with(server, &a, sizeof a, IPPROTO_IPV6, IPV6_PKTINFO, &i, sizeof i));
	receive("of IPv6", client);
	/* A client that is connected takes what comes from its peer alone. */
	a = at("127.0.0.5", port_of(server));
	T(connect(client, (void *)&a, sizeof a));
	try4("another", server, client, 0, "0.0.0.0");
	try4("the one that was asked", server, client, 0, "127.0.0.5");
	/* One that has an address may say another. */
	a = at("127.0.0.1", port_of(client));
	T(connect(server, (void *)&a, sizeof a));
	T(send_with(server, NULL, 0, IPPROTO_IP, IP_PKTINFO, &(struct in_pktinfo){ 0, { inet_addr("127.0.0.5") } },
		    sizeof i));
	receive("connected", client);
	close(server);
	close(client);
}

/* --- IPv6 --- */

static struct in6_pktinfo info6(int interface, const char *from)
{
	struct in6_pktinfo i = { .ipi6_ifindex = interface };

	inet_pton(AF_INET6, from, &i.ipi6_addr);
	return i;
}

static struct sockaddr_in6 at6(const char *address, int port)
{
	struct sockaddr_in6 a = { .sin6_family = AF_INET6, .sin6_port = htons(port) };

	inet_pton(AF_INET6, address, &a.sin6_addr);
	return a;
}

static void try6(const char *what, int s, int to, const char *address, int interface, const char *from)
{
	struct sockaddr_in6 a = at6(address, port_of(to));
	struct in6_pktinfo i = info6(interface, from);

	printf("%s: ", what);
	T(send_with(s, &a, sizeof a, IPPROTO_IPV6, IPV6_PKTINFO, &i, sizeof i));
	receive("", to);
}

static void ip6(void)
{
	struct sockaddr_in6 a = at6("::", 0);
	int server = socket(AF_INET6, SOCK_DGRAM, 0), client = socket(AF_INET6, SOCK_DGRAM, 0), lo = if_nametoindex("lo");

	bind(client, (void *)&a, sizeof a);
	bind(server, (void *)&a, sizeof a);
	T(on(server, IPPROTO_IPV6, IPV6_RECVPKTINFO));
	a = at6("::1", port_of(server));
	T(sendto(client, "ask", 3, 0, (void *)&a, sizeof a));
	receive("server", server);
	try6("nothing said", server, client, "::1", 0, "::");
	try6("an address", server, client, "::1", 0, "::1");
	try6("and its interface", server, client, "::1", lo, "::1");
	try6("an interface", server, client, "::1", lo, "::");
	try6("nobody's address", server, client, "::1", 0, "fd00::1");
	try6("no interface", server, client, "::1", 77, "::");
	/* IPv4 by such a socket. */
	a = at6("::ffff:127.0.0.7", port_of(server));
	T(sendto(client, "ask", 3, 0, (void *)&a, sizeof a));
	receive("server", server);
	try6("mapped", server, client, "::ffff:127.0.0.1", 0, "::ffff:127.0.0.7");
	try6("not mapped", server, client, "::ffff:127.0.0.1", 0, "::1");
	T(on(server, IPPROTO_IP, IP_PKTINFO));
	T(sendto(client, "ask", 3, 0, (void *)&a, sizeof a));
	receive("both", server);
	close(server);
	close(client);
}

int main(void)
{
	ip4();
	ip6();
	return 0;
}
