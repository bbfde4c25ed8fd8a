/* SPDX-License-Identifier: MIT */
/*
 * Packet sockets. Each has a copy of the frames that it wants, made where they pass, with the
 * stack's lock held; who reads has taken one off the list before.
 */
#include "base/errno.h"
#include "base/string.h"
#include "kern/mem/heap.h"
#include "kern/mem/user.h"
#include "lwip/netif.h"
#include "lwip/pbuf.h"
#include "port/lwip/inet.h"
#include "port/lwip/packet/packet.h"

#define OVERHEAD     512   /* of a frame's memory, beside its bytes */
#define FRAME_MAX    65535 /* that lwIP's buffers hold */
#define PROTOCOL_ALL 3     /* ETH_P_ALL */
#define VLAN_TAG     4     /* by which a frame may be longer than its interface says */

#define PACKET_AUXDATA 8
#define FIONREAD       0x541bu

#define FLAGS (SOCKET_PEEK | SOCKET_DONTWAIT | SOCKET_TRUNC | SOCKET_ERRQUEUE | SOCKET_CMSG_CLOEXEC)

#define ADDRESS offsetof(struct sockaddr_ll, address)

/* As applications have it (linux/if_packet.h). */
struct packet_auxdata {
	uint32_t status, len, kept;
	uint16_t link, network;
	uint16_t vlan, vlan_protocol;
};

/* A frame that waits to be read. */
struct frame {
	struct frame *next;
	uint32_t references; /* the list's, and those of who looks at it: under the stack's lock */
	uint32_t len;        /* from what the socket sees on */
	uint32_t kept;       /* bytes of it */
	uint32_t network;    /* how far into it */
	nsec_t came;         /* socket_stamp() */
	uint32_t lost;       /* before it, if that is to be told */
	struct sockaddr_ll from;
	uint8_t bytes[];
};

static struct packet_socket *sockets; /* guarded by the stack's lock */

/* --- Frames that pass --- */

static bool wants(const struct packet_socket *q, const struct packet_seen *f)
{
	if (q->interface && q->interface != f->interface)
		return false;
	/* Who names a protocol hears of what comes only. */
	return q->protocol == PROTOCOL_ALL ||
	       (q->protocol == f->type && f->kind != PACKET_OUTGOING);
}

static struct sockaddr_ll address_of(const struct packet_seen *f)
{
	struct sockaddr_ll a = { .family = SOCKET_PACKET,
				 .protocol = lwip_htons(f->type),
				 .interface = f->interface,
				 .hardware = f->hardware,
				 .kind = f->kind,
				 .address_len = NET_MAC_SIZE };

	memcpy(a.address, f->from, NET_MAC_SIZE);
	return a;
}

static void put_in_ring(struct packet_socket *q, const struct packet_seen *f, size_t from,
			uint32_t kept) REQUIRES(&stack)
{
	struct sockaddr_ll a = address_of(f);

	q->came++;
	if (!packet_ring_put(q->ring, f, from, kept, &a, q->lost))
		q->lost++;
}

static void keep(struct packet_socket *q, const struct packet_seen *f, size_t from, uint32_t kept)
	REQUIRES(&stack)
{
	struct frame *n = NULL;

	q->came++;
	if (q->bytes + kept + OVERHEAD <= q->s.receive_size)
		n = heap_alloc(sizeof *n + kept);
	if (!n) {
		q->lost++;
		q->s.lost++;
		return;
	}
	*n = (struct frame){
		.references = 1,
		.len = (uint32_t)(f->len - from),
		.kept = kept,
		.network = (uint32_t)(NET_HEADER - from),
		.from = address_of(f),
		.came = socket_stamp(&q->s),
		.lost = q->s.tell_lost ? q->s.lost : 0,
	};
	packet_copy(f, from, n->bytes, kept);
	if (q->last)
		q->last->next = n;
	else
		q->first = n;
	q->last = n;
	q->bytes += kept + OVERHEAD;
	socket_wake_readers(&q->s);
}

void packet_pass(const struct packet_seen *f, const struct socket *but)
{
	for (struct packet_socket *q = sockets; q; q = q->next) {
		size_t from = q->s.type == SOCKET_DGRAM ? NET_HEADER : 0;
		uint32_t kept = f->len - (uint32_t)from;

		if (&q->s == but || !wants(q, f))
			continue;
		if (q->filter)
			kept = MIN(kept, filter_run(q->filter, f, from));
		if (kept && q->ring)
			put_in_ring(q, f, from, kept);
		else if (kept)
			keep(q, f, from, kept);
	}
}

/* --- Reading --- */

static void put(struct frame *n) REQUIRES(&stack)
{
	if (!--n->references)
		heap_free(n);
}

