/* SPDX-License-Identifier: MIT */
/* Datagrams that wait to be read, and the bytes of those that are sent. */
#include "base/errno.h"
#include "base/string.h"
#include "kern/mem/heap.h"
#include "lwip/ip.h"
#include "lwip/netif.h"
#include "lwip/pbuf.h"
#include "port/lwip/inet.h"
#include "port/lwip/input/failure.h"

enum { IP_TOS = 1, IP_TTL = 2, IP_PKTINFO = 8 };
enum { IPV6_PKTINFO = 50, IPV6_HOPLIMIT = 52, IPV6_TCLASS = 67 };

struct cmsghdr {
	uint64_t len;
	int32_t level;
	int32_t type;
};

struct in_pktinfo {
	int32_t interface;
	uint32_t local;
	uint32_t to;
};

struct in6_pktinfo {
	uint8_t to[16];
	uint32_t interface;
};

void inet_note(const struct socket *s, struct inet_datagram *d)
{
	d->to = *ip_current_dest_addr();
	d->interface = netif_get_index(ip_current_input_netif());
	d->came = socket_stamp(s);
	d->lost = s->tell_lost ? s->lost : 0;
	if (ip_current_is_v6()) {
		d->ttl = IP6H_HOPLIM(ip6_current_header());
		d->tos = IP6H_TC(ip6_current_header());
	} else {
		d->ttl = IPH_TTL(ip4_current_header());
		d->tos = IPH_TOS(ip4_current_header());
	}
}

void inet_queue(struct socket *s, struct inet_datagrams *q, struct pbuf *p, const ip_addr_t *from,
		uint16_t port)
{
	struct inet_datagram *d;

	if (q->bytes + p->tot_len + INET_OVERHEAD > s->receive_size ||
	    !(d = heap_alloc(sizeof *d))) {
		s->lost++;
		pbuf_free(p);
		return;
	}
	*d = (struct inet_datagram){ .p = p, .from = *from, .port = port };
	inet_note(s, d);
	if (q->last)
		q->last->next = d;
	else
		q->first = d;
	q->last = d;
	q->bytes += p->tot_len + INET_OVERHEAD;
	socket_wake_readers(s);
}

static void take_first(struct inet_datagrams *q) REQUIRES(&stack)
{
	struct inet_datagram *d = q->first;

	q->first = d->next;
	if (!q->first)
		q->last = NULL;
	q->bytes -= d->p->tot_len + INET_OVERHEAD;
}

void inet_drop(struct inet_datagrams *q)
{
	while (q->first) {
		struct inet_datagram *d = q->first;

		take_first(q);
		pbuf_free(d->p);
		heap_free(d);
	}
	while (q->failures) {
		struct inet_datagram *d = q->failures;

		q->failures = d->next;
		pbuf_free(d->p);
		heap_free(d);
	}
}

void inet_tell(struct socket_control *c, int level, int type, const void *data, size_t n)
{
	struct cmsghdr h = { sizeof h + n, level, type };
	size_t whole = ROUND_UP(h.len, 8);

	if (c->used + whole > c->size)
		return;
	memset(c->room + c->used, 0, whole);
	memcpy(c->room + c->used, &h, sizeof h);
	memcpy(c->room + c->used + sizeof h, data, n);
	c->used += whole;
}

void inet_tell_lost(struct socket_message *m, uint32_t lost)
{
	if (unlikely(lost) && m->control)
		inet_tell(m->control, SOL_SOCKET, SO_RXQ_OVFL, &lost, sizeof lost);
}

/* What an answer to (d) is best sent from: not what it was for, where many hear that. */
static uint32_t local_of(const struct inet_datagram *d)
{
	const ip4_addr_t *to = ip_2_ip4(&d->to);
	const struct netif *n;
	uint32_t local = to->addr;

	stack_lock();
	n = netif_get_by_index(d->interface);
	if (n && (ip4_addr_ismulticast(to) || ip4_addr_isbroadcast(to, n)))
		local = netif_ip4_addr(n)->addr;
	stack_unlock();
	return local;
}

static void tell_info(const struct inet_datagram *d, struct socket_control *c)
{
	const struct in_pktinfo info = { d->interface, local_of(d), ip_addr_get_ip4_u32(&d->to) };

	inet_tell(c, SOL_IP, IP_PKTINFO, &info, sizeof info);
}

