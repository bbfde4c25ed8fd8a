/* SPDX-License-Identifier: MIT */
/*
 * Network devices as lwIP's interfaces. A received frame is lwIP's buffer where it lies; one that
 * is sent is the pieces of lwIP's buffers, kept until the device has read them.
 */
#include "port/lwip/interface.h"

#include "base/errno.h"
#include "base/log.h"
#include "base/string.h"
#include "kern/core/config.h"
#include "kern/mem/heap.h"
#include "lwip/etharp.h"
#include "lwip/ethip6.h"
#include "lwip/ip4.h"
#include "lwip/netif.h"
#include "lwip/pbuf.h"
#include "netif/ethernet.h"
#include "port/lwip/include/quick.h"
#include "port/lwip/input/frame.h"
#include "port/lwip/input/check.h"
#include "port/lwip/input/passt.h"
#include "port/lwip/sum.h"
#include "port/lwip/tcp/train.h"
#include "port/lwip/timers.h"

#define POLL_BUDGET 64

/* A part of a frame as lwIP's buffer: in the area of a net_buf that is the stack's. */
struct received {
	struct pbuf_custom p; /* first */
	struct net_buf *b;
};
static_assert(sizeof(struct received) <= NET_STACK_AREA, "room for it in every buffer");

static struct interface *interfaces; /* guarded by the stack's lock */

struct interface *interface_first(void)
{
	return interfaces;
}

bool interfaces_queued;

void interface_flush_devices(void)
{
	if (train.first)
		(void)train_leave(); /* what does not does when there is room */
	interfaces_queued = false;
	for (struct interface *i = interfaces; i; i = i->next) {
		if (!i->queued)
			continue;
		i->queued = false;
		i->device->ops->flush(i->device);
	}
}

void interface_forget_neighbours(void)
{
	for (struct interface *i = interfaces; i; i = i->next)
		memset(i->neighbours, 0, sizeof i->neighbours);
}

/* Where what is known of (to) stands. */
static struct neighbour *neighbour_of(struct interface *i, uint32_t to)
{
	return &i->neighbours[to * 0x9e3779b9u >> 28];
}
static_assert(NEIGHBOURS == 16, "four bits");

/* --- Sending --- */

#define IPV4_TO      16 /* where the address stands in a header of IPv4 */
#define TCP_CHECKSUM 16 /* where it stands in TCP's header */

/*
 * (f) is a frame of lwIP's, of (len) bytes, whose headers are in one piece. If it is TCP, let the
 * device sum it: with the sum of the pseudo header in the place of the checksum (virtio 1.2,
 * 5.1.6.2). Bytes are summed as they stand, so lengths and numbers are turned round.
 */
static void leave_checksum(struct net_frame *f, size_t len)
{
	uint8_t *frame = (uint8_t *)(uintptr_t)f->pieces[0].data, *ip = frame + NET_HEADER;
	size_t at = frame_tcp(frame, f->pieces[0].len);
	uint16_t folded;
	uint64_t sum;

	if (!at)
		return;
	if (frame_type(frame) == TYPE_IPV4) {
		sum = sum_load8(ip + 12);
	} else {
		sum = sum_add(sum_load8(ip + 8), sum_load8(ip + 16));
		sum = sum_add(sum_add(sum, sum_load8(ip + 24)), sum_load8(ip + 32));
	}
	sum = sum_add(sum, lwip_htons(IP_PROTO_TCP));
	sum = sum_add(sum, lwip_htons((uint16_t)(len - at)));
	folded = sum_fold(sum);
	__builtin_memcpy(frame + at + TCP_CHECKSUM, &folded, sizeof folded);
	f->checksum_start = (uint16_t)at;
	f->checksum_offset = TCP_CHECKSUM;
}

/*
 * How much room there is before what (p) holds: lwIP leaves some where it makes headers. Of one
 * that others have, too, it may be another device's.
 */
static uint16_t room_before(const struct pbuf *p)
{
	if (!(p->type_internal & PBUF_TYPE_FLAG_STRUCT_DATA_CONTIGUOUS) || p->ref != 1)
		return 0;
	return (uint16_t)((uintptr_t)p->payload - (uintptr_t)(p + 1));
}

/* (p) is the frame that etharp_output() made for an address that was looked for, if it knew. */
static void note_neighbour(struct interface *i, const struct pbuf *p)
{
	const uint8_t *frame = p->payload, *ip = frame + NET_HEADER;
	struct neighbour *k;
	uint32_t to;

	/* Who is one of many is found by another way, quick enough. */
	if (p->len < NET_HEADER + IP_HLEN || frame_type(frame) != TYPE_IPV4 || frame[0] & 1)
		return;
	memcpy(&to, ip + IPV4_TO, sizeof to);
	k = neighbour_of(i, to);
	k->to = to;
	memcpy(k->header, frame, NET_HEADER);
}

static always_inline int give(struct interface *i, struct net_frame *f, size_t len, bool sums)
{
	int r;

	if (sums && i->leaves_checksums)
		leave_checksum(f, len);
	r = i->device->ops->send(i->device, f);
	if (r >= 0)
		interfaces_queued = i->queued = true;
	return r;
}