static void take_first(struct packet_socket *q) REQUIRES(&stack)
{
	struct frame *n = q->first;

	q->first = n->next;
	if (!q->first)
		q->last = NULL;
	q->bytes -= n->kept + OVERHEAD;
}

static void tell_auxdata(const struct frame *n, struct socket_control *c)
{
	const struct packet_auxdata data = {
		.status = 1,
		.len = n->len,
		.kept = n->kept,
		.network = (uint16_t)n->network,
	};

	inet_tell(c, SOL_PACKET, PACKET_AUXDATA, &data, sizeof data);
}

static int copy_out(const struct packet_socket *q, const struct frame *n, struct socket_message *m)
{
	size_t part = MIN(m->io->left, (size_t)n->kept);

	m->whole = n->kept;
	if (m->io->left < m->whole)
		m->told |= SOCKET_TRUNC;
	if (io_copy_out(m->io, n->bytes, part) < part)
		return -EFAULT;
	if (m->address) {
		m->address->len = sizeof n->from;
		memcpy(m->address->bytes, &n->from, sizeof n->from);
	}
	socket_tell_stamp(&q->s, n->came, m);
	inet_tell_lost(m, n->lost);
	if (m->control && q->auxdata)
		tell_auxdata(n, m->control);
	return 0;
}

static int packet_receive(struct socket *s, struct socket_message *m)
{
	struct packet_socket *q = packet_of(s);
	struct frame *n;
	int err;

	if (m->flags & ~FLAGS)
		return -EINVAL;
	if (m->flags & SOCKET_ERRQUEUE)
		return -EAGAIN;
	stack_lock();
	n = q->first;
	if (n && m->flags & SOCKET_PEEK)
		n->references++;
	else if (n)
		take_first(q);
	stack_unlock();
	if (!n) {
		err = socket_take_error(s);
		return err ? -err : -EAGAIN;
	}
	err = copy_out(q, n, m);
	stack_lock();
	put(n);
	stack_unlock();
	return err;
}

/* --- Sending --- */

/* What a frame is sent by, and of what type; (to): for a datagram, to whom. */
struct way {
	struct netif *n;
	uint16_t type;
	uint8_t to[NET_MAC_SIZE];
};

/* From the address that is given, else from what the socket is bound to. */
static int find_way(const struct packet_socket *q, const struct socket_address *a, struct way *w)
	REQUIRES(&stack)
{
	const struct sockaddr_ll *ll = a ? (const void *)a->bytes : NULL;
	bool datagram = q->s.type == SOCKET_DGRAM;

	*w = (struct way){ .type = q->protocol };
	if (ll && (a->len < sizeof *ll || a->len < ADDRESS + ll->address_len))
		return -EINVAL;
	if (ll)
		w->type = lwip_htons(ll->protocol);
	w->n = netif_get_by_index(ll ? (u8_t)MIN((uint32_t)ll->interface, 255u)
				     : (u8_t)q->interface);
	if (!w->n)
		return -ENXIO;
	if (!netif_is_up(w->n))
		return -ENETDOWN;
	if (!datagram)
		return 0;
	/* Ethernet wants to know whom; the loopback interface has nobody. */
	if (ll && ll->address_len)
		memcpy(w->to, ll->address, NET_MAC_SIZE);
	else if (tap_hardware(w->n) == 1)
		return -EINVAL;
	return 0;
}

/* The bytes of (m) as a frame. Errors: -EINVAL, -EMSGSIZE, -ENOBUFS, -EFAULT. */
static int make_frame(struct socket_message *m, size_t header, size_t most, struct pbuf **p)
{
	size_t len = header + m->io->left;

	if (len < NET_HEADER)
		return -EINVAL;
	if (len > MIN(most, (size_t)FRAME_MAX))
		return -EMSGSIZE;
	*p = pbuf_alloc(PBUF_RAW, (u16_t)len, PBUF_RAM);
	if (!*p)
		return -ENOBUFS;
	memset((*p)->payload, 0, header);
	if (io_copy_in(m->io, (char *)(*p)->payload + header, len - header) == len - header)
		return 0;
	pbuf_free(*p);
	return -EFAULT;
}

static size_t longest(const struct netif *n)
{
	return (tap_hardware(n) == 1 ? n->mtu : 65536u) + NET_HEADER + VLAN_TAG;
}

