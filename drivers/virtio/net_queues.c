/* SPDX-License-Identifier: MIT */
/*
 * More pairs of queues than one (virtio 1.2, 5.1.5 and 5.1.6.5.5): one for each CPU, which sends by
 * it, and which its interrupt goes to. The device chooses by which of them a frame comes; QEMU's
 * takes the one by which the last of the same flow was sent.
 *
 * All are set up before the device is ready, but a CPU starts when there is a thread for it. So a
 * pair is asked for when its CPU has something to send, and until the device has said yes, which
 * nobody waits for, that goes by the first. A device that says no, or nothing, is left at what it
 * has.
 */
#include "base/errno.h"
#include "base/log.h"
#include "base/string.h"
#include "drivers/virtio/net_int.h"
#include "kern/dev/driver.h"
#include "kern/dev/plat.h"
#include "kern/mem/frame.h"
#include "kern/sched/run.h"

#define NAME "virtio-net"

#define CONFIG_PAIRS 8
#define PAIRS_MAX    16     /* that are used: more have nothing to do behind the stack's one lock */
#define PAIRS_LEGAL  0x8000 /* virtio 1.2, 5.1.4.1 */

/* An order to the device. */
#define ORDER_PAIRS     4 /* its class, */
#define ORDER_PAIRS_SET 0 /* and which of those */
#define ORDER_DONE      0

#define CONTROL_RING 4
#define PATIENCE     NSEC_PER_SEC

/* Guarded by whoever may call the device. */
struct vnet_queues {
	struct vnet_pair *pair_of[CPUS_MAX]; /* a CPU sends by; NULL: one is to be asked for */
	unsigned nr;            /* pairs that are set up, the first among them; and of these, */
	unsigned live;          /* those that the device may use: it was asked to; and of these, */
	unsigned on;            /* those that it said that it uses */
	bool asked;             /* and has not answered */
	bool over;              /* it is asked for no more */
	uint16_t control_queue; /* its number */
	nsec_t limit;           /* until when the device may be silent */

	struct ring control;
	struct {
		uint8_t class, which;
		uint16_t pairs;
		uint8_t answer; /* the device writes */
	} order;
	struct vnet_pair more[PAIRS_MAX - 1];
};

/* What device (d), whose data is its first pair, has. */
static struct vnet *device_of(struct net_device *d)
{
	return ((struct vnet_pair *)d->data)->n;
}

static struct vnet_pair *pair(struct vnet *n, unsigned i)
{
	return i ? &n->queues->more[i - 1] : &n->first;
}

/* By which pair does each CPU send? Those without are to ask, while there is what to ask for. */
static void choose(struct vnet *n)
{
	struct vnet_queues *q = n->queues;
	bool more = q->on < q->nr && !q->over;

	for (unsigned i = 0; i < CPUS_MAX; i++)
		q->pair_of[i] = more && i >= q->on ? NULL : pair(n, i % q->on);
}

/* --- Asking for pairs --- */

static cold void give_up(struct vnet *n, const char *why)
{
	log_warn(NAME, "more pairs of queues than %u: %s", n->queues->on, why);
	n->queues->over = true;
	choose(n);
}

static int push_order(struct vnet *n, unsigned pairs)
{
	struct vnet_queues *q = n->queues;
	paddr_t pa = virt_to_phys(&q->order);
	const struct ring_segment parts[] = {
		{ pa, offsetof(typeof(q->order), pairs) },
		{ pa + offsetof(typeof(q->order), pairs), sizeof q->order.pairs },
		{ pa + offsetof(typeof(q->order), answer), sizeof q->order.answer },
	};

	q->order.class = ORDER_PAIRS;
	q->order.which = ORDER_PAIRS_SET;
	q->order.pairs = (uint16_t)pairs;
	q->order.answer = (uint8_t)~ORDER_DONE;
	return ring_push(&q->control, parts, 2, 1, &q->order);
}

/* The CPUs of all that are asked for run, and get what comes from then on. */
static void ask(struct vnet *n, unsigned pairs)
{
	struct vnet_queues *q = n->queues;
	struct virtio_device *v = &n->device;

	for (; q->live < pairs; q->live++) {
		if (virtio_aim_message(v, q->live, IRQ_NET, cpus[q->live])) {
			q->nr = pairs = q->live;
			break;
		}
		vnet_refill(pair(n, q->live));
	}
	if (pairs == q->on || push_order(n, pairs)) {
		give_up(n, "cannot be asked for");
		return;
	}
	q->asked = true;
	q->limit = plat_clock() + PATIENCE;
	(void)v->transport->notify(v, q->control_queue);
}

/* It was asked: has it answered? */
static void hear(struct vnet *n)
{
	struct vnet_queues *q = n->queues;
	uint32_t len;

	if (!ring_pop(&q->control, &len)) {
		if (!q->control.broken && plat_clock() > q->limit)
			give_up(n, "it does not answer");
		return;
	}
	if (__atomic_load_n(&q->order.answer, __ATOMIC_RELAXED) != ORDER_DONE) {
		give_up(n, "it refuses");
		return;
	}
	q->on = q->live;
	q->asked = false;
	choose(n);
}