/* One of IPv4 has an address that says so. */
static void tell_info6(const struct inet_datagram *d, struct socket_control *c)
{
	struct in6_pktinfo info = { .interface = d->interface };

	if (IP_IS_V4(&d->to)) {
		info.to[10] = info.to[11] = 0xff;
		memcpy(info.to + 12, &ip_2_ip4(&d->to)->addr, 4);
	} else {
		memcpy(info.to, ip_2_ip6(&d->to)->addr, sizeof info.to);
	}
	inet_tell(c, SOL_IPV6, IPV6_PKTINFO, &info, sizeof info);
}

void inet_tell_options(const struct inet_datagram *d, const struct inet_options *o,
		       struct socket_control *c)
{
	int ttl = d->ttl, tos = d->tos;

	if (o->tell_info6)
		tell_info6(d, c);
	if (IP_IS_V4(&d->to)) {
		if (o->tell_info)
			tell_info(d, c);
		if (o->tell_ttl)
			inet_tell(c, SOL_IP, IP_TTL, &ttl, sizeof ttl);
		if (o->tell_tos)
			inet_tell(c, SOL_IP, IP_TOS, &d->tos, sizeof d->tos);
	} else {
		if (o->tell_ttl)
			inet_tell(c, SOL_IPV6, IPV6_HOPLIMIT, &ttl, sizeof ttl);
		if (o->tell_tos)
			inet_tell(c, SOL_IPV6, IPV6_TCLASS, &tos, sizeof tos);
	}
}

int inet_copy_datagram(struct socket *s, const struct inet_datagram *d, struct socket_message *m)
{
	size_t left = MIN(m->io->left, (size_t)d->p->tot_len);

	m->whole = d->p->tot_len;
	if (m->io->left < m->whole)
		m->told |= SOCKET_TRUNC;
	for (const struct pbuf *p = d->p; p && left; p = p->next) {
		size_t n = MIN((size_t)p->len, left);

		if (io_copy_out(m->io, p->payload, n) < n)
			return -EFAULT;
		left -= n;
	}
	if (m->address)
		inet_put_address(s, m->address, &d->from, d->port);
	socket_tell_stamp(s, d->came, m);
	inet_tell_lost(m, d->lost);
	return 0;
}

int inet_dequeue(struct socket *s, struct inet_datagrams *q, const struct inet_options *o,
		 struct socket_message *m)
{
	struct inet_datagram *d, mine;
	bool peek = m->flags & SOCKET_PEEK;
	int err;

	if (m->flags & SOCKET_ERRQUEUE)
		return LINKED(inet_dequeue_failure) ? inet_dequeue_failure(s, q, o, m) : -EAGAIN;
	err = socket_take_error(s);
	if (err)
		return -err;
	stack_lock();
	d = q->first;
	if (d)
		mine = *d;
	/* One that stays may be taken by another before it was copied: its buffers are kept. */
	if (d && peek)
		pbuf_ref(d->p);
	else if (d)
		take_first(q);
	stack_unlock();
	if (!d)
		return -EAGAIN;
	if (!peek)
		heap_free(d);
	err = inet_copy_datagram(s, &mine, m);
	if (m->control)
		inet_tell_options(&mine, o, m->control);
	stack_lock();
	pbuf_free(mine.p);
	stack_unlock();
	return err;
}

int inet_take_bytes(struct socket_message *m, size_t max, struct pbuf **p)
{
	size_t n = m->io->left;

	if (n > max)
		return -EMSGSIZE;
	stack_lock();
	*p = pbuf_alloc(PBUF_TRANSPORT, (u16_t)n, PBUF_RAM);
	stack_unlock();
	if (!*p)
		return -ENOBUFS;
	if (io_copy_in(m->io, (*p)->payload, n) == n)
		return 0;
	stack_lock();
	pbuf_free(*p);
	stack_unlock();
	return -EFAULT;
}

/* A number of (h), of the size of an int, as long as it is (least) to 255. */
static int take_number(const struct cmsghdr *h, int least, int *to)
{
	int32_t n;

	if (h->len != sizeof *h + sizeof n)
		return -EINVAL;
	memcpy(&n, h + 1, sizeof n);
	if (n < least || n > 255)
		return -EINVAL;
	*to = n;
	return 0;
}

static int take_info(const struct cmsghdr *h, struct inet_sending *how)
{
	struct in_pktinfo info;

	if (h->len != sizeof *h + sizeof info)
		return -EINVAL;
	memcpy(&info, h + 1, sizeof info);
	ip_addr_set_ip4_u32(&how->from, info.local);
	how->interface = (uint32_t)info.interface;
	return 0;
}

