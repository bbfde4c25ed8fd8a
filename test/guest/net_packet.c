/* SPDX-License-Identifier: MIT */
/* Packet sockets on the loopback interface: frames that come and go, and frames of one's own. net: alone */
#include "file.h"

#include <arpa/inet.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <netinet/in.h>
#include <netpacket/packet.h>
#include <poll.h>
#include <stddef.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/uio.h>

#define OURS 0x88b5 /* for experiments: nobody listens */
#define LL   sizeof(struct sockaddr_ll)

/* Of <linux/if_packet.h> and <linux/filter.h>, for both libcs. */
enum { STATISTICS = 6, AUXDATA = 8 };
#ifndef SO_ATTACH_FILTER
#define SO_ATTACH_FILTER 26
#define SO_DETACH_FILTER 27
#endif
struct insn {
	uint16_t code;
	uint8_t jt, jf;
	uint32_t k;
};
struct program {
	uint16_t len;
	struct insn *insns;
};

static uint8_t buf[70000];
static int lo;

static int make(int type, int protocol, int index)
{
	struct sockaddr_ll a = { .sll_family = AF_PACKET, .sll_protocol = htons(protocol), .sll_ifindex = index };
	int s = socket(AF_PACKET, type | SOCK_NONBLOCK, htons(protocol));

	if (s < 0 || (index && bind(s, (void *)&a, LL)))
		printf("make: errno %d\n", errno);
	return s;
}

/* All that waits at (s): who it is from, how long it is, and how it ends. */
static void drain(const char *who, int s)
{
	for (;;) {
		struct sockaddr_ll a;
		socklen_t n = sizeof a;
		long len;

		memset(&a, 0x55, sizeof a);
		len = recvfrom(s, buf, sizeof buf, MSG_TRUNC, (void *)&a, &n);
		if (len < 0) {
			printf("%s: errno %d\n", who, errno);
			return;
		}
		printf("%s: %ld bytes, address of %d: family %d, protocol %04x, %s, kind %d, hardware %d, %d:", who, len,
		       (int)n, a.sll_family, ntohs(a.sll_protocol), a.sll_ifindex == lo ? "lo" : "?", a.sll_pkttype,
		       a.sll_hatype, a.sll_halen);
		for (int i = 0; i < a.sll_halen; i++)
			printf(" %02x", a.sll_addr[i]);
		printf(", '%.*s'\n", len >= 5 ? 5 : 0, (char *)buf + len - 5);
	}
}

static void kinds(void)
{
	struct sockaddr_ll a = { .sll_family = AF_PACKET, .sll_ifindex = 9999, .sll_protocol = htons(ETH_P_IP) };
	socklen_t n = sizeof a;
	int s;

	T(s = socket(AF_PACKET, SOCK_RAW, 0));
	T(socket(AF_PACKET, SOCK_STREAM, 0));
	T(socket(AF_PACKET, SOCK_SEQPACKET, 0));
	T(socketpair(AF_PACKET, SOCK_RAW, 0, (int[2]){ 0 }));
	T(bind(s, (void *)&a, LL));
	T(bind(s, (void *)&a, LL - 1));
	a.sll_family = AF_INET;
	T(bind(s, (void *)&a, LL));
	T(getsockname(s, (void *)&a, &n));
	printf("%d: %d, %d, %04x, %d, %d\n", (int)n, a.sll_family, a.sll_ifindex, ntohs(a.sll_protocol), a.sll_hatype,
	       a.sll_halen);
	a = (struct sockaddr_ll){ .sll_family = AF_PACKET, .sll_ifindex = lo, .sll_protocol = htons(ETH_P_IP) };
	T(bind(s, (void *)&a, LL));
	n = sizeof a;
	T(getsockname(s, (void *)&a, &n));
	printf("%d: %d, %d, %04x, %d, %d\n", (int)n, a.sll_family, a.sll_ifindex == lo, ntohs(a.sll_protocol), a.sll_hatype,
	       a.sll_halen);
	T(getpeername(s, (void *)&a, &n));
	T(connect(s, (void *)&a, LL));
	T(listen(s, 1));
	T(accept(s, NULL, NULL));
	T(shutdown(s, SHUT_RDWR));
	T(recv(s, buf, 1, MSG_DONTWAIT));
	T(recv(s, buf, 1, MSG_DONTWAIT | MSG_OOB));
	close(s);
}

