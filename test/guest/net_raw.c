/* SPDX-License-Identifier: MIT */
/* Raw sockets on the loopback interface: ICMP, and packets with a header of one's own. net: alone */
#include "file.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/ip.h>
#include <netinet/ip_icmp.h>
#include <netinet/udp.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/time.h>

static uint8_t buf[70000];

static struct sockaddr_in here(int port)
{
	return (struct sockaddr_in){ .sin_family = AF_INET,
				     .sin_port = htons(port),
				     .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
}

static unsigned sum(const void *p, size_t n)
{
	const uint8_t *b = p;
	unsigned s = 0;

	for (size_t i = 0; i < n; i += 2)
		s += b[i] << 8 | (i + 1 < n ? b[i + 1] : 0);
	while (s >> 16)
		s = (s & 0xffff) + (s >> 16);
	return s;
}

static int make(int protocol)
{
	struct timeval patience = { 5, 0 };
	int s = socket(AF_INET, SOCK_RAW, protocol);

	setsockopt(s, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
	return s;
}

/* What comes next to (s): its header, as far as it is the same everywhere. */
static void next(const char *who, int s)
{
	struct sockaddr_in from;
	socklen_t n = sizeof from;
	long len = recvfrom(s, buf, sizeof buf, 0, (void *)&from, &n);
	struct iphdr ip;

	if (len < (long)sizeof ip) {
		printf("%s: %ld errno %d\n", who, len, errno);
		return;
	}
	memcpy(&ip, buf, sizeof ip);
	printf("%s: %ld bytes of %s, says %d, header %d, protocol %d, time to live %d, sum %04x, from %s", who, len,
	       inet_ntoa(from.sin_addr), ntohs(ip.tot_len), ip.ihl, ip.protocol, ip.ttl, sum(buf, ip.ihl * 4),
	       inet_ntoa((struct in_addr){ ip.saddr }));
	printf(" to %s, begins %02x %02x\n", inet_ntoa((struct in_addr){ ip.daddr }), buf[ip.ihl * 4], buf[ip.ihl * 4 + 1]);
}

static void echoes(void)
{
	struct sockaddr_in a = here(0);
	struct icmphdr *h = (void *)buf;
	int s = make(IPPROTO_ICMP), other = make(IPPROTO_UDP), ttl = 9;
	char message[16] = "12345678";

	T(connect(s, (void *)&a, sizeof a));
	T(setsockopt(s, IPPROTO_IP, IP_TTL, &ttl, sizeof ttl));
	T(setsockopt(s, IPPROTO_IP, IP_MULTICAST_TTL, &ttl, sizeof ttl));
	memset(buf, 0, sizeof buf);
	h->type = ICMP_ECHO;
	h->un.echo.id = htons(77);
	h->un.echo.sequence = htons(3);
	memcpy(h + 1, message, 8);
	h->checksum = htons(~sum(buf, 16));
	T(send(s, buf, 16, 0));
	next("question", s);
	next("answer", s);
	T(recv(s, buf, sizeof buf, MSG_DONTWAIT));
	T(recv(other, buf, sizeof buf, MSG_DONTWAIT));
	close(s);
	close(other);
}

/* A packet of UDP to (port), whose header leaves open what the system fills in. */
static size_t packet(int port, uint32_t from)
{
	struct iphdr ip = { .version = 4, .ihl = 5, .ttl = 33, .protocol = IPPROTO_UDP, .saddr = from,
			    .daddr = htonl(INADDR_LOOPBACK), .tot_len = htons(7), .check = 1 };
	struct udphdr udp = { .source = htons(777), .dest = htons(port), .len = htons(12) };

	memcpy(buf, &ip, sizeof ip);
	memcpy(buf + 20, &udp, sizeof udp);
	memcpy(buf + 28, "raw!", 4);
	return 32;
}

static void received(int udp)
{
	struct sockaddr_in from;
	socklen_t n = sizeof from;
	long len;

	poll(&(struct pollfd){ udp, POLLIN, 0 }, 1, 10000);
	len = recvfrom(udp, buf, sizeof buf, MSG_DONTWAIT, (void *)&from, &n);
	if (len < 0)
		printf("nothing: errno %d\n", errno);
	else
		printf("'%.*s' from %s port %d\n", (int)len, buf, inet_ntoa(from.sin_addr), ntohs(from.sin_port));
}

static void own_headers(void)
{
	struct sockaddr_in a = here(0), to = here(0);
	socklen_t n = sizeof a, one = sizeof(int);
	int udp = socket(AF_INET, SOCK_DGRAM, 0), s = make(IPPROTO_UDP), raw = make(IPPROTO_RAW), on = 1, got = -1, port;

	bind(udp, (void *)&a, sizeof a);
	getsockname(udp, (void *)&a, &n);
	port = ntohs(a.sin_port);
	T(getsockopt(s, IPPROTO_IP, IP_HDRINCL, &got, &one));
	printf("%d\n", got);
	T(getsockopt(raw, IPPROTO_IP, IP_HDRINCL, &got, &one));
	printf("%d\n", got);
	T(setsockopt(udp, IPPROTO_IP, IP_HDRINCL, &on, sizeof on));
	T(getsockopt(udp, IPPROTO_IP, IP_HDRINCL, &got, &one));
	T(setsockopt(s, IPPROTO_IP, IP_HDRINCL, &on, sizeof on));
	T(getsockopt(s, IPPROTO_IP, IP_HDRINCL, &got, &one));
	printf("%d\n", got);
	T(sendto(s, buf, packet(port, 0), 0, (void *)&to, sizeof to));
	received(udp);
	next("seen", s);
	T(sendto(raw, buf, packet(port, htonl(0x7f000002)), 0, (void *)&to, sizeof to));
	received(udp);
	next("seen", s);
	T(recv(raw, buf, sizeof buf, MSG_DONTWAIT));
	T(sendto(s, buf, 19, 0, (void *)&to, sizeof to));
	packet(port, 0);
	buf[0] = 0x4f;
	T(sendto(s, buf, 32, 0, (void *)&to, sizeof to));
	T(send(s, buf, 32, 0));
	on = 0;
	T(setsockopt(s, IPPROTO_IP, IP_HDRINCL, &on, sizeof on));
	packet(port, 0);
	T(sendto(s, buf + 20, 12, 0, (void *)&to, sizeof to));
	received(udp);
	next("seen", s);
	close(s);
	close(raw);
	close(udp);
}

/* What is asked to stand beside what comes, and says so of what goes. */
static void beside(void)
{
	struct sockaddr_in a = here(0);
	static char room[256] __attribute__((aligned(8)));
	struct iovec v = { buf, 8 };
	struct msghdr m = { .msg_name = &a, .msg_namelen = sizeof a, .msg_iov = &v, .msg_iovlen = 1, .msg_control = room };
	struct cmsghdr *h = (void *)room;
	int s = make(253), on = 1, ttl = 9, tos = 0x10;

	T(setsockopt(s, IPPROTO_IP, IP_RECVTTL, &on, sizeof on));
	T(setsockopt(s, IPPROTO_IP, IP_RECVTOS, &on, sizeof on));
	T(setsockopt(s, IPPROTO_IP, IP_PKTINFO, &on, sizeof on));
	for (int i = 0; i < 3; i++) {
		h->cmsg_len = CMSG_LEN(sizeof(int));
		h->cmsg_level = IPPROTO_IP;
		h->cmsg_type = i == 1 ? IP_TOS : IP_TTL;
		memcpy(CMSG_DATA(h), i == 1 ? &tos : &ttl, sizeof(int));
		m.msg_controllen = i < 2 ? CMSG_SPACE(sizeof(int)) : 0;
		v.iov_len = 8;
		T(sendmsg(s, &m, 0));
		m.msg_controllen = sizeof room;
		v.iov_len = sizeof buf;
		T(recvmsg(s, &m, 0));
		for (h = CMSG_FIRSTHDR(&m); h; h = CMSG_NXTHDR(&m, h))
			printf("beside: %d %d, %d\n", h->cmsg_level, h->cmsg_type, *CMSG_DATA(h));
		h = (void *)room;
	}
	ttl = 0;
	v.iov_len = 8;
	h->cmsg_len = CMSG_LEN(sizeof(int));
	h->cmsg_level = IPPROTO_IP;
	h->cmsg_type = IP_TTL;
	memcpy(CMSG_DATA(h), &ttl, sizeof ttl);
	m.msg_controllen = CMSG_SPACE(sizeof(int));
	T(sendmsg(s, &m, 0));
	close(s);
}

int main(void)
{
	T(socket(AF_INET, SOCK_RAW, 0));
	echoes();
	own_headers();
	beside();
	return 0;
}
