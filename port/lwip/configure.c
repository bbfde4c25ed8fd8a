/* SPDX-License-Identifier: MIT */
/*
 * What an interface is called by others: from DHCP and router advertisements, or from the keys
 * net.ip, net.gateway, net.dns and net.mtu. And what is told of that in /etc.
 *
 * An application begins when each interface has an address, or when none came for a while, which is
 * said; DHCP goes on trying.
 */
#include "base/errno.h"
#include "base/log.h"
#include "base/string.h"
#include "base/format.h"
#include "kern/core/config.h"
#include "kern/core/cpus.h"
#include "kern/core/image.h"
#include "kern/dev/plat.h"
#include "kern/sched/thread.h"
#include "kern/vfs/vfs.h"
#include "lwip/dhcp.h"
#include "lwip/dhcp6.h"
#include "lwip/dns.h"
#include "port/lwip/interface.h"

#define PATIENCE    (5 * NSEC_PER_SEC)
#define SERVERS_MAX 3

static struct {
	/* Keys; NULL: nobody said. Constant after boot. */
	const char *ip, *gateway, *dns, *mtu;

	/* Guarded by the stack's lock: */
	ip_addr_t server[SERVERS_MAX];
	bool changed; /* since /etc was written */
	uint32_t up;  /* an interface got an address; woken with it */
} net;

/* --- Keys --- */

bool net_config_key(const char *name, const char *value)
{
	static const struct {
		const char *name;
		const char **value;
	} keys[] = {
		{ "ip", &net.ip },
		{ "gateway", &net.gateway },
		{ "dns", &net.dns },
		{ "mtu", &net.mtu },
	};

	for (size_t i = 0; i < nitems(keys); i++) {
		if (!strcmp(name, keys[i].name)) {
			*keys[i].value = value;
			return true;
		}
	}
	return false;
}

static _Noreturn void refuse(const char *key, const char *value)
{
	image_refuse("configuration: net.%s: '%s' is not a value for it", key, value);
}

/* "ADDRESS/BITS": IPv4. */
static void parse_address(const char *text, ip4_addr_t *ip, ip4_addr_t *mask)
{
	const char *slash = strchr(text, '/');
	char address[16];
	unsigned bits = 0;

	if (!slash || (size_t)(slash - text) >= sizeof address)
		refuse("ip", text);
	string_copy(address, text, (size_t)(slash - text) + 1);
	for (const char *s = slash + 1; *s; s++) {
		if (*s < '0' || *s > '9' || bits > 32)
			refuse("ip", text);
		bits = bits * 10 + (unsigned)(*s - '0');
	}
	if (!slash[1] || bits > 32 || !ip4addr_aton(address, ip))
		refuse("ip", text);
	mask->addr = bits ? lwip_htonl(UINT32_MAX << (32 - bits)) : 0;
}

static void use_static(struct interface *i) REQUIRES(&stack)
{
	ip4_addr_t ip, mask, gateway = { 0 };

	parse_address(net.ip, &ip, &mask);
	if (net.gateway && !ip4addr_aton(net.gateway, &gateway))
		refuse("gateway", net.gateway);
	netif_set_addr(&i->n, &ip, &mask, &gateway);
}

static void use_mtu(struct interface *i) REQUIRES(&stack)
{
	unsigned mtu = 0;

	for (const char *s = net.mtu; *s; s++) {
		if (*s < '0' || *s > '9' || mtu > 65535)
			refuse("mtu", net.mtu);
		mtu = mtu * 10 + (unsigned)(*s - '0');
	}
	if (mtu < 576 || mtu > i->device->mtu)
		refuse("mtu", net.mtu);
	i->n.mtu = (u16_t)mtu;
}

static void use_servers(void) REQUIRES(&stack)
{
	ip_addr_t server;

	if (!ipaddr_aton(net.dns, &server))
		refuse("dns", net.dns);
	dns_setserver(0, &server);
}

/* --- What lwIP tells --- */