/* A datagram of UDP to ourselves, as its packets are seen. */
static void passing(void)
{
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int all = make(SOCK_RAW, ETH_P_ALL, 0), here = make(SOCK_RAW, ETH_P_ALL, lo), ip = make(SOCK_DGRAM, ETH_P_IP, lo);
	int six = make(SOCK_DGRAM, ETH_P_IPV6, lo), none = make(SOCK_RAW, 0, lo), data = make(SOCK_DGRAM, ETH_P_ALL, lo);
	int udp = socket(AF_INET, SOCK_DGRAM, 0);
	struct pollfd p[] = { { all, POLLIN | POLLOUT, 0 }, { six, POLLIN | POLLOUT, 0 } };
	socklen_t n = sizeof a;
	int bytes = -1;

	bind(udp, (void *)&a, sizeof a);
	getsockname(udp, (void *)&a, &n);
	T(sendto(udp, "hello", 5, 0, (void *)&a, sizeof a));
	T(recv(udp, buf, sizeof buf, 0));
	T(poll(p, 2, 1000));
	printf("%x %x\n", p[0].revents, p[1].revents);
	T(ioctl(all, FIONREAD, &bytes));
	printf("%d\n", bytes);
	T(recv(all, buf, sizeof buf, MSG_PEEK));
	printf("%02x%02x %02x, %d, %d\n", buf[12], buf[13], buf[14], buf[23], !memcmp(buf + 42, "hello", 5));
	T(recv(ip, buf, 20, MSG_PEEK | MSG_TRUNC));
	printf("%02x, %d, %d\n", buf[0], buf[9], !memcmp(buf + 12, "\177\0\0\1\177\0\0\1", 8));
	drain("all", all);
	drain("here", here);
	drain("ip", ip);
	drain("six", six);
	drain("none", none);
	drain("data", data);
	T(sendto(udp, "twice", 5, 0, (void *)&a, sizeof a));
	recv(udp, buf, sizeof buf, 0);
	T(recv(all, buf, 10, 0));
	T(recv(all, buf, 10, MSG_TRUNC));
	T(recv(all, buf, 10, 0));
	close(all);
	close(here);
	close(ip);
	close(six);
	close(none);
	close(data);
	close(udp);
}

/* Frames of our own. */
static void own(void)
{
	static uint8_t frame[70000] = "\0\0\0\0\0\0\2\0\0\0\0\1\x88\xb5" "mine?";
	struct sockaddr_ll a = { .sll_family = AF_PACKET, .sll_ifindex = lo, .sll_protocol = htons(OURS), .sll_halen = 6 };
	int all = make(SOCK_RAW, ETH_P_ALL, lo), ours = make(SOCK_RAW, OURS, lo), data = make(SOCK_DGRAM, OURS, lo);
	int loose = make(SOCK_RAW, 0, 0), other = make(SOCK_DGRAM, ETH_P_ARP, lo);

	T(send(all, frame, 19, 0));
	drain("all", all);
	drain("ours", ours);
	drain("data", data);
	drain("other", other);
	T(send(loose, frame, 19, 0));
	T(sendto(loose, frame, 19, 0, (void *)&a, LL));
	drain("all", all);
	drain("ours", ours);
	drain("data", data);
	T(send(ours, frame, 13, 0));
	T(send(ours, frame, 14, 0));
	T(send(ours, frame, 65536 + 14 + 1 + 4, 0));
	T(sendto(data, "data!", 5, 0, (void *)&a, LL));
	drain("all", all);
	drain("data", data);
	T(send(data, "plain", 5, 0));
	drain("data", data);
	T(sendto(data, "short", 5, 0, (void *)&a, LL - 1));
	a.sll_ifindex = 9999;
	T(sendto(data, "where", 5, 0, (void *)&a, LL));
	a.sll_family = AF_INET;
	T(sendto(data, "who", 3, 0, (void *)&a, LL));
	drain("rest", ours);
	close(all);
	close(ours);
	close(data);
	close(loose);
	close(other);
}