/* This CPU has no pair yet. */
static noinline struct vnet_pair *find_pair(struct vnet *n)
{
	struct vnet_queues *q = n->queues;
	unsigned online = __atomic_load_n(&cpus_online, __ATOMIC_ACQUIRE);
	unsigned id = cpu_this()->id;

	if (q->asked)
		hear(n);
	else
		ask(n, MIN(online, q->nr));
	return q->pair_of[id] ? q->pair_of[id] : &n->first;
}

/* --- What the stack calls --- */

static struct vnet_pair *pair_here(struct vnet *n)
{
	unsigned id = cpu_this()->id;

	return id && id < n->queues->nr ? &n->queues->more[id - 1] : &n->first;
}

static int send_here(struct net_device *d, const struct net_frame *f)
{
	struct vnet *n = device_of(d);
	struct vnet_pair *p = n->queues->pair_of[cpu_this()->id];

	return vnet_send(likely(p) ? p : find_pair(n), f);
}

/* A CPU whose pair came just now has sent by the first, too. */
static void flush_all(struct net_device *d)
{
	struct vnet *n = device_of(d);

	for (unsigned i = 0; i < n->queues->live; i++)
		vnet_flush(pair(n, i));
}

static bool poll_here(struct net_device *d, unsigned budget)
{
	return vnet_poll(pair_here(device_of(d)), budget);
}

/* The caller polls what this CPU looks after. */
static void remind_all(struct net_device *d)
{
	struct vnet *n = device_of(d);
	struct vnet_pair *own = pair_here(n);

	for (unsigned i = 0; i < n->queues->live; i++) {
		struct vnet_pair *p = pair(n, i);

		vnet_remind(p);
		while (p != own && vnet_poll(p, VNET_RING))
			;
	}
}

static void release_to_all(struct net_buf *b)
{
	struct vnet *n = device_of(b->device);

	net_pool_put(&n->pool, b);
	for (unsigned i = 0; i < n->queues->live && !n->dead; i++) {
		struct vnet_pair *p = pair(n, i);

		if (unlikely(p->nr_posted < VNET_FEW))
			vnet_refill(p);
	}
}

static const struct net_device_ops vnet_queues_ops = {
	.send = send_here,
	.flush = flush_all,
	.poll = poll_here,
	.remind = remind_all,
};

/* --- What the driver calls --- */

/*
 * How many pairs the device says it has; 1 if that cannot be. Its queue of orders is behind all,
 * and behind the most that are legal it would have no number.
 */
static unsigned count_pairs(const struct virtio_device *v)
{
	unsigned pairs = virtio_config(v, CONFIG_PAIRS, 2);

	if (pairs && pairs < PAIRS_LEGAL)
		return pairs;
	log_warn(NAME, "%u pairs of queues cannot be: one used", pairs);
	return 1;
}

static uint64_t wanted(struct virtio_device *v, uint32_t offered)
{
	const uint64_t all = VNET_HAS_CONTROL | VNET_HAS_PAIRS;

	if ((offered & all) != all || cpus_possible() == 1 || virtio_messages(v, 2) == 1)
		return 0;
	return count_pairs(v) > 1 ? all : 0;
}

static struct vnet_queues *alloc_queues(void)
{
	size_t frames = ROUND_UP(sizeof(struct vnet_queues), PAGE_SIZE) / PAGE_SIZE;
	struct vnet_queues *q;
	paddr_t pa;

	if (frame_alloc_run(frames, &pa))
		return NULL;
	q = phys_to_virt(pa);
	memset(q, 0, sizeof *q);
	return q;
}

static void start(struct vnet *n)
{
	struct virtio_device *v = &n->device;
	unsigned most = count_pairs(v);
	unsigned nr = virtio_messages(v, MIN(MIN(most, PAIRS_MAX), cpus_possible()));
	struct vnet_queues *q = alloc_queues();

	if (!q)
		return;
	q->control_queue = (uint16_t)(most * VNET_QUEUES);
	if (virtio_add_queue(v, q->control_queue, CONTROL_RING, &q->control)) {
		log_warn(NAME, "no queue of orders: one pair of queues used");
		return;
	}
	for (q->nr = 1; q->nr < nr; q->nr++)
		if (vnet_add_pair(n, &q->more[q->nr - 1], q->nr, nr) ||
		    virtio_set_message(v, q->nr * VNET_QUEUES, VNET_QUEUES, q->nr))
			break;
	if (q->nr == 1)
		return;
	n->first.want = MIN(n->first.want, q->more[0].want);
	q->on = q->live = 1;
	n->queues = q;
	n->dev.ops = &vnet_queues_ops;
	n->pool.release = release_to_all;
	choose(n);
}

static bool is_broken(const struct vnet *n)
{
	return n->queues->control.broken;
}

static void take_back(struct vnet *n)
{
	for (unsigned i = 1; i < n->queues->nr; i++)
		vnet_take_back(pair(n, i));
}

static int vnet_queues_probe(void)
{
	static const struct vnet_more more = {
		.wanted = wanted,
		.start = start,
		.is_broken = is_broken,
		.take_back = take_back,
	};

	vnet_more = &more;
	return 0;
}

const struct driver virtio_net_queues_driver = {
	.plat = PLAT_PVH,
	.probe = vnet_queues_probe,
};
