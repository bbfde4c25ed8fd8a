/* SPDX-License-Identifier: MIT */
/*
 * Sockets of other protocols than TCP and UDP: raw ones, and datagrams of ICMP, whose identifier is
 * the socket's own (Linux, net/ipv4/ping.c).
 */
#include "base/errno.h"
#include "kern/mem/heap.h"
#include "lwip/inet_chksum.h"
#include "lwip/ip.h"
#include "lwip/priv/raw_priv.h"
#include "lwip/raw.h"
#include "port/lwip/inet.h"
#include "port/lwip/input/failure.h"
#include "port/lwip/input/raw.h"
#include "port/lwip/interface.h"

LINK_WITH(inet_create);
LINK_WITH(failure_input);

#define RAW_MAX        65515
#define PROTOCOL_ICMP  1
#define PROTOCOL_ICMP6 58
#define PROTOCOL_RAW   255
#define IP_HDRINCL     3

#define ECHO_REPLY    0
#define ECHO_REQUEST  8
#define ECHO6_REQUEST 128
#define ECHO6_REPLY   129

struct echo {
	uint8_t type;
	uint8_t code;
	uint16_t checksum;
	uint16_t identifier;
	uint16_t sequence;
};

struct raw_socket {
	struct socket s; /* first */
	struct inet_options options;
	uint16_t identifier; /* of echoes, network order; of a datagram socket */

	/* Guarded by the stack's lock: */
	struct raw_pcb *pcb;
	bool connected;
	struct inet_datagrams received;
	struct list link; /* of all */
};

static struct list sockets = LIST_INIT(sockets); /* guarded by the stack's lock */

FROM_LWIP raw_input_state_t raw_socket_input(struct pbuf *p, struct netif *in)
{
	return raw_input(p, in);
}

static struct raw_socket *raw_of(struct socket *s)
{
	return container_of(s, struct raw_socket, s);
}

static bool is_ping(const struct raw_socket *r)
{
	return r->s.type == SOCKET_DGRAM;
}

/* Is what (p) holds, behind its IP header of (header) bytes, an answer to (r)? */
static bool is_answer(const struct raw_socket *r, const struct pbuf *p, u16_t header)
{
	struct echo e;

	if (pbuf_copy_partial(p, &e, sizeof e, header) < sizeof e)
		return false;
	return e.identifier == r->identifier &&
	       e.type == (r->s.family == SOCKET_INET ? ECHO_REPLY : ECHO6_REPLY);
}

/* Every socket has its copy; the packet goes on. */
static u8_t on_received(void *arg, struct raw_pcb *pcb, struct pbuf *p, const ip_addr_t *from)
{
	struct raw_socket *r = arg;
	u16_t header = ip_current_header_tot_len();
	struct pbuf *copy;

	(void)pcb;
	if (is_ping(r) && !is_answer(r, p, header))
		return 0;
	copy = pbuf_clone(PBUF_RAW, PBUF_RAM, p);
	if (!copy)
		return 0;
	if (!ip_current_is_v6())
		inet_fill_checksum(copy->payload);
	/* Raw sockets of IPv4 see its header, all others do not. */
	if (is_ping(r) || r->s.family == SOCKET_INET6)
		pbuf_remove_header(copy, header);
	inet_queue(&r->s, &r->received, copy, from, 0);
	return 0;
}

/* Did (r) send what (f) is of? An echo names who did. */
static bool is_of(const struct raw_socket *r, const struct inet_failure *f)
{
	bool six = r->s.family == SOCKET_INET6;

	if (IP_IS_V6(&f->to) != six || f->protocol != r->s.protocol ||
	    (!ip_addr_isany(&r->pcb->local_ip) && !ip_addr_cmp(&r->pcb->local_ip, &f->from)) ||
	    (r->connected && !ip_addr_cmp(&r->pcb->remote_ip, &f->to)))
		return false;
	return !is_ping(r) || (f->words[0] == (six ? ECHO6_REQUEST : ECHO_REQUEST) << 8 &&
			       f->words[2] == lwip_ntohs(r->identifier));
}

FROM_LWIP void raw_on_failure(const struct inet_failure *f)
{
	for (struct list *l = sockets.next; l != &sockets; l = l->next) {
		struct raw_socket *r = container_of(l, struct raw_socket, link);

		if (is_of(r, f))
			inet_fail(&r->s, &r->received, &r->options, r->connected, f, 0, 0);
	}
}

void inet_fill_checksum(void *header)
{
	struct ip_hdr *h = header;

	if (!IPH_CHKSUM(h))
		IPH_CHKSUM_SET(h, inet_chksum(h, IPH_HL_BYTES(h)));
}