/* An interface by its name, of packet sockets and others; and what there is. */
static void devices(int s)
{
	char name[16] = "";
	struct ifreq r[4];
	struct ifconf c = { .ifc_len = 0 };
	socklen_t n = sizeof name;
	int udp = socket(AF_INET, SOCK_DGRAM, 0), un = socket(AF_UNIX, SOCK_STREAM, 0);

	for (int i = 0; i < 2; i++, s = udp) {
		n = sizeof name;
		T(getsockopt(s, SOL_SOCKET, SO_BINDTODEVICE, name, &n));
		printf("%d\n", (int)n);
		T(setsockopt(s, SOL_SOCKET, SO_BINDTODEVICE, "none", 5));
		T(setsockopt(s, SOL_SOCKET, SO_BINDTODEVICE, "lo", 2));
		n = 15;
		T(getsockopt(s, SOL_SOCKET, SO_BINDTODEVICE, name, &n));
		n = sizeof name;
		T(getsockopt(s, SOL_SOCKET, SO_BINDTODEVICE, name, &n));
		printf("%d %s\n", (int)n, name);
		T(setsockopt(s, SOL_SOCKET, SO_BINDTODEVICE, "", 0));
		n = sizeof name;
		T(getsockopt(s, SOL_SOCKET, SO_BINDTODEVICE, name, &n));
		printf("%d\n", (int)n);
	}
	memset(r, 0, sizeof r);
	strcpy(r[0].ifr_name, "lo");
	T(ioctl(un, SIOCGIFINDEX, r));
	printf("%d\n", r[0].ifr_ifindex == lo);
	T(ioctl(udp, SIOCGIFCONF, &c));
	printf("%d\n", c.ifc_len);
	c = (struct ifconf){ .ifc_len = sizeof r, .ifc_req = r };
	T(ioctl(udp, SIOCGIFCONF, &c));
	printf("%d %s %s\n", c.ifc_len, r[0].ifr_name, inet_ntoa(((struct sockaddr_in *)&r[0].ifr_addr)->sin_addr));
	c.ifc_len = sizeof r[0] - 1;
	T(ioctl(un, SIOCGIFCONF, &c));
	printf("%d\n", c.ifc_len);
	T(ioctl(udp, SIOCGIFCONF, NULL));
	close(udp);
	close(un);
}

static void options(void)
{
	struct packet_mreq m = { .mr_ifindex = lo, .mr_type = PACKET_MR_PROMISC };
	unsigned count[2] = { 9, 9 };
	int s = make(SOCK_RAW, OURS, lo), from = make(SOCK_RAW, OURS, lo), on = 1, got = -1;
	uint8_t frame[100] = "\0\0\0\0\0\0\0\0\0\0\0\0\x88\xb5";
	socklen_t n = sizeof count, one = sizeof got;

	T(setsockopt(s, SOL_PACKET, PACKET_ADD_MEMBERSHIP, &m, sizeof m));
	T(setsockopt(s, SOL_PACKET, PACKET_DROP_MEMBERSHIP, &m, sizeof m));
	T(setsockopt(s, SOL_PACKET, PACKET_DROP_MEMBERSHIP, &m, sizeof m));
	T(setsockopt(s, SOL_PACKET, PACKET_ADD_MEMBERSHIP, &m, sizeof m - 1));
	m.mr_ifindex = 9999;
	T(setsockopt(s, SOL_PACKET, PACKET_ADD_MEMBERSHIP, &m, sizeof m));
	T(setsockopt(s, SOL_PACKET, 9999, &on, sizeof on));
	T(getsockopt(s, SOL_PACKET, 9999, &got, &one));
	T(setsockopt(s, SOL_PACKET, AUXDATA, &on, sizeof on));
	T(getsockopt(s, SOL_PACKET, AUXDATA, &got, &one));
	printf("%d\n", got);
	for (int i = 0; i < 3; i++)
		send(from, frame, sizeof frame, 0);
	T(getsockopt(s, SOL_PACKET, STATISTICS, count, &n));
	printf("%u, %u\n", count[0], count[1]);
	T(getsockopt(s, SOL_PACKET, STATISTICS, count, &n));
	printf("%u, %u\n", count[0], count[1]);
	got = 1; /* the least there is */
	T(setsockopt(s, SOL_SOCKET, SO_RCVBUF, &got, sizeof got));
	for (int i = 0; i < 100; i++)
		send(from, frame, sizeof frame, 0);
	T(getsockopt(s, SOL_PACKET, STATISTICS, count, &n));
	printf("%u, %d\n", count[0], count[1] > 90);
	devices(s);
	T(getsockopt(s, SOL_SOCKET, SO_DOMAIN, &got, &one));
	printf("%d\n", got);
	T(getsockopt(s, SOL_SOCKET, SO_PROTOCOL, &got, &one));
	printf("%04x\n", ntohs(got));
	close(s);
	close(from);
}

