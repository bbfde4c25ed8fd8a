/* SPDX-License-Identifier: MIT */
/* Options of SOL_IP and SOL_IPV6. */
#include "base/errno.h"
#include "base/string.h"
#include "kern/net/interface.h"
#include "lwip/igmp.h"
#include "lwip/ip.h"
#include "lwip/mld6.h"
#include "lwip/netif.h"
#include "lwip/prot/ip.h"
#include "lwip/raw.h"
#include "lwip/udp.h"
#include "port/lwip/inet.h"
#include "port/lwip/tcp/tcp.h"

enum {
	IP_TOS = 1,
	IP_TTL = 2,
	IP_HDRINCL = 3,
	IP_OPTIONS = 4,
	IP_PKTINFO = 8,
	IP_MTU_DISCOVER = 10,
	IP_RECVERR = 11,
	IP_RECVTTL = 12,
	IP_RECVTOS = 13,
	IP_MTU = 14,
	IP_FREEBIND = 15,
	IP_TRANSPARENT = 19,
	IP_BIND_ADDRESS_NO_PORT = 24,
	IP_MULTICAST_IF = 32,
	IP_MULTICAST_TTL = 33,
	IP_MULTICAST_LOOP = 34,
	IP_ADD_MEMBERSHIP = 35,
	IP_DROP_MEMBERSHIP = 36,
	IP_MULTICAST_ALL = 49,
};

enum {
	IPV6_UNICAST_HOPS = 16,
	IPV6_MULTICAST_IF = 17,
	IPV6_MULTICAST_HOPS = 18,
	IPV6_MULTICAST_LOOP = 19,
	IPV6_ADD_MEMBERSHIP = 20,
	IPV6_DROP_MEMBERSHIP = 21,
	IPV6_MTU_DISCOVER = 23,
	IPV6_MTU = 24,
	IPV6_RECVERR = 25,
	IPV6_V6ONLY = 26,
	IPV6_RECVPKTINFO = 49,
	IPV6_RECVHOPLIMIT = 51,
	IPV6_RECVTCLASS = 66,
	IPV6_TCLASS = 67,
	IPV6_TRANSPARENT = 75,
	IPV6_FREEBIND = 78,
};

#define TTL_DEFAULT 64
#define MTU_DEFAULT 1 /* IP_PMTUDISC_WANT: ip_no_pmtu_disc is 0 */
#define IP_MTU_MAX  0xffffu

#define TOS_ECN 3 /* bits that are TCP's own */

/* The pcb that lwIP keeps of (s) for options; a stream's may not be there. */
static struct ip_pcb *pcb_of(struct socket *s, struct ip_pcb *pcb) REQUIRES(&stack)
{
	if (pcb || s->type != SOCKET_STREAM)
		return pcb;
	return tcp_need_pcb(tcp_socket_of(s)) ? NULL : (struct ip_pcb *)tcp_socket_of(s)->pcb;
}

static int join(int name, const void *value, size_t n) REQUIRES(&stack)
{
	struct {
		uint32_t group, interface;
	} four;
	struct {
		uint8_t group[16];
		uint32_t interface;
	} six;
	ip4_addr_t group, interface;
	ip6_addr_t group6;
	err_t r;

	if (name == IP_ADD_MEMBERSHIP || name == IP_DROP_MEMBERSHIP) {
		if (n < sizeof four)
			return -EINVAL;
		memcpy(&four, value, sizeof four);
		group.addr = four.group;
		interface.addr = four.interface;
		r = name == IP_ADD_MEMBERSHIP ? igmp_joingroup(&interface, &group)
					      : igmp_leavegroup(&interface, &group);
	} else {
		if (n < sizeof six)
			return -EINVAL;
		memcpy(&six, value, sizeof six);
		memcpy(group6.addr, six.group, sizeof six.group);
		ip6_addr_clear_zone(&group6);
		r = name == IPV6_ADD_MEMBERSHIP ? mld6_joingroup(IP6_ADDR_ANY6, &group6)
						: mld6_leavegroup(IP6_ADDR_ANY6, &group6);
	}
	return r == ERR_OK ? 0 : r == ERR_VAL ? -ENODEV : inet_errno(r);
}

/* What an option is told by: its level and name. */
static int key_of(int level, int name)
{
	return (unsigned)name > UINT8_MAX ? -1 : level << 8 | name;
}

static int set_hops(struct ip_pcb *pcb, int level, int value) REQUIRES(&stack)
{
	if (value < -1 || value > 255 || (value == 0 && level == SOL_IP))
		return -EINVAL;
	pcb->ttl = value == -1 ? TTL_DEFAULT : (u8_t)value;
	return 0;
}