static int raw_bind_(struct socket *s, const struct socket_address *a)
{
	struct raw_socket *r = raw_of(s);
	uint16_t port;
	ip_addr_t ip;
	int err = inet_get_address(s, a, &ip, &port);

	if (err)
		return err;
	stack_lock();
	err = inet_may_bind(&r->options, &ip) ? inet_errno(raw_bind(r->pcb, &ip)) : -EADDRNOTAVAIL;
	if (!err && is_ping(r) && port)
		r->identifier = lwip_htons(port);
	stack_unlock();
	return err;
}

static int raw_connect_(struct socket *s, const struct socket_address *a)
{
	struct raw_socket *r = raw_of(s);
	uint16_t port;
	ip_addr_t ip;
	int err = inet_get_address(s, a, &ip, &port);

	if (err)
		return err;
	stack_lock();
	err = inet_errno(raw_connect(r->pcb, &ip));
	r->connected = !err;
	stack_unlock();
	return err;
}

/* A ping's identifier and checksum are not the application's business. */
static int finish_ping(struct raw_socket *r, struct pbuf *p)
{
	struct echo *e = p->payload;

	if (p->len < sizeof *e || e->code)
		return -EINVAL;
	if (e->type != (r->s.family == SOCKET_INET ? ECHO_REQUEST : ECHO6_REQUEST))
		return -EINVAL;
	e->identifier = r->identifier;
	e->checksum = 0;
	if (r->s.family == SOCKET_INET)
		e->checksum = inet_chksum_pbuf(p);
	return 0;
}

/* A header of the application's: what Linux fills in, or will not have, is so here. */
static int finish_header(struct pbuf *p, const ip_addr_t *to) REQUIRES(&stack)
{
	static uint16_t identifier;
	struct ip_hdr *h = p->payload;
	const struct netif *n = ip4_route(ip_2_ip4(to));

	if (p->len < IP_HLEN || IPH_HL_BYTES(h) < IP_HLEN || IPH_HL_BYTES(h) > p->len)
		return -EINVAL;
	if (!n)
		return -ENETUNREACH;
	if (n->mtu && p->tot_len > n->mtu)
		return -EMSGSIZE;
	IPH_LEN_SET(h, lwip_htons(p->tot_len));
	if (!IPH_ID(h))
		IPH_ID_SET(h, lwip_htons(++identifier));
	if (!h->src.addr)
		ip4_addr_copy(h->src, *netif_ip4_addr(n));
	IPH_CHKSUM_SET(h, 0);
	inet_fill_checksum(h);
	return 0;
}

static err_t send_by(struct raw_pcb *pcb, struct pbuf *p, const ip_addr_t *to,
		     const ip_addr_t *from, struct netif *n) REQUIRES(&stack)
{
	if (!n)
		return raw_sendto(pcb, p, to);
	if (ip_addr_isany(from))
		from = ip_addr_isany(&pcb->local_ip) ? ip_netif_get_local_ip(n, to)
						     : &pcb->local_ip;
	return from ? raw_sendto_if_src(pcb, p, to, n, from) : ERR_RTE;
}

static int send_locked(struct raw_socket *r, const struct socket_message *m, struct pbuf *p,
		       const ip_addr_t *to) REQUIRES(&stack)
{
	struct raw_pcb *pcb = r->pcb;
	uint8_t ttl = pcb->ttl, many = pcb->mcast_ttl, tos = pcb->tos;
	struct inet_sending how;
	struct netif *n;
	int err = inet_take_control(&r->s, m, IP_IS_V4(to), &how);

	if (!err)
		err = inet_find_way(&how, to, &n);
	if (!err && raw_is_flag_set(pcb, RAW_FLAGS_HDRINCL))
		err = finish_header(p, to);
	if (err)
		return err;
	if (how.ttl >= 0)
		pcb->ttl = pcb->mcast_ttl = (uint8_t)how.ttl;
	if (how.tos >= 0)
		pcb->tos = (uint8_t)how.tos;
	err = inet_errno(send_by(pcb, p, to, &how.from, n));
	pcb->ttl = ttl;
	pcb->mcast_ttl = many;
	pcb->tos = tos;
	return err;
}

static int raw_send_(struct socket *s, struct socket_message *m)
{
	struct raw_socket *r = raw_of(s);
	struct io before = *m->io;
	uint16_t port;
	ip_addr_t to;
	struct pbuf *p;
	int err = 0;

	if (m->address)
		err = inet_get_address(s, m->address, &to, &port);
	else if (!r->connected)
		err = -EDESTADDRREQ;
	if (!err)
		err = inet_take_bytes(m, RAW_MAX, &p);
	if (err)
		return err;
	p->flags |= INTERFACE_AS_IT_IS;
	if (is_ping(r))
		err = finish_ping(r, p);
	stack_lock();
	if (!err)
		err = send_locked(r, m, p, m->address ? &to : &r->pcb->remote_ip);
	pbuf_free(p);
	stack_unlock();
	if (err)
		*m->io = before;
	return err;
}

