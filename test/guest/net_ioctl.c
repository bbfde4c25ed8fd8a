/* SPDX-License-Identifier: MIT */
/* What is asked of interfaces and neighbours by ioctl(2), on the loopback interface. net: alone */
#include "file.h"

#include <net/if.h>
#include <net/if_arp.h>
#include <netinet/in.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

static int s;

static struct ifreq of(const char *name)
{
	struct ifreq r;

	memset(&r, 0x5a, sizeof r);
	strcpy(r.ifr_name, name);
	return r;
}

static void address(const char *what, int cmd)
{
	struct ifreq r = of("lo");
	struct sockaddr_in *in = (void *)&r.ifr_addr;

	T(ioctl(s, cmd, &r));
	printf("%s: family %d, port %d, %08x\n", what, in->sin_family, in->sin_port, ntohl(in->sin_addr.s_addr));
}

static void interfaces(void)
{
	struct ifreq r;

	address("address", SIOCGIFADDR);
	address("mask", SIOCGIFNETMASK);
	address("far end", SIOCGIFDSTADDR);
	r = of("lo");
	T(ioctl(s, SIOCGIFINDEX, &r));
	T(r.ifr_ifindex);
	r.ifr_name[0] = 0;
	T(ioctl(s, SIOCGIFNAME, &r));
	printf("%s\n", r.ifr_name);
	r = of("lo");
	T(ioctl(s, SIOCGIFMTU, &r));
	T(r.ifr_mtu);
	T(ioctl(s, SIOCGIFMETRIC, &r));
	T(r.ifr_metric);
	T(ioctl(s, SIOCGIFTXQLEN, &r));
	T(r.ifr_qlen);
	T(ioctl(s, SIOCGIFMAP, &r));
	T(r.ifr_map.mem_start | r.ifr_map.mem_end | r.ifr_map.base_addr | r.ifr_map.irq | r.ifr_map.dma | r.ifr_map.port);
	T(ioctl(s, SIOCGIFHWADDR, &r));
	T(r.ifr_hwaddr.sa_family);
	T(ioctl(s, SIOCGIFFLAGS, &r));
	T(r.ifr_flags & (IFF_UP | IFF_LOOPBACK | IFF_RUNNING));
	T(ioctl(s, SIOCGIFSLAVE, &r));
	r = of("none");
	T(ioctl(s, SIOCGIFMTU, &r));
	T(ioctl(s, SIOCGIFTXQLEN, &r));
	T(ioctl(s, SIOCGIFMAP, &r));
	T(ioctl(s, SIOCGIFMTU, NULL));
	T(ioctl(s, SIOCGIFMAP, NULL));
}

static struct arpreq neighbour(int family, const char *device)
{
	struct arpreq r;
	struct sockaddr_in *in = (void *)&r.arp_pa;

	memset(&r, 0, sizeof r);
	in->sin_family = family;
	in->sin_addr.s_addr = htonl(INADDR_LOOPBACK + 8);
	strcpy(r.arp_dev, device);
	return r;
}

static void neighbours(void)
{
	struct arpreq r = neighbour(AF_INET, "lo");

	T(ioctl(s, SIOCGARP, &r));
	r = neighbour(AF_INET, "");
	T(ioctl(s, SIOCGARP, &r));
	r = neighbour(AF_INET, "none");
	T(ioctl(s, SIOCGARP, &r));
	r = neighbour(AF_INET6, "lo");
	T(ioctl(s, SIOCGARP, &r));
	r = neighbour(AF_INET, "lo");
	r.arp_flags = ATF_NETMASK;
	T(ioctl(s, SIOCGARP, &r));
	r.arp_flags = ATF_COM;
	r.arp_ha.sa_family = ARPHRD_ETHER;
	T(ioctl(s, SIOCGARP, &r));
	T(ioctl(s, SIOCGARP, NULL));
}

static void queues(void)
{
	int n = -1;

	T(ioctl(s, TIOCOUTQ, &n));
	T(n);
	n = -1;
	T(ioctl(s, FIONREAD, &n));
	T(n);
	T(ioctl(s, TIOCOUTQ, NULL));
}

int main(void)
{
	s = socket(AF_INET, SOCK_DGRAM, 0);
	interfaces();
	neighbours();
	queues();
	return 0;
}