static int set_multicast_hops(struct socket *s, struct ip_pcb *pcb, int value) REQUIRES(&stack)
{
	u8_t ttl = (u8_t)(value == -1 ? 1 : value);

	if (s->type == SOCKET_STREAM)
		return -EINVAL;
	/* Datagrams of ICMP have a raw pcb. */
	if (s->protocol == IP_PROTO_UDP && s->type == SOCKET_DGRAM)
		udp_set_multicast_ttl((struct udp_pcb *)pcb, ttl);
	else
		raw_set_multicast_ttl((struct raw_pcb *)pcb, ttl);
	return 0;
}

#define IS_ON(level, name, field)                                           \
	{                                                                   \
		(level) << 8 | (name), offsetof(struct inet_options, field) \
	}

/* Those that are on or off. */
static const struct option_place switches[] = {
	IS_ON(SOL_IP, IP_PKTINFO, tell_info),
	IS_ON(SOL_IPV6, IPV6_RECVPKTINFO, tell_info6),
	IS_ON(SOL_IP, IP_RECVTTL, tell_ttl),
	IS_ON(SOL_IPV6, IPV6_RECVHOPLIMIT, tell_ttl),
	IS_ON(SOL_IP, IP_RECVTOS, tell_tos),
	IS_ON(SOL_IPV6, IPV6_RECVTCLASS, tell_tos),
	IS_ON(SOL_IP, IP_RECVERR, tell_errors),
	IS_ON(SOL_IPV6, IPV6_RECVERR, tell_errors),
	IS_ON(SOL_IP, IP_FREEBIND, free_bind),
	IS_ON(SOL_IPV6, IPV6_FREEBIND, free_bind),
	IS_ON(SOL_IP, IP_TRANSPARENT, transparent),
	IS_ON(SOL_IPV6, IPV6_TRANSPARENT, transparent),
	IS_ON(SOL_IP, IP_BIND_ADDRESS_NO_PORT, late_port),
};

static int set_locked(struct socket *s, struct ip_pcb *pcb, struct inet_options *o, int level,
		      int name, int value) REQUIRES(&stack)
{
	bool *on = option_find(o, switches, nitems(switches), key_of(level, name));

	if (on) {
		*on = value;
		return 0;
	}
	switch (key_of(level, name)) {
	case SOL_IP << 8 | IP_TOS:
		if (s->type == SOCKET_STREAM)
			value = (value & ~TOS_ECN) | (pcb->tos & TOS_ECN);
		pcb->tos = (u8_t)value;
		return 0;
	case SOL_IPV6 << 8 | IPV6_TCLASS:
		pcb->tos = (u8_t)value;
		return 0;
	case SOL_IP << 8 | IP_TTL:
	case SOL_IPV6 << 8 | IPV6_UNICAST_HOPS:
		return set_hops(pcb, level, value);
	case SOL_IP << 8 | IP_MTU_DISCOVER:
	case SOL_IPV6 << 8 | IPV6_MTU_DISCOVER:
		if (value < 0 || value > 5)
			return -EINVAL;
		o->mtu_discover = (uint8_t)value;
		o->mtu_is_set = true;
		return 0;
	case SOL_IP << 8 | IP_MULTICAST_TTL:
		return set_multicast_hops(s, pcb, value);
	case SOL_IPV6 << 8 | IPV6_V6ONLY:
		s->v6_only = value != 0;
		IP_SET_TYPE_VAL(pcb->local_ip, value ? IPADDR_TYPE_V6 : IPADDR_TYPE_ANY);
		return 0;
	case SOL_IP << 8 | IP_MULTICAST_LOOP:
	case SOL_IP << 8 | IP_MULTICAST_ALL:
	case SOL_IP << 8 | IP_MULTICAST_IF:
	case SOL_IPV6 << 8 | IPV6_MTU:
	case SOL_IPV6 << 8 | IPV6_MULTICAST_HOPS:
	case SOL_IPV6 << 8 | IPV6_MULTICAST_LOOP:
	case SOL_IPV6 << 8 | IPV6_MULTICAST_IF:
		return 0;
	default:
		return -ENOPROTOOPT;
	}
}

/* An option may be told in one byte, as some programs do. */
static int take_number(const void *value, size_t n, int *number)
{
	if (n >= sizeof *number)
		memcpy(number, value, sizeof *number);
	else if (n >= 1)
		*number = *(const uint8_t *)value;
	else
		return -EINVAL;
	return 0;
}