static int raw_receive_(struct socket *s, struct socket_message *m)
{
	struct raw_socket *r = raw_of(s);

	return inet_dequeue(s, &r->received, &r->options, m);
}

static int raw_name_(struct socket *s, bool peer, struct socket_address *a)
{
	struct raw_socket *r = raw_of(s);
	uint16_t port = is_ping(r) ? lwip_ntohs(r->identifier) : 0;
	int err = 0;

	stack_lock();
	if (!peer)
		inet_put_address(s, a, &r->pcb->local_ip, port);
	else if (r->connected)
		inet_put_address(s, a, &r->pcb->remote_ip, 0);
	else
		err = -ENOTCONN;
	stack_unlock();
	return err;
}

static unsigned raw_poll_(struct socket *s)
{
	struct raw_socket *r = raw_of(s);

	return FILE_POLL_OUT | (r->received.first ? FILE_POLL_IN : 0) |
	       (s->error || r->received.failures ? FILE_POLL_ERR : 0);
}

/* Is it IP_HDRINCL, which is of raw sockets of IPv4 alone? */
static bool is_header_option(const struct socket *s, int level, int name)
{
	return level == SOL_IP && name == IP_HDRINCL && s->family == SOCKET_INET &&
	       s->type == SOCKET_RAW;
}

static int set_has_header(struct raw_socket *r, const void *value, size_t n)
{
	int32_t on;

	if (n < sizeof on)
		return -EINVAL;
	memcpy(&on, value, sizeof on);
	stack_lock();
	if (on)
		raw_set_flags(r->pcb, RAW_FLAGS_HDRINCL);
	else
		raw_clear_flags(r->pcb, RAW_FLAGS_HDRINCL);
	stack_unlock();
	return 0;
}

static int raw_set_option_(struct socket *s, int level, int name, const void *value, size_t n)
{
	struct raw_socket *r = raw_of(s);

	if (is_header_option(s, level, name))
		return set_has_header(r, value, n);
	return inet_set_option(s, (struct ip_pcb *)r->pcb, &r->options, level, name, value, n);
}

static int raw_get_option_(struct socket *s, int level, int name, void *value, size_t *n)
{
	struct raw_socket *r = raw_of(s);
	int32_t has;

	if (is_header_option(s, level, name)) {
		has = raw_is_flag_set(r->pcb, RAW_FLAGS_HDRINCL) != 0;
		*n = MIN(*n, sizeof has);
		memcpy(value, &has, *n);
		return 0;
	}
	return inet_get_option(s, (struct ip_pcb *)r->pcb, &r->options, level, name, value, n);
}

static void raw_release_(struct socket *s)
{
	struct raw_socket *r = raw_of(s);

	stack_lock();
	list_remove(&r->link);
	raw_remove(r->pcb);
	raw_nr_sockets--;
	inet_drop(&r->received);
	stack_unlock();
	heap_free(r);
}

static const struct socket_ops raw_ops = {
	.bind = raw_bind_,
	.connect = raw_connect_,
	.send = raw_send_,
	.receive = raw_receive_,
	.name = raw_name_,
	.poll = raw_poll_,
	.set_option = raw_set_option_,
	.get_option = raw_get_option_,
	.release = raw_release_,
};

int raw_create(unsigned family, unsigned type, unsigned protocol, struct socket **s)
{
	static uint16_t pings = 1;
	struct raw_socket *r;

	if (!protocol || protocol > 255 ||
	    (type == SOCKET_DGRAM &&
	     protocol != (family == SOCKET_INET ? PROTOCOL_ICMP : PROTOCOL_ICMP6)))
		return -EPROTONOSUPPORT;
	r = heap_alloc_zero(sizeof *r);
	if (!r)
		return -ENOMEM;
	socket_init(&r->s, &raw_ops, family, type, protocol);
	stack_lock();
	r->identifier = lwip_htons(pings++);
	r->pcb = raw_new_ip_type(family == SOCKET_INET ? IPADDR_TYPE_V4 : IPADDR_TYPE_V6,
				 (u8_t)protocol);
	if (r->pcb) {
		raw_nr_sockets++;
		list_push_back(&sockets, &r->link);
		raw_recv(r->pcb, on_received, r);
		if (family == SOCKET_INET && protocol == PROTOCOL_RAW)
			raw_set_flags(r->pcb, RAW_FLAGS_HDRINCL);
		if (protocol == PROTOCOL_ICMP6) {
			r->pcb->chksum_reqd = 1;
			r->pcb->chksum_offset = offsetof(struct echo, checksum);
		}
	}
	stack_unlock();
	if (!r->pcb) {
		heap_free(r);
		return -ENOMEM;
	}
	*s = &r->s;
	return 0;
}