int interface_send(struct interface *i, struct net_frame *f, size_t len)
{
	return give(i, f, len, true);
}

static always_inline int give_one(struct interface *i, struct pbuf *p)
{
	struct net_piece pieces[NET_PIECES_MAX];
	struct net_frame f = { .pieces = pieces, .token = p, .room = room_before(p) };
	int r;

	for (struct pbuf *q = p; q; q = q->next) {
		if (!q->len)
			continue;
		if (f.nr_pieces == NET_PIECES_MAX)
			return -EMSGSIZE;
		pieces[f.nr_pieces++] = (struct net_piece){ q->payload, q->len };
	}
	pbuf_ref(p);
	r = give(i, &f, p->tot_len, likely(!(p->flags & INTERFACE_AS_IT_IS)));
	if (r)
		pbuf_free(p);
	return r;
}

int interface_send_one(struct interface *i, struct pbuf *p)
{
	return give_one(i, p);
}

static FROM_LWIP err_t send(struct netif *n, struct pbuf *p)
{
	struct interface *i = n->state;
	int r;

	timers_packet();
	if (unlikely(i->looks & INTERFACE_ASKED))
		note_neighbour(i, p);
	if (unlikely(p == train.expected) && train_hold(i, p)) {
		interfaces_queued = i->queued = true;
		return ERR_OK;
	}
	r = give_one(i, p);
	if (likely(r >= 0)) {
		if (unlikely(i->looks & INTERFACE_PASST))
			passt_note(i, p);
		return ERR_OK;
	}
	return r == -ENOBUFS ? ERR_MEM : r == -EMSGSIZE ? ERR_BUF : ERR_IF;
}

bool interface_cuts(const struct netif *n, bool six)
{
	const struct interface *i = n->state;

	return n->linkoutput == send && (six ? i->cuts6 : i->cuts4);
}

/*
 * A packet of IPv4 for (to). lwIP's way is by three functions and a table that it searches; a
 * header that was right a moment ago is right. What may change it makes us forget all: an ARP
 * packet, and the second's end, at which lwIP looks for what is too old.
 */
static always_inline err_t output_here(struct netif *n, struct pbuf *p, const ip4_addr_t *to)
{
	struct interface *i = n->state;
	const struct neighbour *k = neighbour_of(i, to->addr);
	err_t err;

	if (likely(k->to == to->addr) && k->to && !pbuf_add_header(p, NET_HEADER)) {
		__builtin_memcpy(p->payload, k->header, NET_HEADER);
		return n->linkoutput(n, p); /* send(), unless somebody looks on */
	}
	i->looks |= INTERFACE_ASKED;
	err = etharp_output(n, p, to);
	i->looks &= (uint8_t)~INTERFACE_ASKED;
	return err;
}

static FROM_LWIP err_t output(struct netif *n, struct pbuf *p, const ip4_addr_t *to)
{
	return output_here(n, p, to);
}

/*
 * A header of IPv4 without options, in words as they stand in memory. Numbers of packets are those
 * of TCP alone, which are apart from others; none of these is a fragment.
 */
static void fill_header(uint8_t *ip, uint16_t n, uint8_t tos, uint8_t ttl, uint32_t from,
			uint32_t to)
{
	static uint16_t number;
	uint64_t first = 0x45 | (uint64_t)tos << 8 | (uint64_t)lwip_htons(n) << 16 |
			 (uint64_t)number++ << 32;
	uint64_t second = ttl | IP_PROTO_TCP << 8 | (uint64_t)from << 32;
	uint16_t sum = (uint16_t)~sum_fold(sum_add(sum_add(first, second), to));

	second |= (uint64_t)sum << 16;
	__builtin_memcpy(ip, &first, sizeof first);
	__builtin_memcpy(ip + 8, &second, sizeof second);
	__builtin_memcpy(ip + IPV4_TO, &to, sizeof to);
}

FROM_LWIP err_t interface_output_tcp(struct pbuf *p, const ip4_addr_t *from, const ip4_addr_t *to,
				     u8_t ttl, u8_t tos, u8_t protocol, struct netif *n)
{
	if (unlikely(n->output != output || p->tot_len + IP_HLEN > n->mtu ||
		     to->addr == netif_ip4_addr(n)->addr || ip4_addr_isany(from) ||
		     protocol != IP_PROTO_TCP) ||
	    pbuf_add_header(p, IP_HLEN))
		return ip4_output_if(p, from, to, ttl, tos, protocol, n);
	fill_header(p->payload, p->tot_len, tos, ttl, from->addr, to->addr);
	return output_here(n, p, to);
}

static FROM_LWIP void on_sent(struct net_device *d, void *token)
{
	(void)d;
	if (!train_is_sent(token))
		pbuf_free(token);
}

/* --- Receiving --- */

static void give_back(struct pbuf *p)
{
	struct received *r = (struct received *)p;

	r->b->release(r->b);
}

static struct pbuf *wrap(struct net_buf *b)
{
	struct received *r = (struct received *)b->stack;

