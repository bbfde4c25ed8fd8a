/* SPDX-License-Identifier: MIT */
/* What ioctl() asks of interfaces (netdevice(7)) and neighbours (arp(7)): kern/net/interface.h. */
#include "base/errno.h"
#include "base/log.h"
#include "base/string.h"
#include "kern/mem/user.h"
#include "kern/net/interface.h"
#include "lwip/etharp.h"
#include "lwip/netif.h"
#include "port/lwip/inet.h"

LINK_WITH(interface_configure);

enum {
	SIOCGIFNAME = 0x8910,
	SIOCGIFCONF = 0x8912,
	SIOCGIFFLAGS = 0x8913,
	SIOCGIFADDR = 0x8915,
	SIOCGIFDSTADDR = 0x8917,
	SIOCGIFBRDADDR = 0x8919,
	SIOCGIFNETMASK = 0x891b,
	SIOCGIFMETRIC = 0x891d,
	SIOCGIFMTU = 0x8921,
	SIOCGIFHWADDR = 0x8927,
	SIOCGIFSLAVE = 0x8929,
	SIOCGIFINDEX = 0x8933,
	SIOCGIFTXQLEN = 0x8942,
	SIOCETHTOOL = 0x8946,
	SIOCGARP = 0x8954,
	SIOCGIFMAP = 0x8970,
};

/* What would change something: netdevice(7) has one for nearly each question, a number behind. */
enum {
	SIOCSIFFLAGS = 0x8914,
	SIOCSIFADDR = 0x8916,
	SIOCSIFDSTADDR = 0x8918,
	SIOCSIFBRDADDR = 0x891a,
	SIOCSIFNETMASK = 0x891c,
	SIOCSIFMETRIC = 0x891e,
	SIOCSIFMTU = 0x8922,
	SIOCSIFNAME = 0x8923,
	SIOCSIFHWADDR = 0x8924,
	SIOCSIFTXQLEN = 0x8943,
	SIOCDARP = 0x8953,
	SIOCSARP = 0x8955,
	SIOCSIFMAP = 0x8971,
};

#define IFNAMSIZ NET_NAME_SIZE

#define ARPHRD_ETHER    1
#define ARPHRD_LOOPBACK 772

struct ifreq {
	char name[IFNAMSIZ];
	union {
		struct {
			uint16_t family, port;
			uint32_t address;
			uint8_t zero[8];
		} in;
		struct {
			uint16_t family;
			uint8_t address[14];
		} hardware;
		int16_t flags;
		int32_t number;
		uint8_t size[24];
	};
};
static_assert(sizeof(struct ifreq) == 40, "struct ifreq");

/* struct sockaddr, of IPv4 or of hardware. */
struct address {
	uint16_t family;
	uint8_t bytes[14];
};

#define IP_AT 2 /* in (bytes) */

struct arpreq {
	struct address ip;
	struct address hardware;
	int32_t flags;
	struct address netmask;
	char device[IFNAMSIZ];
};
static_assert(sizeof(struct arpreq) == 68, "struct arpreq");

/* Flags of it: an entry that is complete; what Linux takes with proxies alone. */
#define ATF_COM     0x02
#define ATF_PUBL    0x08
#define ATF_NETMASK 0x20
#define ATF_DONTPUB 0x40

#define QUEUE_LENGTH 1000 /* as netlink says, and Linux has it */

static int answer(struct ifreq *r, unsigned cmd, const struct netif *n) REQUIRES(&stack)
{
	struct net_interface i;

	inet_describe(n, &i);
	memset(r->size, 0, sizeof r->size);
	switch (cmd) {
	case SIOCGIFNAME:
		memcpy(r->name, i.name, IFNAMSIZ);
		r->number = (int32_t)i.index;
		return 0;
	case SIOCGIFINDEX:
		r->number = (int32_t)i.index;
		return 0;
	case SIOCGIFFLAGS:
		r->flags = (int16_t)i.flags;
		return 0;
	case SIOCGIFMTU:
		r->number = (int32_t)i.mtu;
		return 0;
	case SIOCGIFHWADDR:
		r->hardware.family = i.flags & NET_LOOPBACK ? ARPHRD_LOOPBACK : ARPHRD_ETHER;
		memcpy(r->hardware.address, i.mac, sizeof i.mac);
		return 0;
	case SIOCGIFMETRIC:
	case SIOCGIFMAP: /* no interrupt, no port, no memory */
		return 0;
	case SIOCGIFTXQLEN:
		r->number = QUEUE_LENGTH;
		return 0;
	case SIOCETHTOOL:
		return -EOPNOTSUPP;
	case SIOCGIFSLAVE:
		return -EINVAL;
	case SIOCGIFADDR:
	case SIOCGIFDSTADDR:
		r->in.address = netif_ip4_addr(n)->addr;
		break;
	case SIOCGIFNETMASK:
		r->in.address = netif_ip4_netmask(n)->addr;
		break;
	default:
		r->in.address = netif_ip4_addr(n)->addr | ~netif_ip4_netmask(n)->addr;
	}
	r->in.family = SOCKET_INET;
	return netif_ip4_addr(n)->addr ? 0 : -EADDRNOTAVAIL;
}

