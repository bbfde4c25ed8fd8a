/* SPDX-License-Identifier: MIT */
/* What ioctl() asks of interfaces (netdevice(7)): kern/net/interface.h. */
#include "base/errno.h"
#include "base/string.h"
#include "kern/mem/user.h"
#include "kern/net/interface.h"
#include "lwip/netif.h"
#include "port/lwip/inet.h"

LINK_WITH(interface_configure);

enum {
	SIOCGIFNAME = 0x8910,
	SIOCGIFCONF = 0x8912,
	SIOCGIFFLAGS = 0x8913,
	SIOCGIFADDR = 0x8915,
	SIOCGIFBRDADDR = 0x8919,
	SIOCGIFNETMASK = 0x891b,
	SIOCGIFMTU = 0x8921,
	SIOCGIFHWADDR = 0x8927,
	SIOCGIFINDEX = 0x8933,
	SIOCETHTOOL = 0x8946,
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
	case SIOCGIFADDR:
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

int net_interface_ioctl(unsigned cmd, uintptr_t arg)
{
	struct netif *n;
	struct ifreq r;
	int err;

	if (cmd == SIOCGIFCONF)
		return list_interfaces(arg);
	if (cmd != SIOCETHTOOL && (cmd < SIOCGIFNAME || cmd > SIOCGIFINDEX))
		return -ENOTTY;
	if (user_get(&r, (void *)arg, sizeof r))
		return -EFAULT;
	stack_lock();
	n = inet_find_interface(cmd == SIOCGIFNAME ? NULL : r.name, (uint32_t)r.number);
	err = !n ? -ENODEV : cmd == SIOCETHTOOL ? -EOPNOTSUPP : answer(&r, cmd, n);
	stack_unlock();
	return err ? err : user_put((void *)arg, &r, sizeof r);
}
