/* SPDX-License-Identifier: MIT */
/*
 * What an interface is called by others: from DHCP and router advertisements, or from keys. And
 * what is told of that in /etc.
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
#include "kern/net/interface.h"
#include "kern/sched/thread.h"
#include "kern/vfs/vfs.h"
#include "lwip/dhcp.h"
#include "lwip/dhcp6.h"
#include "lwip/dns.h"
#include "port/lwip/input/passt.h"
#include "port/lwip/interface.h"
#include "port/lwip/keys.h"
#include "port/lwip/ntp.h"

#define PATIENCE    (5 * NSEC_PER_SEC)
#define SERVERS_MAX 3

static struct {
	/* Guarded by the stack's lock: */
	ip_addr_t server[SERVERS_MAX];
	bool fixed;  /* the first is the one of the key net.dns */
	uint32_t up; /* an interface got an address; woken with it */
} net;

/* --- What lwIP tells --- */

void dns_setserver(u8_t index, const ip_addr_t *server)
{
	if (index >= SERVERS_MAX || net.fixed)
		return;
	if (server)
		net.server[index] = *server;
	else
		ip_addr_set_zero(&net.server[index]);
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
	interface_forget_neighbours();
	interface_tell(n);
	if (LINKED(net_changed))
		net_changed();
	if (all_up())
		__atomic_store_n(&net.up, 1, __ATOMIC_RELEASE);
	if (thread_wake)
		thread_wake(&thread_first);
}

static void use_mtu(struct interface *i, unsigned mtu) REQUIRES(&stack)
{
	if (mtu < 576 || mtu > i->device->mtu)
		image_refuse("configuration: net.mtu: %u is not from 576 to the device's %u", mtu,
			     (unsigned)i->device->mtu);
	i->n.mtu = (u16_t)mtu;
	i->n.mtu6 = (u16_t)mtu;
}

static void use_ip6(struct interface *i, const struct interface_keys *keys) REQUIRES(&stack)
{
	s8_t slot;

	if (!netif_add_ip6_address(&i->n, &keys->ip6, &slot))
		netif_ip6_addr_set_state(&i->n, slot, IP6_ADDR_TENTATIVE);
	i->gateway6 = keys->gateway6;
}

unsigned interface_number(const struct interface *i)
{
	unsigned n = 0;

	for (const struct interface *other = interface_first(); other != i; other = other->next)
		n++;
	return n;
}

void interface_configure(struct interface *i)
{
	struct interface_keys keys;
	bool first = interface_first() == i;

	keys_of(interface_number(i), &keys);
	netif_set_status_callback(&i->n, on_status);
	if (keys.mtu)
		use_mtu(i, keys.mtu);
	if (first) {
		net.fixed = keys_name_server(&net.server[0]);
		netif_set_default(&i->n);
	}
	netif_set_up(&i->n);
	netif_create_ip6_linklocal_address(&i->n, 1);
	netif_set_ip6_autoconfig_enabled(&i->n, 1);
	dhcp6_enable_stateless(&i->n);
	if (keys.passt)
		passt_begin(i);
	if (keys.has_ip6)
		use_ip6(i, &keys);
	if (keys.has_ip)
		netif_set_addr(&i->n, &keys.ip, &keys.mask, &keys.gateway);
	else
		dhcp_start(&i->n);
}

/*
 * The router that a key names, for what is not on the link; NULL: those that announce themselves.
 * Loopback is no interface of ours.
 */
const ip6_addr_t *interface_gateway6(struct netif *n, const ip6_addr_t *to)
{
	struct interface *i = n->state;

	(void)to;
	return i && !ip6_addr_isany(&i->gateway6) ? &i->gateway6 : NULL;
}

/* --- /etc --- */

static void write_file(const char *path, const char *text, size_t n)
{
	const struct vfs_how how = {
		.flags = FILE_O_WRONLY | FILE_O_CREAT | FILE_O_TRUNC,
		.mode = 0644,
		.resolve = PATH_OURS,
	};
	struct file *f;
	struct io io;

	if (vfs_open(PATH_CWD, path, &how, &f))
		return;
	io_init_ours(&io, (void *)(uintptr_t)text, n);
	if (f->ops->write && f->ops->write(f, &io, NULL))
		log_warn("net", "'%s' could not be written", path);
	file_put(f);
}

/* A file of the image stays as it is: somebody put it there. */
static bool exists(const char *path)
{
	struct place p;

	if (path_find(PATH_CWD, path, PATH_FOLLOW | PATH_OURS, &p))
		return false;
	place_put(p);
	return true;
}

static void write_files(void)
{
	static char text[256], address[IPADDR_STRLEN_MAX];
	const char *name = config.hostname ? config.hostname : "pith";
	struct inode_new folder = { .mode = INODE_FOLDER | 0755 };
	ip_addr_t server[SERVERS_MAX];
	struct inode *etc;
	size_t n = 0;

	stack_lock();
	memcpy(server, net.server, sizeof server);
	stack_unlock();
	if (!exists("/etc")) {
		if (vfs_create_inode(PATH_CWD, "/etc", PATH_OURS, &folder, &etc))
			return;
		inode_put(etc);
	}
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

/* Whoever the application is to be, the folder is root's. Nothing else runs yet. */
static void write_etc(void)
{
	struct vfs_actor application = vfs_acts;

	vfs_acts = (struct vfs_actor){ 0 };
	write_files();
	vfs_acts = application;
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

	stack_start();
	net_devices_find();
	stack_lock();
	any = interface_first() != NULL;
	stack_unlock();
	if (any)
		wait_for_addresses();
	write_etc();
	ntp_begin();
}
