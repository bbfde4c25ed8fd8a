/* SPDX-License-Identifier: MIT */
/*
 * Virtio's network device (virtio 1.2, 5.1), with one pair of queues unless net_queues.c is there.
 *
 * An interrupt only says that there is something; poll() looks, and has none raised while it finds
 * more than it was told to take. Sending is not interrupted for: what was sent is found by the way,
 * but when a frame did not fit.
 */
#include "base/errno.h"
#include "base/log.h"
#include "base/string.h"
#include "drivers/virtio/net_int.h"
#include "kern/dev/driver.h"
#include "kern/mem/frame.h"

#define NAME "virtio-net"

/* Features of its kind. */
#define HAS_SUM         (1ull << 0)
#define HAS_RECEIVE_SUM (1ull << 1)
#define HAS_MTU         (1ull << 3)
#define HAS_MAC         (1ull << 5)
#define HAS_LONG_TCP4   (1ull << 7) /* received: several segments as one, up to 64 KiB */
#define HAS_LONG_TCP6   (1ull << 8)
#define HAS_CUT_TCP4    (1ull << 11) /* sent: the same, into segments */
#define HAS_CUT_TCP6    (1ull << 12)
#define HAS_MERGE       (1ull << 15)

#define WANTED                                                                               \
	(VIRTIO_F_TABLES | VIRTIO_F_EVENTS | HAS_SUM | HAS_RECEIVE_SUM | HAS_MTU | HAS_MAC | \
	 HAS_LONG_TCP4 | HAS_LONG_TCP6 | HAS_CUT_TCP4 | HAS_CUT_TCP6 | HAS_MERGE)

/* The device's configuration. */
enum { CONFIG_MAC = 0, CONFIG_MTU = 10 };

static struct vnet *all;
const struct vnet_more *vnet_more;

void vnet_take_back(struct vnet_pair *p)
{
	struct net_device *d = &p->n->dev;
	struct vnet_buffer *b;
	struct vnet_sent *s;

	while ((b = ring_take_back(&p->receive)))
		net_pool_put(&p->n->pool, &b->b);
	p->nr_posted = 0;
	while ((s = ring_take_back(&p->send)))
		if (s->token)
			d->sent(d, s->token);
}

void vnet_notify(struct vnet_pair *p, unsigned queue)
{
	struct virtio_device *v = &p->n->device;

	(void)v->transport->notify(v, (uint16_t)(p->queue + queue));
}

/* What a device has that does not stop is never touched again. */
void vnet_fail(struct vnet *n, const char *what)
{
	bool stopped = !virtio_stop(&n->device);

	n->dead = true;
	log_err(NAME, "%s, not used any more", what);
	if (!stopped)
		return;
	vnet_take_back(&n->first);
	if (n->queues)
		vnet_more->take_back(n);
}

/* Nothing is there to do: is it because the device is no more? */
static bool look_after(struct vnet_pair *p)
{
	struct vnet *n = p->n;

	if (p->receive.broken || p->send.broken || (n->queues && vnet_more->is_broken(n)))
		vnet_fail(n, "answers what cannot be");
	else if (virtio_failed(&n->device))
		vnet_fail(n, "failed or was reset");
	return n->dead;
}

bool vnet_poll(struct vnet_pair *p, unsigned budget)
{
	struct vnet *n = p->n;
	uint16_t before = (uint16_t)(p->receive.popped + p->send.popped);
	bool more;

	if (n->dead)
		return false;
	ring_quiet(&p->receive);
	ring_quiet(&p->send);
	vnet_reclaim(p);
	more = vnet_receive(p, budget);
	if (n->dead)
		return false;
	vnet_refill(p);
	if (p->receive.broken || p->send.broken ||
	    (uint16_t)(p->receive.popped + p->send.popped) == before)
		if (look_after(p))
			return false;
	return more || ring_arm(&p->receive, 0);
}

/*
 * A device that looks at an index while our store to it is still on its way waits for a notice that
 * was not given, if the fence between that and the look at what it wants is none: QEMU's translator
 * leaves fences out while there is one processor.
 */
void vnet_remind(struct vnet_pair *p)
{
	if (p->n->dead)
		return;
	vnet_notify(p, VNET_RECEIVE);
	vnet_notify(p, VNET_SEND);
}

/* The only pair is the device's data. */
static int send_first(struct net_device *d, const struct net_frame *f)
{
	return vnet_send(d->data, f);
}

static void flush_first(struct net_device *d)
{
	vnet_flush(d->data);
}

static bool poll_first(struct net_device *d, unsigned budget)
{
	return vnet_poll(d->data, budget);
}

static void remind_first(struct net_device *d)
{
	vnet_remind(d->data);
}

static const struct net_device_ops vnet_ops = {
	.send = send_first,
	.flush = flush_first,
	.poll = poll_first,
	.remind = remind_first,
};

