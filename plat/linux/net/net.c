/* SPDX-License-Identifier: MIT */
/*
 * The network device of a process. A frame that comes raises a host signal, which is an interrupt
 * of the first CPU. When that rests it waits for the descriptor, and a signal would be a detour:
 * then the descriptor has no owner whom the host would tell.
 */
#include "plat/linux/net/net.h"

#include "base/errno.h"
#include "base/log.h"
#include "base/string.h"
#include "kern/core/config.h"
#include "kern/core/image.h"
#include "kern/dev/driver.h"
#include "kern/dev/irq.h"
#include "kern/dev/plat.h"
#include "kern/mem/frame.h"
#include "plat/linux/linux.h"
#include "plat/linux/signals.h"
#include "plat/linux/vcpu.h"

LINK_WITH(linux_interrupt);
LINK_WITH(config_more_key);

#define F_SETFL  4
#define F_SETSIG 10

#define O_NONBLOCK 00004000
#define O_ASYNC    00020000

static struct linux_net *net; /* NULL: none was asked for. Constant after boot */

/* Keys: net.device is tap:NAME, packet:NAME, passt:PATH or fd:NUMBER. NULL: nobody said. */
static struct {
	const char *device;
	const char *mac;
} keys;

bool config_net_key(const char *name, const char *value)
{
	const char **at = !strcmp(name, "device") ? &keys.device
			  : !strcmp(name, "mac")  ? &keys.mac
						  : NULL;

	if (at)
		*at = value;
	return at;
}

void linux_net_fail(struct linux_net *n, long err)
{
	n->dead = true;
	log_err("net", "the host's descriptor %d failed (%ld), not used any more", n->fd, -err);
}

static void net_interrupt(void)
{
	if (!net || net->dead)
		return;
	net_device_attend(&net->dev);
	linux_net_pace(net);
}

/* Others than the first host thread do not let the signal in. */
void linux_net_tell(const struct linux_net *n, bool on)
{
	host_call3(HOST_fcntl, n->fd, HOST_F_SETOWN, on ? linux_pid : 0);
}

/* Who is about to rest waits for the descriptor, too: no need to wake it. */
static void handle_net(int signal, struct host_siginfo *info, struct host_ucontext *uc)
{
	struct cpu *c = cpu_this();

	(void)signal;
	(void)info;
	if (c->irq_depth)
		c->irq_noted |= 1u << IRQ_NET;
	else
		linux_irq(IRQ_NET, uc);
}

unsigned linux_net_polls(struct host_pollfd *p)
{
	if (!net || net->dead)
		return 0;
	*p = (struct host_pollfd){
		net->fd,
		(int16_t)((net->full ? HOST_POLLOUT : 0) | (net->starved ? 0 : HOST_POLLIN)),
		0,
	};
	if (!net->dense)
		linux_net_tell(net, false);
	return 1;
}

/* What came before it has an owner again has told nobody. */
void linux_net_polled(void)
{
	if (!net->dead && !net->dense)
		linux_net_tell(net, true);
	cpu_this()->irq_noted |= 1u << IRQ_NET;
}

static void release(struct net_buf *b)
{
	struct linux_net *n = b->device->data;

	net_pool_put(&n->pool, b);
	n->starved = false;
}

struct net_buf *linux_net_get(struct linux_net *n)
{
	struct net_buf *b = net_pool_get(&n->pool);

	if (b)
		b->data = container_of(b, struct linux_net_buffer, b)->data;
	return b;
}

void linux_net_flush(struct net_device *d)
{
	(void)d;
}

/* Let its frames interrupt the first host thread, which this is. */
static void connect(const struct linux_net *n)
{
	irq_set_handler(IRQ_NET, net_interrupt);
	linux_catch(VCPU_SIGNAL_NET, handle_net);
	linux_net_tell(n, true);
	host_call3(HOST_fcntl, n->fd, F_SETSIG, VCPU_SIGNAL_NET);
	host_call3(HOST_fcntl, n->fd, F_SETFL, O_NONBLOCK | O_ASYNC);
}

static int digit(char c)
{
	return c >= '0' && c <= '9'                     ? c - '0'
	       : (c | 0x20) >= 'a' && (c | 0x20) <= 'f' ? (c | 0x20) - 'a' + 10
							: -1;
}

/* The address that was configured, or any that is marked as not of a maker's. */
static void choose_mac(uint8_t mac[NET_MAC_SIZE])
{
	const char *s = keys.mac;

	if (!s) {
		net_choose_mac(mac);
		return;
	}
	for (unsigned i = 0; i < NET_MAC_SIZE; i++, s += 3) {
		int high = digit(s[0]), low = high < 0 ? -1 : digit(s[1]);

		if (low < 0 || s[2] != (i < NET_MAC_SIZE - 1 ? ':' : '\0'))
			image_refuse("net.mac: '%s' is not six bytes like 02:00:00:00:00:01",
				     keys.mac);
		mac[i] = (uint8_t)(high << 4 | low);
	}
}

static void find(void)
{
	struct linux_net *n;
	paddr_t pa;

	if (!keys.device || !strcmp(keys.device, "none"))
		return;
	static_assert(sizeof *n <= PAGE_SIZE, "it has a frame");
	if (frame_alloc_zero(&pa))
		image_refuse("no memory");
	n = phys_to_virt(pa);
	n->pool.device = &n->dev;
	n->pool.release = release;
	n->dev.data = n;
	choose_mac(n->dev.mac);
	linux_net_open(n, keys.device);
	linux_net_fd = n->fd;
	net = n;
	irq_disable(); /* until the stack knows it */
	connect(n);
	net_device_add(&n->dev);
	cpu_this()->irq_noted |= 1u << IRQ_NET; /* what came before has told nobody */
	irq_enable();
}

static int net_probe(void)
{
	static struct net_finder finder = { .find = find };

	finder.next = net_finders;
	net_finders = &finder;
	return 0;
}

const struct driver host_net_driver = {
	.plat = PLAT_LINUX,
	.probe = net_probe,
};