/* SIOCGIFCONF: those with an address of IPv4, as many as fit; without room, what they need. */
static int list_interfaces(uintptr_t arg)
{
	struct {
		int32_t len;
		struct ifreq *to;
	} list;
	struct ifreq r;
	int32_t used = 0;
	bool has = true;

	if (user_get(&list, (void *)arg, sizeof list))
		return -EFAULT;
	for (u8_t i = 1; has && (!list.to || list.len - used >= (int32_t)sizeof r); i++) {
		struct netif *n;
		bool addressed;

		stack_lock();
		n = netif_get_by_index(i);
		has = n != NULL;
		addressed = n && !answer(&r, SIOCGIFNAME, n) && !answer(&r, SIOCGIFADDR, n);
		stack_unlock();
		if (!addressed)
			continue;
		if (list.to && user_put((char *)list.to + used, &r, sizeof r))
			return -EFAULT;
		used += (int32_t)sizeof r;
	}
	list.len = used;
	return user_put((void *)arg, &list.len, sizeof list.len);
}

/* SIOCGARP: which hardware a neighbour of IPv4 has, if there is traffic with it. */
static int find_neighbour(struct arpreq *r) REQUIRES(&stack)
{
	struct netif *n = r->device[0] ? inet_find_interface(r->device, 0) : NULL;
	const ip4_addr_t *found_ip;
	struct eth_addr *found;
	unsigned kind;
	ip4_addr_t ip;

	if (!n)
		return -ENODEV;
	kind = inet_is_loop(n) ? ARPHRD_LOOPBACK : ARPHRD_ETHER;
	if (r->flags & ATF_COM && r->hardware.family && r->hardware.family != kind)
		return -EINVAL;
	memcpy(&ip.addr, r->ip.bytes + IP_AT, sizeof ip.addr);
	if (etharp_find_addr(n, &ip, &found, &found_ip) < 0)
		return -ENXIO;
	memset(&r->hardware, 0, sizeof r->hardware);
	r->hardware.family = (uint16_t)kind;
	memcpy(r->hardware.bytes, found->addr, sizeof found->addr);
	r->flags = ATF_COM;
	return 0;
}

static int ask_neighbour(uintptr_t arg)
{
	struct arpreq r;
	int err;

	if (user_get(&r, (void *)arg, sizeof r))
		return -EFAULT;
	if (r.ip.family != SOCKET_INET)
		return -EPFNOSUPPORT;
	if (!(r.flags & ATF_PUBL) && r.flags & (ATF_NETMASK | ATF_DONTPUB))
		return -EINVAL;
	stack_lock();
	err = find_neighbour(&r);
	stack_unlock();
	return err ? err : user_put((void *)arg, &r, sizeof r);
}

static int ask_interface(unsigned cmd, uintptr_t arg)
{
	struct netif *n;
	struct ifreq r;
	int err;

	if (user_get(&r, (void *)arg, sizeof r))
		return -EFAULT;
	stack_lock();
	n = inet_find_interface(cmd == SIOCGIFNAME ? NULL : r.name, (uint32_t)r.number);
	err = n ? answer(&r, cmd, n) : -ENODEV;
	stack_unlock();
	return err ? err : user_put((void *)arg, &r, sizeof r);
}

/* The network is as the tool and the keys of the image have it: nobody may change it. */
static int refuse(unsigned cmd)
{
	static bool said;

	if (!said)
		log_warn("ioctl", "interfaces and neighbours are not changed (0x%x)", cmd);
	said = true;
	return -EPERM;
}

int net_interface_ioctl(unsigned cmd, uintptr_t arg)
{
	switch (cmd) {
	case SIOCGIFCONF:
		return list_interfaces(arg);
	case SIOCGARP:
		return ask_neighbour(arg);
	case SIOCGIFNAME:
	case SIOCGIFFLAGS:
	case SIOCGIFADDR:
	case SIOCGIFDSTADDR:
	case SIOCGIFBRDADDR:
	case SIOCGIFNETMASK:
	case SIOCGIFMETRIC:
	case SIOCGIFMTU:
	case SIOCGIFHWADDR:
	case SIOCGIFSLAVE:
	case SIOCGIFINDEX:
	case SIOCGIFTXQLEN:
	case SIOCETHTOOL:
	case SIOCGIFMAP:
		return ask_interface(cmd, arg);
	case SIOCSIFFLAGS:
	case SIOCSIFADDR:
	case SIOCSIFDSTADDR:
	case SIOCSIFBRDADDR:
	case SIOCSIFNETMASK:
	case SIOCSIFMETRIC:
	case SIOCSIFMTU:
	case SIOCSIFNAME:
	case SIOCSIFHWADDR:
	case SIOCSIFTXQLEN:
	case SIOCDARP:
	case SIOCSARP:
	case SIOCSIFMAP:
		return refuse(cmd);
	default:
		return -ENOTTY;
	}
}
