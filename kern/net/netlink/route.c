/* SPDX-License-Identifier: MIT */
/* Interfaces, their addresses, and routes, as rtnetlink(7) tells them. */
#include "base/errno.h"
#include "base/string.h"
#include "kern/net/interface.h"
#include "kern/net/netlink/netlink_int.h"

/* Types of messages: what there is, and the question for it. Between: what is no more. */
enum {
	RTM_NEWLINK = 16,
	RTM_GETLINK = 18,
	RTM_NEWADDR = 20,
	RTM_GETADDR = 22,
	RTM_NEWROUTE = 24,
	RTM_GETROUTE = 26,
	RTM_GETNEIGH = 30,
	RTM_GETRULE = 34,
	RTM_GETQDISC = 38,
};

struct ifinfomsg {
	uint8_t family;
	uint8_t pad;
	uint16_t kind; /* ARPHRD_* */
	int32_t index;
	uint32_t flags;
	uint32_t change;
};

struct ifaddrmsg {
	uint8_t family;
	uint8_t prefix;
	uint8_t flags;
	uint8_t scope;
	uint32_t index;
};

struct rtmsg {
	uint8_t family;
	uint8_t prefix;
	uint8_t source_prefix;
	uint8_t tos;
	uint8_t table;
	uint8_t protocol;
	uint8_t scope;
	uint8_t type;
	uint32_t flags;
};

enum { IFLA_ADDRESS = 1, IFLA_BROADCAST, IFLA_IFNAME, IFLA_MTU, IFLA_QDISC = 6, IFLA_TXQLEN = 13 };
enum { IFLA_OPERSTATE = 16, IFLA_LINKMODE };
enum { IFA_ADDRESS = 1, IFA_LOCAL, IFA_LABEL, IFA_BROADCAST, IFA_FLAGS = 8 };
enum { RTA_DST = 1, RTA_OIF = 4, RTA_GATEWAY };

#define ARPHRD_ETHER    1
#define ARPHRD_LOOPBACK 772

#define OPER_UNKNOWN 0 /* IF_OPER_*: loopback has no state */
#define OPER_DOWN    2
#define OPER_UP      6

#define IFA_F_TENTATIVE 0x40
#define IFA_F_PERMANENT 0x80

#define RT_TABLE_MAIN 254
#define RTPROT_BOOT   3
#define RTN_UNICAST   1

static size_t address_size(unsigned family)
{
	return family == SOCKET_INET6 ? 16 : 4;
}

static void tell_link(struct netlink_reply *r, const struct net_interface *i, bool multi)
{
	bool loop = i->flags & NET_LOOPBACK;
	uint32_t queue = 1000;
	uint8_t state = loop ? OPER_UNKNOWN : i->flags & NET_RUNNING ? OPER_UP : OPER_DOWN;
	uint8_t mode = 0, every[sizeof i->mac];
	struct ifinfomsg *m = reply_begin(r, RTM_NEWLINK + r->gone, multi, sizeof *m);

	if (!m)
		return;
	memset(every, loop ? 0 : 0xff, sizeof every);
	*m = (struct ifinfomsg){
		.kind = loop ? ARPHRD_LOOPBACK : ARPHRD_ETHER,
		.index = (int32_t)i->index,
		.flags = i->flags,
	};
	reply_add(r, IFLA_IFNAME, i->name, strlen(i->name) + 1);
	reply_add(r, IFLA_TXQLEN, &queue, sizeof queue);
	reply_add(r, IFLA_OPERSTATE, &state, sizeof state);
	reply_add(r, IFLA_LINKMODE, &mode, sizeof mode);
	reply_add(r, IFLA_MTU, &i->mtu, sizeof i->mtu);
	reply_add(r, IFLA_QDISC, "noqueue", sizeof "noqueue");
	reply_add(r, IFLA_ADDRESS, i->mac, sizeof i->mac);
	reply_add(r, IFLA_BROADCAST, every, sizeof every);
}

/* The name of the interface (index), for a label. */
static bool find_link(uint32_t index, struct net_interface *i)
{
	for (unsigned n = 0; LINKED(net_interface_get) && net_interface_get(n, i); n++)
		if (i->index == index)
			return true;
	return false;
}

static void tell_address(struct netlink_reply *r, const struct net_address *a)
{
	uint32_t flags = (a->dynamic ? 0 : IFA_F_PERMANENT) | (a->tentative ? IFA_F_TENTATIVE : 0);
	struct ifaddrmsg *m = reply_begin(r, RTM_NEWADDR + r->gone, true, sizeof *m);
	struct net_interface i;

	if (!m)
		return;
	*m = (struct ifaddrmsg){
		.family = a->family,
		.prefix = a->prefix,
		.flags = (uint8_t)flags,
		.scope = a->scope,
		.index = a->interface,
	};
	reply_add(r, IFA_ADDRESS, a->bytes, address_size(a->family));
	if (a->family == SOCKET_INET) {
		reply_add(r, IFA_LOCAL, a->bytes, address_size(a->family));
		if (find_link(a->interface, &i)) {
			uint32_t host = a->prefix < 32 ? UINT32_MAX >> a->prefix : 0, ip;

			memcpy(&ip, a->bytes, sizeof ip);
			ip |= __builtin_bswap32(host);
			if (i.flags & NET_BROADCAST)
				reply_add(r, IFA_BROADCAST, &ip, sizeof ip);
			reply_add(r, IFA_LABEL, i.name, strlen(i.name) + 1);
		}
	}
	reply_add(r, IFA_FLAGS, &flags, sizeof flags);
}