int inet_set_option(struct socket *s, struct ip_pcb *pcb, struct inet_options *o, int level,
		    int name, const void *value, size_t n)
{
	bool device = level == SOL_SOCKET && name == SO_BINDTODEVICE;
	int number = 0, err;

	if (level != SOL_IP && level != SOL_IPV6 && !device)
		return -ENOPROTOOPT;
	if (level == SOL_IPV6 && s->family != SOCKET_INET6)
		return -ENOPROTOOPT;
	err = device ? 0 : take_number(value, n, &number);
	if (err)
		return err;
	stack_lock();
	pcb = pcb_of(s, pcb);
	if (!pcb)
		err = -ENOBUFS;
	else if (device)
		err = inet_set_device(value, n, &pcb->netif_idx);
	else if ((level == SOL_IP && (name == IP_ADD_MEMBERSHIP || name == IP_DROP_MEMBERSHIP)) ||
		 (level == SOL_IPV6 &&
		  (name == IPV6_ADD_MEMBERSHIP || name == IPV6_DROP_MEMBERSHIP)))
		err = join(name, value, n);
	else
		err = set_locked(s, pcb, o, level, name, number);
	stack_unlock();
	return err;
}

/* That of the way to whom it is connected to. */
static int get_mtu(const struct ip_pcb *pcb, int level, int *value) REQUIRES(&stack)
{
	const struct netif *n;
	struct net_interface i;

	if (ip_addr_isany(&pcb->remote_ip))
		return -ENOTCONN;
	n = ip_route(&pcb->local_ip, &pcb->remote_ip);
	if (!n)
		return -ENOTCONN;
	inet_describe(n, &i);
	*value = (int)(level == SOL_IP ? MIN(i.mtu, IP_MTU_MAX) : i.mtu);
	return 0;
}

static int get_locked(const struct socket *s, const struct ip_pcb *pcb, struct inet_options *o,
		      int level, int name, int *value) REQUIRES(&stack)
{
	const bool *on = option_find(o, switches, nitems(switches), key_of(level, name));

	if (on) {
		*value = *on;
		return 0;
	}
	switch (key_of(level, name)) {
	case SOL_IP << 8 | IP_TOS:
	case SOL_IPV6 << 8 | IPV6_TCLASS:
		*value = pcb->tos;
		return 0;
	case SOL_IP << 8 | IP_TTL:
	case SOL_IPV6 << 8 | IPV6_UNICAST_HOPS:
		*value = pcb->ttl;
		return 0;
	case SOL_IP << 8 | IP_MTU_DISCOVER:
	case SOL_IPV6 << 8 | IPV6_MTU_DISCOVER:
		*value = o->mtu_is_set ? o->mtu_discover : MTU_DEFAULT;
		return 0;
	case SOL_IPV6 << 8 | IPV6_V6ONLY:
		*value = s->v6_only;
		return 0;
	case SOL_IP << 8 | IP_HDRINCL: /* a raw socket says so itself */
		*value = 0;
		return 0;
	case SOL_IP << 8 | IP_MTU:
	case SOL_IPV6 << 8 | IPV6_MTU:
		return get_mtu(pcb, level, value);
	default:
		return -ENOPROTOOPT;
	}
}

int inet_get_option(struct socket *s, struct ip_pcb *pcb, struct inet_options *o, int level,
		    int name, void *value, size_t *n)
{
	bool device = level == SOL_SOCKET && name == SO_BINDTODEVICE;
	int number = 0, err;

	if (level == SOL_IPV6 && s->family != SOCKET_INET6)
		return -EOPNOTSUPP;
	if (level == SOL_IP && name == IP_OPTIONS) { /* there are none */
		*n = 0;
		return 0;
	}
	stack_lock();
	pcb = pcb_of(s, pcb);
	if (pcb && device)
		err = inet_get_device(pcb->netif_idx, value, n);
	else
		err = pcb ? get_locked(s, pcb, o, level, name, &number) : -ENOBUFS;
	stack_unlock();
	if (err || device)
		return err;
	*n = MIN(*n, sizeof number);
	memcpy(value, &number, *n);
	return 0;
}

/* --- SO_BINDTODEVICE --- */

int inet_set_device(const void *value, size_t n, uint8_t *index)
{
	char name[NET_NAME_SIZE] = { 0 };
	const struct netif *found;

	memcpy(name, value, MIN(n, sizeof name - 1));
	found = name[0] ? inet_find_interface(name, 0) : NULL;
	if (name[0] && !found)
		return -ENODEV;
	*index = found ? netif_get_index(found) : NETIF_NO_INDEX;
	return 0;
}

int inet_get_device(uint8_t index, void *value, size_t *n)
{
	const struct netif *found = netif_get_by_index(index);
	struct net_interface i;

	if (found && *n < NET_NAME_SIZE)
		return -EINVAL;
	*n = 0;
	if (!found)
		return 0;
	inet_describe(found, &i);
	*n = strlen(i.name) + 1;
	memcpy(value, i.name, *n);
	return 0;
}