	r->b = b;
	r->p.custom_free_function = give_back;
	return pbuf_alloced_custom(PBUF_RAW, (u16_t)b->len, PBUF_REF, &r->p, b->data,
				   (u16_t)b->len);
}

/* What lwIP sums itself: on the way out, and on the way in if it is to. */
void interface_look(struct interface *i, bool at_checksums)
{
	unsigned all = NETIF_CHECKSUM_ENABLE_ALL;

	if (!at_checksums)
		all &= ~(unsigned)(NETIF_CHECKSUM_CHECK_TCP | NETIF_CHECKSUM_CHECK_UDP);
	if (i->leaves_checksums)
		all &= ~(unsigned)NETIF_CHECKSUM_GEN_TCP;
	NETIF_SET_CHECKSUM_CTRL(&i->n, (u16_t)all);
}

/* A device that has few buffers gets them back at once. */
static struct pbuf *copy(struct pbuf *p)
{
	struct pbuf *c = pbuf_clone(PBUF_RAW, PBUF_RAM, p);

	pbuf_free(p);
	return c;
}

/* As ethernet_input() does it, for what comes most: a packet of IPv4 to us alone. */
FROM_LWIP void interface_input(struct interface *i, struct pbuf *p)
{
	const uint8_t *frame = p->payload;
	uint16_t type = frame_type(frame);

	if (likely(type == TYPE_IPV4) && !(frame[0] & 1) && p->len >= NET_HEADER + IP_HLEN &&
	    i->n.input == ethernet_input) {
		p->if_idx = netif_get_index(&i->n);
		p->payload = (uint8_t *)p->payload + NET_HEADER;
		p->len = (u16_t)(p->len - NET_HEADER);
		p->tot_len = (u16_t)(p->tot_len - NET_HEADER);
		(void)ip4_input(p, &i->n);
		return;
	}
	if (unlikely(i->looks & INTERFACE_PASST)) {
		p = passt_look(i, p);
		if (!p)
			return;
		type = frame_type(p->payload);
	}
	if (!check_frame(p) || i->n.input(p, &i->n) != ERR_OK)
		pbuf_free(p);
	if (type == TYPE_ARP)
		interface_forget_neighbours();
}

static FROM_LWIP void on_received(struct net_device *d, struct net_buf *b)
{
	struct interface *i = d->stack;
	uint32_t flags = b->flags;
	struct pbuf *p = wrap(b);

	timers_packet();

	while ((b = b->more) != NULL)
		pbuf_cat(p, wrap(b));
	if (flags & NET_BUF_SCARCE)
		p = copy(p);
	if (!p)
		return;
	/* Checksums that the device looked at are not looked at again. */
	interface_look(i, !(flags & NET_BUF_CHECKED));
	interface_input(i, p);
}

/* Returns whether there is more. */
static bool poll(struct net_device *d) REQUIRES(&stack)
{
	bool more = d->ops->poll(d, POLL_BUDGET);

	interfaces_queued |= train.first != NULL; /* there may be room for it now */
	return more;
}

/* More than one budget's worth would keep interrupts off for too long. */
void net_device_attend(struct net_device *d)
{
	bool more;

	do {
		stack_lock();
		more = poll(d);
		stack_unlock();
	} while (more);
}

void interface_remind_devices(void)
{
	for (struct interface *i = interfaces; i; i = i->next) {
		struct net_device *d = i->device;

		if (!d->ops->remind)
			continue;
		d->ops->remind(d);
		while (poll(d))
			;
	}
}

/* --- Making one --- */

static err_t init(struct netif *n)
{
	struct interface *i = n->state;

	n->name[0] = 'e';
	n->name[1] = 't';
	n->hwaddr_len = NET_MAC_SIZE;
	memcpy(n->hwaddr, i->device->mac, NET_MAC_SIZE);
	n->mtu = i->device->mtu;
	n->mtu6 = i->device->mtu;
	n->output = output;
	n->output_ip6 = ethip6_output;
	n->linkoutput = send;
	n->flags = NETIF_FLAG_BROADCAST | NETIF_FLAG_ETHARP | NETIF_FLAG_ETHERNET |
		   NETIF_FLAG_IGMP | NETIF_FLAG_MLD6;
	netif_set_hostname(n, config.hostname ? config.hostname : "pith");
	return ERR_OK;
}

void net_device_add(struct net_device *d)
{
	struct interface *i = heap_alloc_zero(sizeof *i), **last = &interfaces;

	if (!i) {
		log_err("net", "no memory for an interface");
		return;
	}
	i->device = d;
	d->stack = i;
	d->received = on_received;
	d->sent = on_sent;
	stack_lock();
	if (!netif_add(&i->n, NULL, NULL, NULL, i, init, ethernet_input)) {
		stack_unlock();
		heap_free(i);
		return;
	}
	while (*last)
		last = &(*last)->next;
	*last = i;
	i->leaves_checksums = d->features & NET_CAN_CHECKSUM;
	i->cuts4 = i->leaves_checksums && d->features & NET_CAN_CUT4;
	i->cuts6 = i->leaves_checksums && d->features & NET_CAN_CUT6;
	interface_look(i, true);
	netif_set_link_up(&i->n);
	interface_configure(i);
	stack_unlock();
}