static void vnet_interrupt(void)
{
	for (struct vnet *n = all; n; n = n->next) {
		if (n->dead)
			continue;
		virtio_attend(&n->device);
		net_device_attend(&n->dev);
	}
}

static void take_config(struct vnet *n, uint64_t agreed)
{
	struct net_device *d = &n->dev;
	uint32_t mtu = virtio_config(&n->device, CONFIG_MTU, 2);

	net_choose_mac(d->mac);
	for (uint32_t i = 0; i < NET_MAC_SIZE && agreed & HAS_MAC; i++)
		d->mac[i] = (uint8_t)virtio_config(&n->device, CONFIG_MAC + i, 1);
	d->mtu = agreed & HAS_MTU && mtu >= NET_MTU_MIN ? (uint16_t)mtu : NET_MTU_DEFAULT;
	n->merges = agreed & HAS_MERGE;
	n->header_size =
		n->merges || !n->device.legacy ? sizeof(struct net_header) : NET_HEADER_OLD;
	if (!n->merges)
		d->mtu = (uint16_t)MIN(d->mtu, sizeof((struct vnet_buffer){ 0 }.data) - NET_HEADER);
	d->features = (agreed & HAS_SUM ? NET_CAN_CHECKSUM : 0) |
		      (agreed & HAS_CUT_TCP4 ? NET_CAN_CUT4 : 0) |
		      (agreed & HAS_CUT_TCP6 ? NET_CAN_CUT6 : 0);
}

/* Long frames come in many buffers only where buffers merge; who cuts them sums, too. */
static uint64_t wanted(struct virtio_device *v)
{
	uint32_t offered = v->transport->get_features(v, 0);
	uint64_t want = WANTED;

	if (!(offered & HAS_MERGE))
		want &= ~(HAS_LONG_TCP4 | HAS_LONG_TCP6);
	if (!(offered & HAS_SUM))
		want &= ~(HAS_CUT_TCP4 | HAS_CUT_TCP6);
	if (vnet_more)
		want |= vnet_more->wanted(v, offered);
	return want;
}

int vnet_add_pair(struct vnet *n, struct vnet_pair *p, unsigned nr, unsigned nr_pairs)
{
	struct virtio_device *v = &n->device;
	uint16_t first = (uint16_t)(nr * VNET_QUEUES);
	int err = virtio_add_queue(v, first + VNET_RECEIVE, VNET_RING, &p->receive);

	if (!err)
		err = virtio_add_queue(v, first + VNET_SEND, VNET_RING, &p->send);
	if (!err)
		err = vnet_send_init(p);
	if (err)
		return err;
	p->n = n;
	p->queue = first;
	p->receive.events = p->send.events = n->events;
	/* A machine with little memory has no use for a full ring. */
	p->want = MIN((uint32_t)p->receive.size, net_pool_max(&n->pool) / 2 / nr_pairs);
	return 0;
}

static int start(struct vnet *n)
{
	struct virtio_device *v = &n->device;
	uint64_t agreed;
	int err = virtio_start(v, wanted(v), &agreed);

	if (err)
		return err;
	n->events = agreed & VIRTIO_F_EVENTS;
	n->tables = agreed & VIRTIO_F_TABLES;
	err = vnet_add_pair(n, &n->first, 0, 1);
	if (!err)
		err = virtio_connect(v, IRQ_NET, VNET_QUEUES);
	if (err)
		return err;
	n->pool.device = &n->dev;
	n->pool.release = vnet_release;
	take_config(n, agreed);
	if (agreed & VNET_HAS_PAIRS)
		vnet_more->start(n);
	virtio_ready(v);
	vnet_refill(&n->first);
	return 0;
}

static void find_all(void)
{
	static struct vnet none;
	struct vnet **end = &all;
	paddr_t pa;

	for (unsigned i = 0; !virtio_find(VIRTIO_NET, i, &none.device); i++) {
		struct vnet *n;
		int err;

		static_assert(sizeof *n <= PAGE_SIZE, "it has a frame");
		if (frame_alloc_zero(&pa))
			return;
		n = phys_to_virt(pa);
		*n = none;
		n->dev.ops = &vnet_ops;
		n->dev.data = &n->first;
		irq_set_handler(IRQ_NET, vnet_interrupt);
		irq_disable(); /* until the stack knows it */
		err = start(n);
		if (err) {
			log_err(NAME, "device %u does not start (%d), not used", i, err);
			(void)virtio_stop(&n->device);
		} else {
			*end = n;
			end = &n->next;
			net_device_add(&n->dev);
		}
		irq_enable();
	}
}

static int vnet_probe(void)
{
	static struct net_finder finder = { .find = find_all };

	finder.next = net_finders;
	net_finders = &finder;
	return 0;
}

const struct driver virtio_net_driver = {
	.plat = PLAT_PVH,
	.probe = vnet_probe,
};
