/* SPDX-License-Identifier: MIT */
/*
 * What netlink tells of addresses that come and go.
 *
 * Links: $(NET_SCRIPT)
 */
#include <string.h>

#include "abi/linux/syscalls.h"
#include "base/errno.h"
#include "kern/net/socket.h"
#include "lwip/netif.h"
#include "port/lwip/stack.h"
#include "test/unit/net_fake.h"
#include "test/unit/tap.h"

#define NONBLOCK 04000
#define DONTWAIT 0x40

#define GROUP_ADDRESS  0x10u
#define GROUP_ADDRESS6 0x100u
#define GROUP_ROUTE    0x40u

enum { NEWADDR = 20, DELADDR = 21, NEWROUTE = 24, DELROUTE = 25 };

struct name {
	uint16_t family, pad;
	uint32_t port, groups;
};

/* The first message of a datagram: the header, and that of addresses. */
struct message {
	uint32_t len;
	uint16_t type, flags;
	uint32_t seq, port;
	uint8_t family, prefix, address_flags, scope;
	uint32_t index;
};

static struct message last;
static struct name from;

static int join(uint32_t groups)
{
	const struct name a = { .family = SOCKET_NETLINK, .groups = groups };
	int s = sys_socket(SOCKET_NETLINK, SOCKET_RAW | NONBLOCK, 0);

	ok_int(sys_bind(s, &a, sizeof a), 0, "joins");
	return s;
}

/* The type of what (s) is told next, or an error. */
static int told(int s)
{
	uint64_t buf[512];
	int n = sizeof from;
	long r = sys_recvfrom(s, buf, sizeof buf, DONTWAIT, &from, &n);

	if (r < 0)
		return (int)r;
	memcpy(&last, buf, sizeof last);
	return last.type;
}

static void set_address(struct netif *n, uint8_t last_byte)
{
	ip4_addr_t ip, mask, gateway;

	IP4_ADDR(&ip, 10, 0, 0, last_byte);
	IP4_ADDR(&mask, 255, 255, 255, 0);
	ip4_addr_set_zero(&gateway);
	stack_lock();
	netif_set_addr(n, &ip, &mask, &gateway);
	stack_unlock();
}

/* One more, of which it is yet to be found out whether somebody else has it. */
static void add_address6(struct netif *n)
{
	static const uint8_t any[60];
	ip6_addr_t ip;
	s8_t slot;

	fake_net_receive(any, sizeof any); /* timers do not rest then */

	IP6_ADDR(&ip, PP_HTONL(0xfd000000), 0, 0, PP_HTONL(7));
	stack_lock();
	(void)!netif_add_ip6_address(n, &ip, &slot);
	stack_unlock();
}

int main(void)
{
	int six, four, both;

	fake_net_start("10.0.0.2/24");
	six = join(GROUP_ADDRESS6);
	four = join(GROUP_ADDRESS);
	both = join(GROUP_ADDRESS | GROUP_ROUTE);
	ok_int(told(six), -EAGAIN, "nothing of what there was");
	add_address6(netif_default);
	ok_int(told(six), NEWADDR, "an address that comes");
	ok(last.address_flags & 0x40, "and may be somebody else's");
	fake_net_wait(5000);
	ok_int(told(six), NEWADDR, "it is nobody else's");
	ok(last.family == SOCKET_INET6 && !last.seq && !last.port && !last.flags &&
		   !(last.address_flags & 0x40) && from.groups == GROUP_ADDRESS6 && !from.port,
	   "is told to the group, as it is");
	ok_int(told(four), -EAGAIN, "and to no other");
	set_address(netif_default, 9);
	ok_int(told(four), NEWADDR, "an address that comes");
	ok(last.family == SOCKET_INET && last.prefix == 24, "as it is");
	ok_int(told(four), DELADDR, "for one that goes");
	ok_int(told(four), -EAGAIN, "and nothing more");
	ok_int(told(both), NEWADDR, "to all of the group");
	ok_int(told(both), DELADDR, "both of them");
	ok_int(told(both), -EAGAIN, "the route is as it was");
	ok_int(told(six), -EAGAIN, "not of the other family");
	(void)sys_close(four);
	set_address(netif_default, 10);
	set_address(netif_default, 9);
	ok_int(told(both), -EAGAIN, "what is undone before anybody looks");
	(void)sys_close(both);
	set_address(netif_default, 11);
	four = join(GROUP_ADDRESS);
	ok_int(told(four), -EAGAIN, "who joins later does not hear of it");
	set_address(netif_default, 12);
	ok_int(told(four), NEWADDR, "but of what comes then");
	(void)sys_close(four);
	(void)sys_close(six);
	return tap_done();
}