static int packet_send(struct socket *s, struct socket_message *m)
{
	struct packet_socket *q = packet_of(s);
	size_t header = s->type == SOCKET_DGRAM ? NET_HEADER : 0, most = 0;
	struct io before = *m->io;
	uint8_t *bytes;
	struct pbuf *p;
	struct way w;
	int err;

	stack_lock();
	err = find_way(q, m->address, &w);
	if (!err)
		most = longest(w.n); /* interfaces stay */
	stack_unlock();
	if (!err)
		err = make_frame(m, header, most, &p);
	if (err) {
		*m->io = before;
		return err;
	}
	if (header) {
		bytes = p->payload;
		memcpy(bytes, w.to, NET_MAC_SIZE);
		memcpy(bytes + NET_MAC_SIZE, w.n->hwaddr, w.n->hwaddr_len);
		bytes[12] = (uint8_t)(w.type >> 8);
		bytes[13] = (uint8_t)w.type;
	}
	stack_lock();
	err = tap_send(w.n, p, s);
	stack_unlock();
	if (err)
		*m->io = before;
	return err;
}

/* --- Names, options --- */

static int packet_bind(struct socket *s, const struct socket_address *a)
{
	const struct sockaddr_ll *ll = (const void *)a->bytes;
	struct packet_socket *q = packet_of(s);
	int err = 0;

	if (a->len < sizeof *ll || ll->family != SOCKET_PACKET)
		return -EINVAL;
	stack_lock();
	if (ll->interface && !netif_get_by_index((u8_t)MIN((uint32_t)ll->interface, 255u))) {
		err = -ENODEV;
	} else {
		q->interface = (uint16_t)ll->interface;
		if (ll->protocol)
			q->protocol = lwip_htons(ll->protocol);
	}
	stack_unlock();
	return err;
}

static int packet_name(struct socket *s, bool peer, struct socket_address *a)
{
	struct sockaddr_ll *ll = (void *)a->bytes;
	struct packet_socket *q = packet_of(s);
	struct netif *n;

	if (peer)
		return -EOPNOTSUPP;
	stack_lock();
	*ll = (struct sockaddr_ll){
		.family = SOCKET_PACKET,
		.protocol = lwip_htons(q->protocol),
		.interface = q->interface,
	};
	n = netif_get_by_index((u8_t)q->interface);
	if (n) {
		ll->hardware = (uint16_t)tap_hardware(n);
		ll->address_len = NET_MAC_SIZE;
		memcpy(ll->address, n->hwaddr, n->hwaddr_len);
	}
	a->len = (uint32_t)(ADDRESS + ll->address_len);
	stack_unlock();
	return 0;
}

static unsigned packet_poll(struct socket *s)
{
	struct packet_socket *q = packet_of(s);
	bool readable;

	stack_lock();
	readable = q->first || (q->ring && packet_ring_is_readable(q->ring));
	if (q->ring)
		packet_ring_look_at_clock(q->ring);
	stack_unlock();
	return FILE_POLL_OUT | (readable ? FILE_POLL_IN : 0) | (s->error ? FILE_POLL_ERR : 0);
}

static int packet_ioctl(struct socket *s, unsigned cmd, uintptr_t arg)
{
	struct packet_socket *q = packet_of(s);
	int32_t bytes;

	if (cmd != FIONREAD)
		return -ENOTTY;
	stack_lock();
	bytes = q->first ? (int32_t)q->first->kept : 0;
	stack_unlock();
	return user_put((void *)arg, &bytes, sizeof bytes);
}

/* --- Life --- */

static void packet_release(struct socket *s)
{
	struct packet_socket *q = packet_of(s), **at = &sockets;

	stack_lock();
	while (*at != q)
		at = &(*at)->next;
	*at = q->next;
	while (q->first) {
		struct frame *n = q->first;

		take_first(q);
		put(n);
	}
	if (q->ring)
		packet_ring_leave(q->ring);
	stack_unlock();
	if (q->ring)
		packet_ring_put_away(q->ring);
	heap_free(q->filter);
	heap_free(q);
}

static const struct socket_ops packet_ops = {
	.bind = packet_bind,
	.send = packet_send,
	.receive = packet_receive,
	.name = packet_name,
	.poll = packet_poll,
	.set_option = packet_set_option,
	.get_option = packet_get_option,
	.ioctl = packet_ioctl,
	.release = packet_release,
};

int packet_create(unsigned type, unsigned protocol, struct socket **s)
{
	struct packet_socket *q;

	if (type != SOCKET_RAW && type != SOCKET_DGRAM)
		return -ESOCKTNOSUPPORT;
	stack_start();
	q = heap_alloc_zero(sizeof *q);
	if (!q)
		return -ENOMEM;
	socket_init(&q->s, &packet_ops, SOCKET_PACKET, type, 0);
	q->protocol = lwip_htons(protocol);
	stack_lock();
	tap_start();
	q->next = sockets;
	sockets = q;
	stack_unlock();
	*s = &q->s;
	return 0;
}