void dns_setserver(u8_t index, const ip_addr_t *server)
{
	if (index >= SERVERS_MAX || (net.dns && !ip_addr_isany(&net.server[0])))
		return;
	if (server)
		net.server[index] = *server;
	else
		ip_addr_set_zero(&net.server[index]);
	net.changed = true;
}

const ip_addr_t *dns_getserver(u8_t index)
{
	return index < SERVERS_MAX ? &net.server[index] : IP_ADDR_ANY;
}

void dns_init(void)
{
}

static bool all_up(void) REQUIRES(&stack)
{
	for (struct interface *i = interface_first(); i; i = i->next)
		if (!netif_ip4_addr(&i->n)->addr)
			return false;
	return true;
}

static FROM_LWIP void on_status(struct netif *n)
{
	(void)n;
	if (all_up())
		__atomic_store_n(&net.up, 1, __ATOMIC_RELEASE);
	if (thread_wake)
		thread_wake(&thread_first);
}

void interface_configure(struct interface *i)
{
	bool first = interface_first() == i;

	netif_set_status_callback(&i->n, on_status);
	if (net.mtu)
		use_mtu(i);
	if (first && net.dns)
		use_servers();
	if (first)
		netif_set_default(&i->n);
	netif_set_up(&i->n);
	netif_create_ip6_linklocal_address(&i->n, 1);
	netif_set_ip6_autoconfig_enabled(&i->n, 1);
	dhcp6_enable_stateless(&i->n);
	if (first && net.ip)
		use_static(i);
	else
		dhcp_start(&i->n);
}

/* --- /etc --- */

static void write_file(const char *path, const char *text, size_t n)
{
	const struct vfs_how how = {
		.flags = FILE_O_WRONLY | FILE_O_CREAT | FILE_O_TRUNC,
		.mode = 0644,
	};
	struct file *f;
	struct io io;

	if (vfs_open(PATH_CWD, path, &how, &f))
		return;
	io_init(&io, (void *)(uintptr_t)text, n);
	if (f->ops->write && f->ops->write(f, &io, NULL))
		log_warn("net", "'%s' could not be written", path);
	file_put(f);
}

/* A file of the image stays as it is: somebody put it there. */
static bool exists(const char *path)
{
	struct place p;

	if (path_find(PATH_CWD, path, PATH_FOLLOW, &p))
		return false;
	place_put(p);
	return true;
}

static void write_etc(void)
{
	static char text[256], address[IPADDR_STRLEN_MAX];
	const char *name = config.hostname ? config.hostname : "pith";
	struct inode_new folder = { .mode = INODE_FOLDER | 0755 };
	ip_addr_t server[SERVERS_MAX];
	size_t n = 0;

	stack_lock();
	memcpy(server, net.server, sizeof server);
	net.changed = false;
	stack_unlock();
	if (!exists("/etc") && vfs_create(PATH_CWD, "/etc", &folder))
		return;
	for (unsigned i = 0; i < SERVERS_MAX; i++) {
		if (ip_addr_isany(&server[i]))
			continue;
		ipaddr_ntoa_r(&server[i], address, sizeof address);
		n += format_text(text + n, sizeof text - n, "nameserver %s\n", address);
	}
	if (n)
		write_file("/etc/resolv.conf", text, n);
	if (!exists("/etc/hosts")) {
		n = format_text(text, sizeof text, "127.0.0.1 localhost %s\n::1 localhost %s\n",
				name, name);
		write_file("/etc/hosts", text, n);
	}
}

/* --- Start --- */

static void wait_for_addresses(void)
{
	nsec_t end = plat_clock() + PATIENCE;
	bool up;

	stack_lock();
	up = all_up();
	stack_unlock();
	if (!up && thread_sleep(&net.up, end) == -ETIMEDOUT)
		log_warn("net", "no address by DHCP for %u s: the application begins without one",
			 (unsigned)(PATIENCE / NSEC_PER_SEC));
}

void network_begin(void)
{
	bool any;

	if (stack_start())
		image_refuse("no memory for the network");
	net_devices_find();
	stack_lock();
	any = interface_first() != NULL;
	stack_unlock();
	if (any)
		wait_for_addresses();
	write_etc();
}