/* (v4): of what goes by IPv4. */
static int take_info6(const struct cmsghdr *h, bool v4, struct inet_sending *how)
{
	struct in6_pktinfo info;
	ip6_addr_t from;

	if (h->len < sizeof *h + sizeof info)
		return -EINVAL;
	memcpy(&info, h + 1, sizeof info);
	memcpy(from.addr, info.to, sizeof from.addr);
	ip6_addr_clear_zone(&from);
	how->interface = info.interface;
	if (v4 != ip6_addr_isipv4mappedipv6(&from) && (v4 || !ip6_addr_isany(&from)))
		return -EINVAL;
	if (v4)
		ip_addr_set_ip4_u32(&how->from, from.addr[3]);
	else
		ip_addr_copy_from_ip6(how->from, from);
	return 0;
}

static int take_ip4(const struct cmsghdr *h, struct inet_sending *how)
{
	switch (h->type) {
	case IP_TTL:
		return take_number(h, 1, &how->ttl);
	case IP_TOS:
		if (h->len != sizeof *h + 1)
			return take_number(h, 0, &how->tos);
		how->tos = *(const uint8_t *)(h + 1);
		return 0;
	case IP_PKTINFO:
		return take_info(h, how);
	default:
		return -EINVAL;
	}
}

static int take_ip6(const struct cmsghdr *h, struct inet_sending *how)
{
	switch (h->type) {
	case IPV6_HOPLIMIT:
		return take_number(h, -1, &how->ttl);
	case IPV6_TCLASS:
		return take_number(h, -1, &how->tos);
	case IPV6_PKTINFO:
		return take_info6(h, false, how);
	default:
		return -EINVAL;
	}
}

static int take(const struct socket *s, const struct cmsghdr *h, bool v4, struct inet_sending *how)
{
	if (v4 && h->level == SOL_IP)
		return take_ip4(h, how);
	if (!v4 && h->level == SOL_IPV6)
		return take_ip6(h, how);
	if (v4 && h->level == SOL_IPV6 && h->type == IPV6_PKTINFO && s->family == SOCKET_INET6)
		return take_info6(h, true, how);
	return 0;
}

int inet_take_control(const struct socket *s, const struct socket_message *m, bool v4,
		      struct inet_sending *how)
{
	const struct socket_control *c = m->control;

	*how = (struct inet_sending){ .ttl = -1, .tos = -1 };
	IP_SET_TYPE(&how->from, v4 ? IPADDR_TYPE_V4 : IPADDR_TYPE_V6);
	for (size_t at = 0; c && at + sizeof(struct cmsghdr) <= c->used;) {
		const struct cmsghdr *h = (const struct cmsghdr *)(c->room + at);
		int err = take(s, h, v4, how);

		if (err)
			return err;
		at += ROUND_UP(h->len, 8);
	}
	return 0;
}

/* May (from) stand in what goes out? As Linux, which says so by different numbers. */
static int check_from(const ip_addr_t *from) REQUIRES(&stack)
{
	if (ip_addr_ismulticast(from) ||
	    (IP_IS_V4(from) && ip_addr_get_ip4_u32(from) == IPADDR_BROADCAST))
		return -EINVAL;
	if (!inet_is_own(from))
		return IP_IS_V4(from) ? -ENETUNREACH : -EINVAL;
	return 0;
}

int inet_find_way(const struct inet_sending *how, const ip_addr_t *to, struct netif **n)
{
	ip_addr_t from = how->from;
	bool any = ip_addr_isany(&from);
	int err;

	*n = NULL;
	if (any && !how->interface)
		return 0;
	if (IP_IS_V6(&from) && ip6_addr_has_scope(ip_2_ip6(&from), IP6_UNICAST))
		ip6_addr_set_zone(
			ip_2_ip6(&from),
			how->interface ? (u8_t)how->interface : ip6_addr_zone(ip_2_ip6(to)));
	err = any ? 0 : check_from(&from);
	if (err)
		return err;
	if (how->interface)
		*n = how->interface <= UINT8_MAX ? netif_get_by_index((u8_t)how->interface) : NULL;
	else
		*n = ip_route(&from, to);
	if (!*n)
		return how->interface ? -ENODEV : -ENETUNREACH;
	/* What comes from ourselves stays with us. */
	return IP_IS_V4(&from) && ip4_addr_isloopback(ip_2_ip4(&from)) && !inet_is_loop(*n)
		       ? -EINVAL
		       : 0;
}