static void tell_route(struct netlink_reply *r, const struct net_route *t)
{
	struct rtmsg *m = reply_begin(r, RTM_NEWROUTE + r->gone, true, sizeof *m);

	if (!m)
		return;
	*m = (struct rtmsg){
		.family = t->family,
		.prefix = t->prefix,
		.table = RT_TABLE_MAIN,
		.protocol = RTPROT_BOOT,
		.scope = t->scope,
		.type = RTN_UNICAST,
	};
	if (t->prefix)
		reply_add(r, RTA_DST, t->to, address_size(t->family));
	if (t->has_gateway)
		reply_add(r, RTA_GATEWAY, t->gateway, address_size(t->family));
	reply_add(r, RTA_OIF, &t->interface, sizeof t->interface);
}

void route_tell(struct netlink_reply *r, enum netlink_kind kind, const union netlink_item *i)
{
	switch (kind) {
	case NETLINK_LINK:
		tell_link(r, &i->link, false);
		break;
	case NETLINK_ADDRESS:
		tell_address(r, &i->address);
		break;
	default:
		tell_route(r, &i->route);
	}
}

/* --- Questions --- */

/* Of which family: AF_UNSPEC is all. */
static unsigned asked_family(const struct nlmsghdr *h)
{
	return h->len > sizeof *h ? *(const uint8_t *)(h + 1) : 0;
}

static void dump_links(struct netlink_reply *r)
{
	struct net_interface i;

	for (unsigned n = 0; LINKED(net_interface_get) && net_interface_get(n, &i); n++)
		tell_link(r, &i, true);
}

static void dump_addresses(struct netlink_reply *r)
{
	unsigned family = asked_family(r->request);
	struct net_address a;

	for (unsigned n = 0; LINKED(net_address_get) && net_address_get(n, &a); n++)
		if (!family || family == a.family)
			tell_address(r, &a);
}

static void dump_routes(struct netlink_reply *r)
{
	unsigned family = asked_family(r->request);
	struct net_route t;

	for (unsigned n = 0; LINKED(net_route_get) && net_route_get(n, &t); n++)
		if (!family || family == t.family)
			tell_route(r, &t);
}

/* All of a kind, and that this is all. */
static int dump(struct netlink_reply *r)
{
	int32_t *done;

	switch (r->request->type) {
	case RTM_GETLINK:
		dump_links(r);
		break;
	case RTM_GETADDR:
		dump_addresses(r);
		break;
	case RTM_GETROUTE:
		dump_routes(r);
		break;
	case RTM_GETNEIGH:
	case RTM_GETRULE:
	case RTM_GETQDISC:
		break; /* there are none */
	default:
		return -EOPNOTSUPP;
	}
	reply_flush(r);
	done = reply_begin(r, NLMSG_DONE, true, sizeof *done);
	reply_flush(r);
	return done ? 0 : -ENOMEM;
}

/* One interface, by its number or by its name. */
static int get_link(struct netlink_reply *r)
{
	const struct nlmsghdr *h = r->request;
	const struct ifinfomsg *m = (const struct ifinfomsg *)(h + 1);
	const uint8_t *end = (const uint8_t *)h + h->len, *at = (const uint8_t *)(m + 1);
	char name[NET_NAME_SIZE] = "";
	struct net_interface i;

	if (h->len < sizeof *h + sizeof *m)
		return -EINVAL;
	while (end - at >= 4) {
		uint16_t a[2];

		memcpy(a, at, sizeof a);
		if (a[0] < sizeof a || a[0] > end - at)
			return -EINVAL;
		if (a[1] == IFLA_IFNAME)
			memcpy(name, at + sizeof a, MIN(a[0] - sizeof a, sizeof name - 1));
		at += MIN((ptrdiff_t)NLMSG_ALIGN(a[0]), end - at);
	}
	for (unsigned n = 0; LINKED(net_interface_get) && net_interface_get(n, &i); n++)
		if (m->index > 0 ? i.index == (uint32_t)m->index : !strcmp(i.name, name)) {
			tell_link(r, &i, false);
			reply_flush(r);
			return r->err;
		}
	return m->index > 0 || *name ? -ENODEV : -EINVAL;
}

int route_answer(struct netlink_reply *r)
{
	if ((r->request->flags & NLM_F_DUMP) == NLM_F_DUMP)
		return dump(r);
	if (r->request->type == RTM_GETLINK)
		return get_link(r);
	return -EOPNOTSUPP;
}