/* What a filter lets through, and how much of it. */
static void filters(void)
{
	struct insn type[] = { { 0x28, 0, 0, 12 }, { 0x15, 0, 1, OURS }, { 0x06, 0, 0, 16 }, { 0x06, 0, 0, 0 } };
	struct insn sums[] = {
		{ 0x80, 0, 0, 0 },    /* A = length */
		{ 0x07, 0, 0, 0 },    /* X = A */
		{ 0x00, 0, 0, 1000 }, /* A = 1000 */
		{ 0x1c, 0, 0, 0 },    /* A -= X */
		{ 0x02, 0, 0, 3 },    /* M[3] = A */
		{ 0x01, 0, 0, 3 },    /* X = 3 */
		{ 0x50, 0, 0, 11 },   /* A = byte at 11 + 3 */
		{ 0x54, 0, 0, 0x0f }, /* A &= 15 */
		{ 0x25, 0, 1, 4 },    /* more than 4? */
		{ 0x60, 0, 0, 3 },    /* A = M[3] */
		{ 0x16, 0, 0, 0 },    /* that much */
	};
	struct insn bad[] = { { 0x05, 0, 0, 7 }, { 0x06, 0, 0, 0 } }, open[] = { { 0x00, 0, 0, 7 } };
	struct insn divides[] = { { 0x34, 0, 0, 0 }, { 0x06, 0, 0, 0 } }, beyond[] = { { 0x20, 0, 0, 4000 }, { 0x06, 0, 0, 99 } };
	struct insn slot[] = { { 0x60, 0, 0, 16 }, { 0x06, 0, 0, 0 } }, outgoing[] = {
		{ 0x28, 0, 0, 0xfffff000 + 4 }, /* the kind of the packet */
		{ 0x15, 0, 1, PACKET_OUTGOING },
		{ 0x06, 0, 0, 99 },
		{ 0x06, 0, 0, 0 },
	};
	struct program p = { 4, type };
	uint8_t frame[60] = "\0\0\0\0\0\0\0\0\0\0\0\0\x88\xb5\x47 hello";
	int s = make(SOCK_RAW, ETH_P_ALL, lo), from = make(SOCK_RAW, 0, lo), on = 0;

	T(setsockopt(s, SOL_SOCKET, SO_ATTACH_FILTER, &p, sizeof p));
	send(from, frame, 30, 0);
	frame[13] = 0xb6;
	send(from, frame, 30, 0);
	frame[13] = 0xb5;
	drain("by type", s);
	p = (struct program){ 11, sums };
	T(setsockopt(s, SOL_SOCKET, SO_ATTACH_FILTER, &p, sizeof p));
	send(from, frame, 60, 0);
	frame[14] = 0x42;
	send(from, frame, 60, 0);
	drain("by a byte", s);
	p = (struct program){ 2, beyond };
	T(setsockopt(s, SOL_SOCKET, SO_ATTACH_FILTER, &p, sizeof p));
	send(from, frame, 60, 0);
	drain("beyond", s);
	p = (struct program){ 4, outgoing };
	T(setsockopt(s, SOL_SOCKET, SO_ATTACH_FILTER, &p, sizeof p));
	send(from, frame, 60, 0);
	drain("outgoing", s);
	p = (struct program){ 2, bad };
	T(setsockopt(s, SOL_SOCKET, SO_ATTACH_FILTER, &p, sizeof p));
	p = (struct program){ 1, open };
	T(setsockopt(s, SOL_SOCKET, SO_ATTACH_FILTER, &p, sizeof p));
	p = (struct program){ 2, divides };
	T(setsockopt(s, SOL_SOCKET, SO_ATTACH_FILTER, &p, sizeof p));
	p = (struct program){ 2, slot };
	T(setsockopt(s, SOL_SOCKET, SO_ATTACH_FILTER, &p, sizeof p));
	p = (struct program){ 0, slot };
	T(setsockopt(s, SOL_SOCKET, SO_ATTACH_FILTER, &p, sizeof p));
	p = (struct program){ 2, NULL };
	T(setsockopt(s, SOL_SOCKET, SO_ATTACH_FILTER, &p, sizeof p));
	T(setsockopt(s, SOL_SOCKET, SO_ATTACH_FILTER, &p, sizeof p - 1));
	T(setsockopt(s, SOL_SOCKET, SO_DETACH_FILTER, &on, sizeof on));
	T(setsockopt(s, SOL_SOCKET, SO_DETACH_FILTER, &on, sizeof on));
	send(from, frame, 60, 0);
	drain("without", s);
	close(s);
	close(from);
}

int main(void)
{
	struct ifreq r = { .ifr_name = "lo" };
	int s = socket(AF_PACKET, SOCK_RAW, 0);

	T(ioctl(s, SIOCGIFINDEX, &r));
	lo = r.ifr_ifindex;
	T(ioctl(s, SIOCGIFFLAGS, &r));
	printf("%x\n", r.ifr_flags & (IFF_UP | IFF_LOOPBACK));
	close(s);
	kinds();
	passing();
	own();
	options();
	filters();
	return 0;
}
